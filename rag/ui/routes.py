"""Plain routes beside Gradio's: the page and its files, the library, articles, uploads, stopping."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from index.errors import FileTooLargeError, IndexFolderError, RagError
from rag.ui.articles import article_view, listing, mentions
from rag.ui.explaining import MAX_PASSAGES, explain
from rag.ui.library import Collection, check_suffix, store_upload
from rag.ui.payloads import payload
from rag.ui.room import ReadingRoom
from rag.ui.sayings import sayings

ASSETS = Path(__file__).parent / "assets"
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
MAX_PASTE = 2_000_000  # characters
_MAX_BODY = 4 * MAX_PASTE

Values = Mapping[str, Any]
Act = Callable[[Values], Any]


def register_routes(server: Any, room: ReadingRoom, *, local: bool) -> None:
    """Put the routes on a `gradio.Server`. `local` tells the page that folders can be named by their path."""

    def begin(_: Values) -> Any:
        endpoints = {fn.api_name: number for number, fn in server.get_blocks().fns.items()}
        collections = [_shown(collection) for collection in room.library.collections()]
        return {"collections": collections, "endpoints": endpoints, "local": local, **room.facts()}

    def chosen(values: Values) -> Collection:
        return room.library.get(_text(values, "collection", 200))

    reading: dict[str, Act] = {
        "start": begin,
        "library": lambda values: listing(room, chosen(values)),
        "article": lambda values: article_view(
            room, chosen(values), _text(values, "uri", 4_000), _text(values, "term", 200)
        ),
        "feedback": lambda values: room.feedback(chosen(values)),
        "mentions": lambda values: mentions(room, chosen(values), _text(values, "term", 200)),
    }
    changing: dict[str, Act] = {
        "collections": lambda values: _shown(room.library.create(_text(values, "name", 100))),
        "paste": lambda values: room.paste(
            chosen(values), title=_text(values, "title", 200), text=_text(values, "text", MAX_PASTE)
        ),
        "remove": lambda values: room.remove(chosen(values), _text(values, "uri", 4_000)),
        "feedback": lambda values: room.judge(chosen(values), values),
        "why": lambda values: explain(_text(values, "question", 4_000), _texts(values, "passages"), config=room.config),
        "sayings": lambda values: sayings(
            room,
            chosen(values),
            speaker=_text(values, "speaker", 200),
            about=_text(values, "about", 200),
            uris=_texts(values, "uris"),
        ),
        "stop": lambda values: room.stop(_text(values, "ticket", 100)),
    }
    add = server.router.add_route
    add("/", _page, methods=["GET", "HEAD"])
    add("/room/assets/{name}", _asset, methods=["GET"])
    for name, act in reading.items():
        add(f"/room/{name}", _answering_get(act), methods=["GET"])
    for name, act in changing.items():
        add(f"/room/{name}", _answering_post(act), methods=["POST"])
    add("/room/upload", _uploading(room), methods=["PUT"])


def _answering_get(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await _answer(act, request.query_params)

    return answer


def _answering_post(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if int(request.headers.get("content-length", "0")) > _MAX_BODY:
            return problem(FileTooLargeError("The text is too long.", hint="Upload it as a file."))
        try:
            values = json.loads(await request.body())
        except ValueError:
            return problem(RagError("That was not JSON."))
        if not isinstance(values, dict):
            return problem(RagError("A JSON object was expected."))
        return await _answer(act, values)

    return answer


async def _answer(act: Act, values: Values) -> Response:
    """What `act` returns as JSON, or its RagError as a message that the page can show."""
    try:
        return as_json(await run_in_threadpool(act, values))
    except RagError as error:
        return problem(error)
    except OSError as error:
        return problem(_cannot_write(error))


def _uploading(room: ReadingRoom) -> Callable[[Request], Awaitable[Response]]:
    """One file a request, its bytes the body: read as they come, and left as soon as they are too many."""

    async def upload(request: Request) -> Response:
        try:
            name = _text(request.query_params, "name", 500)
            collection = room.library.get(_text(request.query_params, "collection", 200))
            limit = int(room.config.index.max_file_mb * 2**20)
            check_suffix(name, room.suffixes)
            if int(request.headers.get("content-length", "0")) > limit:
                raise FileTooLargeError(f"{name} is larger than {limit / 2**20:.0f} MB.", hint="Split it.")
            stored = await store_upload(collection, name, request.stream(), limit=limit)
        except RagError as error:
            return problem(error)
        except OSError as error:
            return problem(_cannot_write(error))
        return as_json({"name": stored.name})

    return upload


def _cannot_write(error: OSError) -> RagError:
    return RagError(f"The collection's folder cannot be used: {error.strerror}.", hint="Check space and permissions.")


def _text(values: Values, name: str, longest: int) -> str:
    value = values.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise RagError(f"{name!r} must be a text of at most {longest} characters.")
    return value


def _texts(values: Values, name: str) -> list[str]:
    value = values.get(name)
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise RagError(f"{name!r} must be a list of texts.")
    return [text[:4_000] for text in value[:MAX_PASSAGES]]


async def _page(_: Request) -> Response:
    return _file("index.html")


async def _asset(request: Request) -> Response:
    return _file(request.path_params["name"])


def _file(name: str) -> Response:
    path = ASSETS / name
    if path.parent != ASSETS or path.suffix not in _MEDIA_TYPES or not path.is_file():
        return Response("not found", status_code=404)
    # Asked for each time, and answered by 304 when unchanged: an upgrade never mixes old scripts with new ones.
    return FileResponse(path, headers={"cache-control": "no-cache", "content-type": _MEDIA_TYPES[path.suffix]})


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON response; every character beyond ASCII is escaped, lone surrogates too."""
    return Response(json.dumps(payload(value)), status_code=status, media_type="application/json")


def problem(error: RagError) -> Response:
    """A refusal, in words and with its hint."""
    status = 413 if isinstance(error, FileTooLargeError) else 404 if isinstance(error, IndexFolderError) else 400
    return as_json({"error": {"message": error.message, "hint": error.hint, "kind": type(error).__name__}}, status)


def _shown(collection: Collection) -> dict[str, Any]:
    return {"id": collection.id, "name": collection.name, "writable": collection.path is not None}
