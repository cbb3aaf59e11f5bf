import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import WeightsDamagedError
from index.scripts import fold
from rag.evidence_reader import (
    WINDOW_TOKENS,
    EvidenceReader,
    Reading,
    _windows,
    load_reader,
)
from rag.evidence_runtime import BATCH_TOKENS, batches
from rag.testing import FakeReader


class _Encoding:
    def __init__(self, text: str) -> None:
        """A token a character, between one at the beginning and one at the end."""
        self.ids = [0, *(ord(letter) for letter in text), 2]
        self.offsets = [(0, 0), *((i, i + 1) for i in range(len(text))), (0, 0)]


class _Tokenizer:
    def encode_batch(self, texts: list[str]) -> list[_Encoding]:
        return [_Encoding(text) for text in texts]


def test_a_short_passage_is_one_window() -> None:
    (window,) = _windows(_Tokenizer(), ["青湾港"])
    assert [chr(i) for i, (start, end) in zip(window.ids, window.places, strict=True) if end > start] == list("青湾港")


def test_blank_passages_have_no_window() -> None:
    assert [window.passage for window in _windows(_Tokenizer(), ["", "港", " \n"])] == [1]


@pytest.mark.parametrize("length", [1, 117, 118, 119, 120, 300, 500, 1000])
def test_windows_of_a_long_passage_cover_it_and_overlap(length: int) -> None:
    passage = fold("".join(chr(0x4E00 + i % 500) for i in range(length)))
    windows = _windows(_Tokenizer(), [passage])
    assert all(len(window.ids) == len(window.places) <= WINDOW_TOKENS for window in windows)
    covered = [{at for start, end in window.places for at in range(start, end)} for window in windows]
    assert set.union(*covered) == set(range(length))
    assert all(len(one & other) >= 47 for one, other in zip(covered, covered[1:], strict=False))
    for window in windows:
        assert all(
            chr(i) == passage[start] for i, (start, end) in zip(window.ids, window.places, strict=True) if end > start
        )


def test_batches_hold_every_window_once_sorted_and_bounded() -> None:
    sizes = [250, 10, 90, 256, 256, 30, 256, 256, 256, 256]
    made = list(batches(sizes))
    assert sorted(number for batch in made for number in batch) == list(range(10))
    assert all(len(batch) * max(sizes[number] for number in batch) <= BATCH_TOKENS for batch in made)


def test_there_is_no_reader_without_weights(tmp_path: Path) -> None:
    assert load_reader(path=tmp_path / "absent.safetensors") is None


def test_damaged_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reader.safetensors"
    path.write_bytes(b"no tensors here")
    monkeypatch.setattr("rag.evidence_reader.ensure_embedder", lambda *_, **__: tmp_path)
    for runtime in ("torch", "openvino"):
        with pytest.raises(WeightsDamagedError, match="evidence reader"):
            EvidenceReader(path, runtime=runtime).read("几台?", ["四千台"])


def test_the_fake_knows_its_answers_only() -> None:
    reader = FakeReader({"几台?": "四千台"})
    sure, unsure = reader.read("几台?", ["共四千台。", "共三人。"])
    assert (sure.relevance > 0.9, sure.start, sure.end) == (True, 1, 4)
    assert unsure.relevance < 0.1
    assert reader.read("谁?", ["共四千台。"])[0].relevance < 0.1


@pytest.fixture(scope="module", params=["auto", "torch"])
def reader(request: pytest.FixtureRequest) -> EvidenceReader:
    found = load_reader(runtime=request.param)
    if found is None:
        pytest.skip("the evidence reader's weights are not there")
    return found


@pytest.mark.models
def test_the_passage_that_answers_stands_out_with_its_span(reader: EvidenceReader) -> None:
    passages = [
        "松原機械在榆樹縣的車間去年裝配了4200台播種機，比前年多出三成。",
        "青湾渔港的渔船昨天全部回港避风，休渔期从五月开始。",
        "松原机械由杜明远在1998年创办，总部设在长春。",
    ]
    readings = reader.read("松原机械去年装配了多少台播种机？", passages)
    assert readings[0].relevance > max(readings[1].relevance, readings[2].relevance)
    assert "4200" in passages[0][readings[0].start : readings[0].end]


@pytest.mark.models
def test_the_end_of_a_long_passage_is_read(reader: EvidenceReader) -> None:
    filler = "码头上堆着修补好的渔网，猫在网上睡觉。" * 60
    passage = filler + "港务处处长贺兰说，休渔期从五月一日开始。" + filler
    (reading,) = reader.read("休渔期从什么时候开始？", [passage])
    assert "五月" in passage[reading.start : reading.end]


@pytest.mark.models
def test_threads_read_alike(reader: EvidenceReader) -> None:
    passages = ["贺兰认为小型播种机更适合山坡地。", "雨季来得早。"]
    alone = reader.read("贺兰怎么看小型播种机？", passages)
    found: list[tuple[Reading, ...]] = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read("贺兰怎么看小型播种机？", passages))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


@pytest.mark.models
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=40), passages=st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_read_within_bounds(reader: EvidenceReader, question: str, passages: list[str]) -> None:
    readings = reader.read(question, passages)
    assert len(readings) == len(passages)
    for reading, passage in zip(readings, passages, strict=True):
        assert 0 <= reading.relevance <= 1
        assert 0 <= reading.span_score <= 1
        assert 0 <= reading.start <= reading.end <= len(passage)


@pytest.mark.models
def test_bytes_read_as_floats_do() -> None:
    whole, floats = (load_reader(runtime=runtime) for runtime in ("openvino", "torch"))
    if whole is None or floats is None:
        pytest.skip("the evidence reader's weights are not there")
    assert whole.name != floats.name
    passages = [
        "松原機械在榆樹縣的車間去年裝配了4200台播種機，比前年多出三成；廠長說，今年的訂單已經排到十月。",
        "青湾渔港的渔船昨天全部回港避风，休渔期从五月一日开始，到八月十六日结束。",
        "松原机械由杜明远在1998年创办，总部设在长春，起初只修理拖拉机。",
        "教练认为这支球队缺的是耐心，队长贺兰不同意，她说问题出在传球太少。",
        "镇上的老谷仓改成了图书馆，周一闭馆，其余时间上午九点开门。" * 5,
    ]
    questions = ("去年装配了多少台播种机？", "休渔期什么时候结束？", "贺兰怎么看球队的问题？", "谁创办了松原机械？")
    pairs = [
        pair
        for question in questions
        for pair in zip(whole.read(question, passages), floats.read(question, passages), strict=True)
    ]
    apart = [abs(one.relevance - other.relevance) for one, other in pairs]
    assert sum(apart) / len(apart) < 0.02 and max(apart) < 0.1
    answering = [(one, other) for one, other in pairs if other.relevance >= 0.5]  # elsewhere the span means nothing
    assert answering
    touching = [one.start < other.end and other.start < one.end for one, other in answering]
    assert sum(touching) >= 0.8 * len(answering)
