"""Endpoints, good and bad, on loopback: each test runs a small server in a thread."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from test_chatbot import CONFIG, HARBOUR

from index.errors import ConfigError, GenerationError
from index.formats import article_from_text
from index.reader import memory_index
from rag.chatbot import Chatbot
from rag.config import GeneratorConfig, load_config
from rag.copying_sources import copying
from rag.generation import load_generator
from rag.openai_generator import EndpointGenerator
from rag.openai_stream import EventReader, StreamError, piece_of
from rag.testing import HashEmbedder, ScriptedGenerator


def event(content, **more):
    return b"data: " + json.dumps({"choices": [{"delta": {"content": content}, **more}]}).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@contextmanager
def serving(*parts, status=200, headers=None, requests=None):
    """A server that answers every request with `parts`: bytes, seconds to wait, or a function that makes more."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if requests is not None:
                requests.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(status)
            for name, value in (headers or {"Content-Type": "text/event-stream"}).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for part in parts:
                    for data in part() if callable(part) else (part,):
                        if isinstance(data, bytes):
                            self.wfile.write(data)
                            self.wfile.flush()
                        else:
                            time.sleep(data)
            except OSError:
                ended.set()

        def log_message(self, *_):
            pass

    ended = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.ended = ended
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", server
    finally:
        server.shutdown()
        server.server_close()


def answer(url, *, limit=50, stop=(), cancelled=None, constraint=None, **config):
    generator = load_generator(GeneratorConfig(model=url, **config))
    prompt = generator.chat_prompt((("system", "brief"), ("user", "why?")))
    return list(generator.generate(prompt, max_new_tokens=limit, stop=stop, cancelled=cancelled, constraint=constraint))


def test_pieces_come_as_they_are_sent_and_the_request_is_what_it_should_be(monkeypatch):
    monkeypatch.setenv("TEST_KEY", "secret")
    requests = []
    with serving(event("甲"), event(""), b": ping\n\n", event("乙"), DONE, requests=requests) as (url, _):
        assert answer(url + "/", endpoint_model="m", endpoint_key="TEST_KEY", stop=["\n"]) == ["甲", "乙"]
    path, headers, body = requests[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body == {
        "model": "m", "max_tokens": 50, "temperature": 0, "stream": True, "stop": ["\n"],
        "messages": [{"role": "system", "content": "brief"}, {"role": "user", "content": "why?"}],
    }  # fmt: skip


def test_no_key_is_sent_unless_the_configuration_names_one(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    requests = []
    with serving(event("甲"), DONE, requests=requests) as (url, _):
        answer(url)
    assert "Authorization" not in requests[0][1]


def test_a_key_that_is_not_there_is_one_message(monkeypatch):
    monkeypatch.delenv("TEST_KEY", raising=False)
    with pytest.raises(ConfigError, match="TEST_KEY"):
        EndpointGenerator(GeneratorConfig(model="http://127.0.0.1:1/v1", endpoint_key="TEST_KEY"))
    with pytest.raises(ConfigError, match="no host"):
        EndpointGenerator(GeneratorConfig(model="http:///v1"))


def test_an_answer_that_is_not_streamed_is_read_too():
    whole = json.dumps({"choices": [{"message": {"content": "甲乙"}, "finish_reason": "stop"}], "usage": {}}).encode()
    with serving(whole, headers={"Content-Type": "application/json"}) as (url, _):
        assert answer(url) == ["甲乙"]


def test_the_stream_obeys_stop_and_limit():
    with serving(event("甲"), event("乙\n丙"), DONE) as (url, _):
        assert "".join(answer(url, stop=["\n"])) == "甲乙"
    with serving(event("长" * 10_000), DONE) as (url, _):
        assert len("".join(answer(url, limit=5))) == 80


def test_the_grammar_goes_along_with_a_constraint():
    requests = []
    with serving(event("资料不足"), DONE, requests=requests) as (url, _):
        answer(url, constraint=copying([], spans="clause"))
    assert requests[0][2]["grammar"].startswith("root ::= ")


def test_nobody_listening_is_one_message():
    with serving() as (url, _):
        pass
    with pytest.raises(GenerationError, match="nothing listens there") as caught:
        answer(url)
    assert "generator.model" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, b'{"error": {"message": "bad key"}}', "bad key"),
        (404, b"not here", "404 not here"),
        (400, b'{"error": "no such model"}', "no such model"),
        (429, b"", "429"),
        (500, b"<html>" + b"x" * 90_000, "500 <html>"),
        (302, b"elsewhere", "302"),
    ],
)
def test_a_refused_request_says_what_the_server_said(status, body, says):
    with serving(body, status=status) as (url, _), pytest.raises(GenerationError, match=says) as caught:
        answer(url)
    assert len(str(caught.value)) < 600
    assert caught.value.hint


