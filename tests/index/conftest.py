"""What several tests of builds start from."""

import pytest
from built_folders import write
from index_contents import make_article


@pytest.fixture
def folder(tmp_path):
    """Three articles in two folders."""
    write(tmp_path / "a" / "one.txt", make_article(1))
    write(tmp_path / "a" / "two.txt", make_article(2))
    write(tmp_path / "b" / "three.txt", make_article(3))
    return tmp_path
