import gc
import os
import threading
import weakref

import pytest
from tiny_models import write_packed

from index.tokenizer_files import open_tokenizer
from index.weights.e5 import convert_e5


@pytest.fixture
def path(tmp_path):
    write_packed(tmp_path / "packed")
    convert_e5((tmp_path / "packed",), tmp_path, progress=lambda _: None)
    return tmp_path / "tokenizer.json"


def test_all_users_of_a_file_share_one_tokenizer(path):
    opened = []
    threads = [threading.Thread(target=lambda: opened.append(open_tokenizer(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8 and len(set(map(id, opened))) == 1
    assert opened[0].tokenizer.encode("山水").tokens == ["<s>", "▁", "山水", "</s>"]


def test_nothing_is_kept_when_nobody_uses_it(path):
    opened = weakref.ref(open_tokenizer(path))
    gc.collect()
    assert opened() is None


def test_a_file_that_changed_is_read_again(path):
    first = open_tokenizer(path)
    os.utime(path, ns=(1, 1))
    assert open_tokenizer(path) is not first


def test_a_file_that_is_absent_or_torn_raises(path, tmp_path):
    with pytest.raises(FileNotFoundError):
        open_tokenizer(tmp_path / "absent.json")
    path.write_text("{")
    with pytest.raises(Exception, match="EOF"):
        open_tokenizer(path)
