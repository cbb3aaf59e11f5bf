"""A small library of original articles that shows every kind of dirt, and questions over it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def demo_folder() -> Path:
    """The folder that holds the demo articles and nothing else, ready for `build_index`.

    It is part of the installed package and must be treated as read-only. pip unpacks packages, so it is a real folder.
    """
    return Path(str(files(__name__) / "articles"))


def demo_questions() -> Path:
    """The file of questions over the demo articles, one JSON object a line, as `rag eval` reads them."""
    return Path(str(files(__name__) / "questions.jsonl"))
