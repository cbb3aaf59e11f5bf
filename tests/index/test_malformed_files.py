import time

import malformed_files
import pytest

from index.config import IndexConfig
from index.errors import FormatError
from index.formats import load_file


def test_two_hundred_malformed_files_are_an_article_or_one_line(tmp_path):
    config = IndexConfig(max_file_mb=3)
    outcomes = []
    for name, data in malformed_files.cases(240):
        path = tmp_path / name
        path.write_bytes(data)
        start = time.process_time()
        try:
            article = load_file(path, config=config)
        except FormatError as error:
            assert str(error).strip() and "\n" not in str(error)
            outcomes.append("refused")
        else:
            assert article.raw.strip()
            assert article.raw.encode("utf-8")
            outcomes.append("read")
        assert time.process_time() - start < 20, name
    assert outcomes.count("read") >= 60
    assert outcomes.count("refused") >= 60


@pytest.mark.parametrize("name", malformed_files.sound())
def test_the_files_that_are_damaged_were_sound(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(malformed_files.sound()[name])
    assert "港口" in load_file(path, config=IndexConfig()).raw
