"""Events over a line, the file by which a server is found, and a question answered by another process's server."""

import json
import os
import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room_fakes import FakeRoom

from rag import warm_server
from rag.config import GeneratorConfig, RagConfig, ServerConfig
from rag.event_data import read_event, write_event
from rag.types import (
    Answer,
    AnswerSentence,
    Citation,
    Delta,
    Evidence,
    Extract,
    Filters,
    Finished,
    Hit,
    Retrieved,
    SentenceChecked,
)
from rag.ui.server import start

SENTENCE = AnswerSentence("渡口在桥的下游。\ud83d", (1, 2), "weak", 0.5, "换了说法")
EVIDENCE = Evidence(1, 7, "a.txt", "渡口", "渡口在桥的下游。", 3, 11, 0.8, date="2021-05-03")
CITATION = Citation(1, "渡口", "a.txt", None, None, "2021-05-03", "渡口在桥的下游。", 3, 11)
ANSWER = Answer("渡口在哪里?", "渡口在哪里?", "…", (SENTENCE,), (CITATION,), (EVIDENCE,), False, None, {"embed": 1.5})


@pytest.mark.parametrize(
    "event",
    [
        Retrieved((EVIDENCE,), (Hit(7, "a.txt", "渡口", "渡口。", 3, 6, dense=0.5),), "渡口在哪里?"),
        Extract((SENTENCE,)),
        Delta("渡", True),
        SentenceChecked(SENTENCE),
        Finished(ANSWER),
        Finished(replace(ANSWER, sentences=(), refused=True, reason="没有")),
    ],
)
def test_an_event_comes_back_as_it_was(event):
    line = write_event(event)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert read_event(line) == event


@given(st.text())
def test_any_text_survives(text):
    assert read_event(write_event(Delta(text, False))) == Delta(text, False)


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b'{"kind": "Delta", "event": {}}', b'{"kind": "x", "event": {}}'])
def test_anything_else_is_refused(line):
    with pytest.raises(ValueError):
        read_event(line)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))


def test_the_file_is_its_owners_alone_and_goes_with_the_server(tmp_path):
    server, path = warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=7861)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert warm_server.find(tmp_path, RagConfig()) == server
    warm_server.withdraw(server, path)
    assert warm_server.find(tmp_path, RagConfig()) is None


def test_a_server_is_found_for_its_index_and_configuration_alone(tmp_path):
    warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=7861)
    assert warm_server.find(tmp_path, RagConfig(server=ServerConfig(port=9))) is not None
    assert warm_server.find(tmp_path / "other", RagConfig()) is None
    assert warm_server.find(None, RagConfig()) is None
    assert warm_server.find(tmp_path, RagConfig(generator=GeneratorConfig(model="none"))) is None


def test_a_later_server_keeps_its_file(tmp_path):
    first, path = warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=7861)
    second, _ = warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=7862)
    warm_server.withdraw(first, path)
    assert warm_server.find(tmp_path, RagConfig()) == second


def test_a_file_that_others_could_have_written_or_whose_server_died_is_passed_over(tmp_path):
    _, path = warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=7861)
    path.chmod(0o644)
    assert warm_server.find(tmp_path, RagConfig()) is None
    path.chmod(0o600)
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"process": 2**22 - 7}))
    assert not os.path.exists(f"/proc/{2**22 - 7}")
    assert warm_server.find(tmp_path, RagConfig()) is None
    path.write_text("torn")
    assert warm_server.find(tmp_path, RagConfig()) is None


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    running = start(RagConfig(), port=0, tools=FakeRoom().tools(), collections=tmp_path_factory.mktemp("collections"))
    yield running
    running.close()


def test_a_running_server_answers_who_knows_the_secret(running):
    running.announce(None)
    server = warm_server.find(None, RagConfig())
    assert server is not None
    events = list(warm_server.ask(server, "书店搬走吗?", Filters()))
    assert isinstance(events[-1], Finished) and events[-1].answer.question == "书店搬走吗?"
    assert events == [read_event(write_event(event)) for event in events]
    with pytest.raises(warm_server.ServerGoneError, match="403"):
        list(warm_server.ask(replace(server, token="guessed"), "书店搬走吗?", Filters()))


def test_a_server_that_is_gone_is_one_error(tmp_path):
    server = warm_server.Server("127.0.0.1", 1, os.getpid(), "t")
    with pytest.raises(warm_server.ServerGoneError):
        list(warm_server.ask(server, "?", Filters()))


def test_the_command_answers_by_itself_when_the_server_is_gone(tmp_path, monkeypatch):
    from rag.commands import asking, options

    class Own:
        def stream(self, question, **filters):
            yield Finished(replace(ANSWER, question=question))

    warm_server.announce(tmp_path, RagConfig(), host="127.0.0.1", port=1)
    monkeypatch.setattr(options, "open_chatbot", lambda index, config: Own())
    (event,) = asking._events("渡口?", tmp_path, RagConfig(), Filters())
    assert event.answer.question == "渡口?"
