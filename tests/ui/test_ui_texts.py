"""The page's words are complete in every language, and every word that the scripts ask for is there."""

import json
import re

import pytest

from index.scripts import to_simplified
from rag.ui.routes import ASSETS

TABLES = json.loads((ASSETS / "texts.json").read_text(encoding="utf-8"))
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")}


def test_three_languages_have_the_same_keys():
    assert set(TABLES) == {"zh-Hans", "zh-Hant", "en"}
    assert TABLES["zh-Hans"].keys() == TABLES["zh-Hant"].keys() == TABLES["en"].keys()


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_every_language_fills_in_the_same_values(language):
    names = re.compile(r"\{(\w+)\}")
    for key, text in TABLES["zh-Hans"].items():
        assert sorted(names.findall(text)) == sorted(names.findall(TABLES[language][key])), key


def test_no_text_is_empty_or_in_the_wrong_script():
    for key, text in TABLES["zh-Hans"].items():
        assert text.strip(), key
        assert to_simplified(text) == text, key
    for key, text in TABLES["en"].items():
        assert not re.search("[\u4e00-\u9fff]", text), key


def test_every_key_that_a_script_names_is_there():
    asked = {key for script in SCRIPTS.values() for key in re.findall(r'\bt\("([a-zA-Z_]+)"', script)}
    assert asked <= TABLES["en"].keys()
    assert len(asked) > 80


def test_nothing_is_fetched_from_elsewhere():
    for path in ASSETS.iterdir():
        addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text(encoding="utf-8"))
        assert [each for each in addresses if "www.w3.org" not in each] == [], path.name
        assert "@import" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_no_script_writes_markup_or_runs_text(name):
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"on|DOMParser"
    )
    assert not re.search(forbidden, SCRIPTS[name])
