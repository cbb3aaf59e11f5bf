"""The endpoints for questions: `ask`, `search`, `quotations` for programs, `stream` for the page.

Annotations are evaluated here: Gradio reads them to describe the endpoints (also as MCP tools).
"""

from collections.abc import Iterator
from typing import Any

from index.errors import RagError
from rag.types import Filters
from rag.ui.conversion import converted
from rag.ui.payloads import event_payload, payload
from rag.ui.room import Options, ReadingRoom
from rag.ui.sayings import sayings

MAX_QUESTION = 4_000


def register_answering(server: Any, room: ReadingRoom, *, together: int = 2) -> None:
    """Put the endpoints on a `gradio.Server`. `together` questions are worked on at once; the others queue."""

    def ask(
        question: str,
        collection: str = "",
        history: list[list[str]] = [],  # noqa: B006 - Gradio shows the default; nothing writes to it
        source: str = "",
        author: str = "",
        since: str = "",
        until: str = "",
        speaker: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the articles of a collection, every sentence cited to its source.

        Args:
            question: The question, in Chinese (either script) or English.
            collection: The collection to ask; empty for the one that the server was started with.
            history: Earlier turns as [question, answer text] pairs, for follow-up questions.
            source: Only passages of sources whose name contains this.
            author: Only passages of authors whose name contains this.
            since: Only articles from this ISO date on.
            until: Only articles up to this ISO date.
            speaker: Only what this person said.

        """
        chatbot = room.chatbot(room.library.get(collection))
        wanted: dict[str, Any] = _filters(source, author, since, until, speaker)
        answer = chatbot.ask(_checked(question), history=_turns(history), **wanted)
        return dict(payload(answer))

    def search(
        query: str,
        collection: str = "",
        limit: int = 20,
        source: str = "",
        author: str = "",
        since: str = "",
        until: str = "",
        speaker: str = "",
    ) -> list[dict[str, Any]]:
        """Find passages, without a model: title, text, raw offsets and scores of each.

        Args:
            query: Words or a question.
            collection: The collection to search; empty for the one that the server was started with.
            limit: How many passages at most.
            source: Only passages of sources whose name contains this.
            author: Only passages of authors whose name contains this.
            since: Only articles from this ISO date on.
            until: Only articles up to this ISO date.
            speaker: Only what this person said.

        """
        chatbot = room.chatbot(room.library.get(collection))
        filters = _filters(source, author, since, until, speaker)
        return list(payload(chatbot.search(_checked(query), limit=max(1, min(200, limit)), **filters)))

    def quotations(speaker: str = "", about: str = "", collection: str = "") -> list[dict[str, Any]]:
        """Who said what: the quotations that the articles of a collection hold.

        Args:
            speaker: Only this person's words.
            about: Only words that mention this.
            collection: The collection to read; empty for the one that the server was started with.

        """
        return list(payload(sayings(room, room.library.get(collection), speaker=speaker, about=about)))

    def stream(
        question: str,
        collection: str = "",
        history: list[list[str]] = [],  # noqa: B006
        options: dict[str, Any] = {},  # noqa: B006
        ticket: str = "",
    ) -> Iterator[dict[str, Any]]:
        """The events of an answer as they happen: each output holds all events so far.

        Args:
            question: The question.
            collection: The collection to ask.
            history: Earlier turns as [question, answer text] pairs.
            options: passages, mode ("free" or "quote"), script ("hans" or "hant"), and the filters of `ask`.
            ticket: A name of your own for this question, for /room/stop.

        """
        events: list[dict[str, Any]] = []
        try:
            for event in room.stream(
                _checked(question),
                collection=collection,
                history=_turns(history),
                options=read_options(options),
                ticket=ticket,
            ):
                events.append(converted(event_payload(event), options.get("script")))
                yield {"events": list(events)}
        except RagError as error:
            yield {"events": [*events, {"event": "error", "message": error.message, "hint": error.hint}]}

    answering = {"concurrency_limit": together, "concurrency_id": "answering"}
    server.api(ask, name="ask", **answering)
    server.api(stream, name="stream", **answering)
    server.api(search, name="search", concurrency_limit=4, concurrency_id="searching")
    server.api(quotations, name="quotations", concurrency_limit=4, concurrency_id="searching")


def read_options(values: dict[str, Any]) -> Options:
    """The page's settings, checked: anything unknown or of the wrong type falls back to the default."""
    passages = values.get("passages")
    named = {name: values.get(name) for name in ("source", "author", "since", "until", "speaker")}
    return Options(
        passages=passages if isinstance(passages, int) and not isinstance(passages, bool) else None,
        mode="quote" if values.get("mode") == "quote" else "free",
        filters=Filters(**{name: value for name, value in named.items() if isinstance(value, str) and value}),
    )


def _checked(question: str) -> str:
    question = question.strip()
    if not question:
        raise RagError("The question is empty.", hint="Type one.")
    if len(question) > MAX_QUESTION:
        raise RagError(f"The question is longer than {MAX_QUESTION} characters.", hint="Shorten it.")
    return question


def _turns(history: list[list[str]]) -> list[tuple[str, str]]:
    return [(str(turn[0]), str(turn[1])) for turn in history if len(turn) == 2][-12:]


def _filters(source: str, author: str, since: str, until: str, speaker: str) -> dict[str, str | None]:
    return {
        "source": source or None,
        "author": author or None,
        "since": since or None,
        "until": until or None,
        "speaker": speaker or None,
    }
