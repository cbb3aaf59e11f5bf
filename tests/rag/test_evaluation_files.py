"""Question files in every form that is read, and each way in which they can be off."""

import gzip
import json

import pytest

from index.errors import EvalFileError
from rag.evaluation.files import Reading, read_file
from rag.evaluation.passages import draw

PARAGRAPH = {
    "title": "灯塔",
    "context": "灯塔高42米，建于清末。",
    "qas": [
        {"id": "a", "question": "灯塔高多少米？", "answers": [{"text": "42米", "answer_start": 3}, {"text": "42米"}]},
        {"id": "b", "question": "灯塔建于何时？", "answers": ["清末"]},
    ],
}
ITEM = {
    "id": 7,
    "query": "桥长多少？",
    "answer": "80米",
    "positive": ["桥长80米。", "这座80米的桥"],
    "negative": ["甲。", "乙。", "丙。"],
}


def write(tmp_path, name, *entries):
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries), encoding="utf-8")
    return path


def test_lines_of_paragraphs_packed_or_not(tmp_path):
    plain = write(tmp_path, "p.jsonl", PARAGRAPH, {**PARAGRAPH, "title": "塔"})
    packed = tmp_path / "p.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        read = read_file(path)
        assert (read.form, len(read.paragraphs), len(read.questions)) == ("paragraphs", 2, 4)
        assert read.questions[0].must == (("42米",),)
        assert read.questions[0].articles == (read.paragraphs[0].name,)


@pytest.mark.parametrize("indent", [None, 1])
def test_squad_json(tmp_path, indent):
    inner = {
        "context": PARAGRAPH["context"],
        "qas": [*PARAGRAPH["qas"], {"question": "谁建的？", "is_impossible": True, "answers": []}],
    }
    path = tmp_path / "squad.json"
    path.write_text(
        json.dumps({"version": "1", "data": [{"title": "灯塔", "paragraphs": [inner]}]}, indent=indent),
        encoding="utf-8",
    )
    read = read_file(path)
    assert [question.answerable for question in read.questions] == [True, True, False]
    assert read.paragraphs[0].title == "灯塔"


def test_other_names_of_the_same_layout(tmp_path):
    entry = {
        "context_text": "桥长80米。",
        "title": "桥",
        "qas": [{"query_text": "桥长多少？", "query_id": "q1", "answers": ["80米"]}],
    }
    path = tmp_path / "cmrc.json"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    assert read_file(path).questions[0].id == "q1"


@pytest.mark.parametrize(
    ("rate", "count", "right", "noise"),
    [
        (0.0, 2, 2, 0),
        (0.5, 4, 2, 2),
        (0.4, 5, 2, 3),
        (0.8, 5, 2, 3),
        (0.5, 3, 1, 2),
        (1.0, 3, 0, 3),
        (1.0, 5, 0, 3),
        (0.0, 4, 2, 2),
    ],
)
def test_passages_are_drawn_by_the_noise_rate(rate, count, right, noise):
    chosen = draw(ITEM["positive"], ITEM["negative"], Reading(passages=count, noise_rate=rate), "7")
    assert (sum(holds for _, holds in chosen), sum(not holds for _, holds in chosen)) == (right, noise)
    assert chosen == draw(ITEM["positive"], ITEM["negative"], Reading(passages=count, noise_rate=rate), "7")


def test_passages_all_of_noise_are_to_be_refused(tmp_path):
    path = write(tmp_path, "rgb.json", ITEM)
    (question,) = read_file(path, Reading(passages=3, noise_rate=1.0)).questions
    assert not question.answerable
    (question,) = read_file(path, Reading(passages=3, noise_rate=0.5)).questions
    assert question.answerable and len(question.passages) == 3 and len(question.articles) == 1


@pytest.mark.parametrize(
    ("answer", "groups"),
    [("a", (("a",),)), (["a", "b"], (("a",), ("b",))), ([["a", "b"], ["c"]], (("a", "b"), ("c",))), (12, (("12",),))],
)
def test_answers_of_passages(tmp_path, answer, groups):
    path = write(tmp_path, "rgb.jsonl", {**ITEM, "answer": answer})
    assert read_file(path).questions[0].must == groups


def test_a_limit_draws_by_seed_and_keeps_the_order(tmp_path):
    path = write(tmp_path, "r.jsonl", *({"id": n, "q": f"问{n}", "must": [["a"]]} for n in range(50)))
    first, again, other = (read_file(path, Reading(limit=5, seed=seed)).questions for seed in (1, 1, 2))
    assert first == again != other
    assert [int(question.id) for question in first] == sorted(int(question.id) for question in first)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no question"),
        (b"\n \n", "no question"),
        (b"\x00\x01\x02", "binary"),
        (b"\x1f\x8b\x08broken", "cannot read"),
        (b"\xff\xfe\xfa", "cannot read"),
        (b'{"q": "a", "must": [["b"]]}\n{', "line 2 is not JSON"),
        (b'{"q": "a", "must": [["b"]]}\n[1]', "line 2 has no question"),
        (b'{"q": "a", "must": 3}', "list of lists"),
        (b"[1, 2]", "entry 1 has no question"),
        (b'{"context": "a", "qas": 3}', "needs a"),
        (b'{"context": "a", "qas": [{"question": "b", "answers": []}]}', "gives no answer"),
        (b'{"context": "a", "qas": [3]}', "without"),
        (b'{"data": [{"paragraphs": 4}]}', "list of objects"),
        (b'{"query": "a", "positive": ["b"], "negative": [], "answer": []}', 'no "answer"'),
        (b'{"query": "a", "positive": [], "negative": [], "answer": "c"}', "no passage"),
        (b'{"query": "a", "positive": "b", "negative": [], "answer": "c"}', "list of strings"),
    ],
)
def test_files_that_are_off_are_one_message(tmp_path, content, says):
    path = tmp_path / "off.jsonl"
    path.write_bytes(content)
    with pytest.raises(EvalFileError, match=says):
        read_file(path)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(EvalFileError, match="cannot read"):
        read_file(tmp_path)
