import socket

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from rag import chatbot as chatbot_module
from rag.config import load_config
from rag.doctor import NetworkBlockedError, examine, network_blocked
from rag.testing import HashEmbedder, ScriptedGenerator


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.socket().connect(("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("example.invalid", 80),
    ],
)
def test_who_tries_the_network_is_refused_and_named(call):
    with network_blocked() as attempts:
        with pytest.raises(NetworkBlockedError):
            call()
    assert len(attempts) == 1
    assert "test_doctor.py" in attempts[0]


def test_the_block_ends():
    with network_blocked() as attempts:
        pass
    with pytest.raises(OSError, match="refused|timed out|unreachable"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    assert attempts == []


def offline_finding(monkeypatch, tmp_path, generator):
    """The last line of the doctor's report over a small index, with `generator` in place of the model."""
    config = load_config(
        environment={}, flags={"index.embedder": "hash", "generator.model": "none", "refusal.probability": 0.0}
    )
    embedder = HashEmbedder()
    reader = memory_index(
        [article_from_text("灯塔的故事\n灯塔高42米，建于清末。", uri="tower")], config=config.index, embedder=embedder
    )
    monkeypatch.setattr(chatbot_module, "_embedder", lambda config: embedder)
    monkeypatch.setattr(chatbot_module, "_reader", lambda index, config, embedder: reader)
    monkeypatch.setattr("rag.generation.load_generator", lambda config: generator)
    findings = [item for item in examine(config, index=None, offline=True) if item.name == "offline"]
    return findings[0]


class CallsHome(ScriptedGenerator):
    """A model that looks for an update first, and goes on without it."""

    def generate(self, prompt, **options):
        try:
            socket.create_connection(("192.0.2.1", 443), timeout=1)
        except OSError:
            yield from super().generate(prompt, **options)


def test_a_library_that_calls_home_fails_the_check_even_if_it_goes_on(monkeypatch, tmp_path):
    monkeypatch.setattr("rag.doctor.DEMO_QUESTION", "灯塔高多少米?")
    assert offline_finding(monkeypatch, tmp_path, ScriptedGenerator(["42米[1]。"])).fine
    finding = offline_finding(monkeypatch, tmp_path, CallsHome(["42米[1]。"]))
    assert not finding.fine
    assert "192.0.2.1" in finding.detail


def test_the_cache_is_shown_with_its_size(monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache" / "models").mkdir(parents=True)
    (tmp_path / "cache" / "models" / "weights").write_bytes(bytes(3_000_000))
    config = load_config(environment={}, flags={"index.embedder": str(tmp_path), "generator.model": "none"})
    details = {finding.name: finding.detail for finding in examine(config, index=None, offline=False)}
    assert details["cache"] == f"3 MB in {tmp_path / 'cache'}"
