"""The labels hold names and offsets, and are of the texts that they were made on."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
RECORDS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/labels/quotations.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_there_are_enough_and_both_halves_are_about_equal() -> None:
    counted = [label for record in RECORDS for label in record["quotations"] if not label.get("optional")]
    halves = [record["half"] for record in RECORDS]
    assert len(counted) >= 300
    assert len(RECORDS) >= 80
    assert abs(halves.count("work") - halves.count("held-out")) <= 8


def test_labels_hold_no_text_but_names() -> None:
    for record in RECORDS:
        assert set(record) == {"article", "sha256", "half", "quotations"}
        for label in record["quotations"]:
            assert set(label) <= {"speaker", "span", "whole", "direct", "optional"}
            assert len(label["speaker"]) <= 24 or label["speaker"].isascii()
            assert label["whole"][0] <= label["span"][0] < label["span"][1] <= label["whole"][1]


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the corpus lies beside the project, not in it")
def test_labels_are_of_these_texts() -> None:
    with gzip.open(SHARED / "corpus/news.txt.gz", "rt", encoding="utf-8", newline="\n") as lines:
        corpus = lines.read().split("\n")
    for record in RECORDS:
        name = record["article"]
        text = corpus[name - 1] if isinstance(name, int) else (SHARED / "articles" / name).read_bytes().decode()
        assert hashlib.sha256(text.encode()).hexdigest() == record["sha256"]
        assert all(label["whole"][1] <= len(text) for label in record["quotations"])
