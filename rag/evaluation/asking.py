"""How the questions of a file are asked: over an index, over the file's own paragraphs, or each over its passages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EvalFileError
from rag.evaluation.questions import EvalQuestion, Paragraph, QuestionFile
from rag.evaluation.run import Asked, timed
from rag.types import Citation

if TYPE_CHECKING:
    from rag.chatbot import Chatbot
    from rag.config import RagConfig

Open = Callable[[Path | None, "RagConfig"], "Chatbot"]
_KEPT = "paragraphs"  # the folder inside a kept index where the paragraphs lie as files


@contextmanager
def asker(
    read: QuestionFile, index: Path | None, config: RagConfig, open_chatbot: Open
) -> Iterator[Callable[[EvalQuestion], Asked]]:
    """What asks the questions of a file. An index of paragraphs is built in `index` and kept, or for the while of the run.

    Raises EvalFileError when `index` holds an index of something else than paragraphs.
    """
    if read.form == "paragraphs":
        with _folder(index) as folder:
            _build(read.paragraphs, folder, config)
            yield over_index(open_chatbot(folder, config))
    elif read.form == "passages":
        yield over_passages(open_chatbot(None, config))
    else:
        yield over_index(open_chatbot(index, config))


def over_index(chatbot: Chatbot) -> Callable[[EvalQuestion], Asked]:
    """Every question over one chatbot, whose models are loaded before the first one is timed."""
    chatbot.load_generator()
    chatbot.load_evidence_reader()
    chatbot.embed_query("?")
    return timed(chatbot.ask, citation_checker(chatbot))


def over_passages(chatbot: Chatbot) -> Callable[[EvalQuestion], Asked]:
    """Every question over its own passages, with the chatbot's models; taking the passages in is not timed."""

    def asked(question: EvalQuestion) -> Asked:
        return over_index(chatbot.over_texts(question.passages))(question)

    return asked


def citation_checker(chatbot: Chatbot) -> Callable[[Citation], bool]:
    """Whether applying the edits to the cited raw span gives the quote (contract 1), looked up in the index."""

    def exact(citation: Citation) -> bool:
        with chatbot.snapshot() as snapshot:
            clean = snapshot.article_by_uri(citation.uri).clean
        inside = 0 <= citation.start < citation.end <= len(clean.raw)
        return inside and clean.apply(citation.start, citation.end) == citation.quote

    return exact


@contextmanager
def _folder(index: Path | None) -> Iterator[Path]:
    if index is not None:
        if index.exists() and any(index.iterdir()) and not (index / _KEPT).is_dir():
            raise EvalFileError(
                f"{index} is an index of other articles, and the questions bring their own paragraphs.",
                hint="Name a new folder with --index, or none.",
            )
        yield index
        return
    with tempfile.TemporaryDirectory(prefix="rag-eval-") as folder:
        yield Path(folder)


def _build(paragraphs: tuple[Paragraph, ...], folder: Path, config: RagConfig) -> None:
    """Index the paragraphs, each as a file of its own; those that are there already cost nothing."""
    from index.build import build_index

    texts = folder / _KEPT
    texts.mkdir(parents=True, exist_ok=True)
    for paragraph in paragraphs:
        path = texts / paragraph.name
        body = f"{paragraph.title}\n{paragraph.text}\n" if paragraph.title else f"{paragraph.text}\n"
        if not path.exists() or path.read_text(encoding="utf-8") != body:
            path.write_text(body, encoding="utf-8", newline="\n")
    build_index([texts], index=folder, config=config.index)
