"""The route by which `rag ask` has its questions answered by this server (see `rag/warm_server.py`)."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from index.errors import RagError
from rag.event_data import write_event
from rag.types import Filters
from rag.ui.room import Options, ReadingRoom
from rag.warm_server import ROUTE

_MOST = 100_000  # bytes of a request
_FILTERS = ("source", "author", "since", "until", "speaker")


def register_warm(server: Any, room: ReadingRoom, token: Callable[[], str | None], *, together: int = 2) -> None:
    """Put the route on a `gradio.Server`. Without the `token` of the moment (None: nobody may) nothing is answered."""
    turns = threading.Semaphore(together)

    async def answer(request: Request) -> Response:
        expected = token()
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if expected is None or not secrets.compare_digest(shown.encode(), expected.encode()):
            return Response("forbidden", status_code=403)
        if int(request.headers.get("content-length", "0")) > _MOST:
            return Response("too long", status_code=413)
        try:
            values = json.loads(await request.body())
            question = str(values["question"])
            filters = Filters(**{name: str(values[name]) for name in _FILTERS if values.get(name)})
        except (ValueError, KeyError, TypeError, AttributeError):
            return Response("not understood", status_code=400)
        return StreamingResponse(_lines(room, question, filters, turns), media_type="application/x-ndjson")

    server.router.add_route(ROUTE, answer, methods=["POST"])


def _lines(room: ReadingRoom, question: str, filters: Filters, turns: threading.Semaphore) -> Iterator[bytes]:
    """The events of one question. After an error nothing more comes, and the caller answers for itself."""
    with turns:
        try:
            for event in room.stream(question, collection=None, history=(), options=Options(filters=filters)):
                yield write_event(event)
        except RagError:
            return