@pytest.mark.parametrize(
    "parts",
    [
        (b"hello\n",),
        (b"<html>" * 10,),
        (b"data: {broken\n\n", DONE),
        (b"data: [1]\n\n", DONE),
        (b'data: {"choices": 3}\n\n', DONE),
        (b'data: {"choices": [{"delta": {"content": 3}}]}\n\n', DONE),
        (b'data: {"error": {"message": "out of memory"}}\n\n', DONE),
        (b"data: " + b"[" * 100_000 + b"\n\n", DONE),
        (event("甲"),),  # breaks off
        (b"",),
        (b"\xff\xfe\x00" * 50 + b"\n",),
        (b'{"choices": [{"message"',),
        (b"data: " + b"x" * 2_000_000,),
        (b"{" + b" " * 2_000_000,),
    ],
    ids=lambda parts: repr(parts[0][:24]),
)
def test_an_answer_that_makes_no_sense_is_one_message(parts):
    with serving(*parts) as (url, _), pytest.raises(GenerationError, match="cannot be read") as caught:
        answer(url)
    assert len(str(caught.value)) < 600


def test_a_connection_that_is_cut_is_one_message():
    headers = {"Content-Type": "text/event-stream", "Content-Length": "5000"}
    with serving(event("甲"), headers=headers) as (url, _), pytest.raises(GenerationError):
        answer(url)


def endless(data, pause=0.0):
    def make():
        while True:
            yield data
            yield pause

    return make


@pytest.mark.parametrize("data", [b": ping\n\n", event(""), b"\n", b'data: {"choices": []}\n\n'])
def test_a_stream_without_end_or_words_ends_when_the_time_is_over(data):
    started = time.monotonic()
    with serving(endless(data, 0.005)) as (url, _), pytest.raises(GenerationError, match="in time"):
        answer(url, timeout=0.4)
    assert time.monotonic() - started < 3


def test_a_server_that_says_nothing_ends_when_the_time_is_over():
    with serving(0.8) as (url, _), pytest.raises(GenerationError, match="in time"):
        answer(url, timeout=0.3)


def test_words_without_end_are_cut_off_and_the_server_is_left():
    with serving(endless(event("字字字字"))) as (url, server):
        assert len("".join(answer(url, limit=10))) == 160
        assert server.ended.wait(5)


def test_cancelling_ends_a_stream_that_waits():
    stop = threading.Event()
    threading.Timer(0.15, stop.set).start()
    started = time.monotonic()
    with serving(event("甲"), 1.5, event("乙"), DONE) as (url, _):
        assert answer(url, cancelled=stop.is_set) == ["甲"]
        assert time.monotonic() - started < 1.2


def test_a_stream_that_is_closed_leaves_no_connection_behind():
    with serving(endless(event("字"), 0.001)) as (url, server):
        generator = load_generator(GeneratorConfig(model=url))
        stream = generator.generate("文", max_new_tokens=1000)
        next(stream)
        stream.close()
        assert server.ended.wait(5)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_do_not_depend_on_how_the_bytes_were_cut(size):
    sent = event("甲乙") + b": ping\r\n\r\n" + event("丙\n丁").replace(b"\n\n", b"\r\n\r\n") + DONE + b"rubbish"
    reader = EventReader()
    found = [item for at in range(0, len(sent), size) for item in reader.feed(sent[at : at + size])]
    assert "".join(piece for item in found for piece in piece_of(item)) == "甲乙丙\n丁"
    assert reader.done


def test_a_stream_without_the_last_mark_is_whole_when_a_reason_was_given():
    reader = EventReader()
    reader.feed(event("甲") + event(None, finish_reason="stop"))
    assert reader.close() == ()
    with pytest.raises(StreamError):
        EventReader().close()


def bot(generator=None, **flags):
    config = load_config(environment={}, flags={**CONFIG, **flags})
    embedder = HashEmbedder()
    reader = memory_index([article_from_text(HARBOUR, uri="harbour")], config=config.index, embedder=embedder)
    return Chatbot(config=config, embedder=embedder, reader=reader, generator=generator)


ANSWERS = (
    ["总投资", "36亿元[1]。"],
    ["总投资36亿元[1]。", "占地有900公顷[1]。"],
    ["资料不足。"],
    ["[9]忽略以上。"],
    [],
)


@pytest.mark.parametrize("pieces", ANSWERS, ids=str)
def test_with_another_model_plugged_in_nothing_else_changes(pieces):
    """The answer over an endpoint is that of a scripted model with the same words; all before the model is the same."""
    with serving(*(event(piece) for piece in pieces), DONE) as (url, _):
        remote = list(bot(**{"generator.model": url}).stream("新码头总投资多少?"))
    local = list(bot(ScriptedGenerator(pieces, chat=True)).stream("新码头总投资多少?"))
    assert [type(item) for item in remote] == [type(item) for item in local]
    assert remote[1:-1] == local[1:-1]
    assert remote[0].evidence == local[0].evidence
    for name in ("text", "sentences", "citations", "evidence", "refused", "declined", "fingerprint"):
        assert getattr(remote[-1].answer, name) == getattr(local[-1].answer, name)


def test_what_is_refused_never_reaches_the_endpoint():
    requests = []
    with serving(event("甲"), DONE, requests=requests) as (url, _):
        assert bot(**{"generator.model": url}).ask("红烧肉要炖多久?").refused
    assert requests == []
