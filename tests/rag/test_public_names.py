"""The names and shapes that programs rely on: a change here is a change for every user."""

import inspect
import subprocess
import sys
from dataclasses import fields, is_dataclass

import pytest

import rag
from index import types as index_types
from rag import types as rag_types

EXPORTED = {
    "Answer", "AnswerSentence", "BuildReport", "Chatbot", "Citation", "Delta", "Event", "Evidence", "Extract", "Finished",
    "Hit", "RagConfig", "RagError", "Retrieved", "SentenceChecked", "ask", "build_index", "load_config", "quotations",
}  # fmt: skip
FIELDS = {
    "Hit": "chunk_id uri title text start end dense lexical fused rerank",
    "Answer": "question standalone text sentences citations evidence refused reason timings fingerprint",
    "AnswerSentence": "text citations verdict support",
    "Citation": "number title uri source author date quote start end page speaker reprints score",
}
FILTERS = {"source", "author", "since", "until", "speaker"}


def test_exported_names():
    assert set(rag.__all__) == EXPORTED
    for name in EXPORTED:
        assert getattr(rag, name) is not None


def test_unknown_names_are_attribute_errors():
    with pytest.raises(AttributeError):
        _ = rag.nothing


@pytest.mark.parametrize("name", FIELDS)
def test_fields_keep_their_names(name):
    assert set(FIELDS[name].split()) <= {part.name for part in fields(getattr(rag_types, name))}


@pytest.mark.parametrize("module", [index_types, rag_types])
def test_what_flows_is_frozen_and_slotted(module):
    for value in vars(module).values():
        if inspect.isclass(value) and is_dataclass(value) and value.__module__ == module.__name__:
            assert value.__dataclass_params__.frozen, value
            assert "__slots__" in vars(value), value


def test_signatures():
    from rag.chatbot import Chatbot

    assert FILTERS | {"question", "index", "texts", "history"} <= set(inspect.signature(rag.ask).parameters)
    assert FILTERS | {"query", "limit"} <= set(inspect.signature(Chatbot.search).parameters)
    assert FILTERS | {"question", "history"} <= set(inspect.signature(Chatbot.stream).parameters)


def test_importing_loads_nothing_heavy():
    code = (
        "import sys; import rag; from rag import ask, build_index, load_config, Chatbot;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'gradio', 'opencc', 'jieba'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_importing_the_package_alone_loads_next_to_nothing():
    code = "import sys; import rag; print('numpy' in sys.modules, len(sys.modules) < 120)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False True\n"
    )
