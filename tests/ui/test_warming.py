"""What a server that has started loads before anybody asks."""

import pytest

from index.testing import HashEmbedder
from rag.config import GeneratorConfig, RagConfig
from rag.testing import FakeReader
from rag.ui.tools import real_tools


class Recorder:
    """A generator that notes what it is asked."""

    name = "recorder"
    taught = True

    def __init__(self):
        self.asked = []

    def generate(self, prompt, **options):
        self.asked.append((prompt, options))
        yield "文"


@pytest.fixture
def generator(monkeypatch):
    recorder = Recorder()
    monkeypatch.setattr("index.embedding.load_embedder", lambda config: HashEmbedder())
    monkeypatch.setattr("rag.chatbot.load_evidence_reader", lambda config: FakeReader({}))
    monkeypatch.setattr("rag.generation.load_generator", lambda config: recorder)
    return recorder


def test_the_generator_copies_once_so_that_the_first_question_builds_nothing(generator):
    real_tools(RagConfig()).warm_models()
    ((prompt, options),) = generator.asked
    assert len(prompt) > 128
    assert options["constraint"].accepts("预热[1]")


def test_an_endpoint_is_not_asked_for_warmth(generator):
    real_tools(RagConfig(generator=GeneratorConfig(model="http://127.0.0.1:9/v1"))).warm_models()
    assert generator.asked == []
