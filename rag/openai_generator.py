"""A model behind an endpoint that speaks OpenAI's protocol: llama.cpp, vLLM, Ollama, LM Studio, or a service.

`POST {base}/chat/completions`, streamed as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
The question and its evidence go to that address and nowhere else. Nothing that comes back is trusted: lengths and times
are bounded, and what the model wrote is checked like any draft.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from index.errors import ConfigError, GenerationError
from rag.config import GeneratorConfig
from rag.copying import Copying
from rag.copying_grammar import grammar
from rag.openai_stream import EventReader, StreamError, piece_of
from rag.token_stream import StopFilter

LONGEST_TOKEN = 16  # characters; an answer that goes on beyond this for each token asked for is cut off
LONGEST_ERROR = 300  # characters of what a server says about an error
_READ = 65_536
_POLL = 0.05  # seconds after which a cancelled question is noticed


def is_endpoint(model: str) -> bool:
    """Whether `generator.model` is the address of an endpoint."""
    return model.startswith(("http://", "https://"))


class EndpointGenerator:
    """A generator over an endpoint. Threads may share one; each answer has a connection of its own.

    Raises ConfigError when the address or the key's variable in the configuration is not right.
    """

    taught = False

    def __init__(self, config: GeneratorConfig) -> None:
        self._config = config
        self._address = urlsplit(config.model)
        if not self._address.hostname:
            raise ConfigError(f"generator.model {config.model!r} names no host.", hint="http://127.0.0.1:8080/v1")
        self._key = _key(config.endpoint_key)

    @property
    def name(self) -> str:
        """The model's name in the configuration, else the address."""
        return self._config.endpoint_model or self._config.model

    def chat_prompt(self, messages: Sequence[tuple[str, str]]) -> str:
        """The messages as JSON, as they are sent."""
        return json.dumps([{"role": role, "content": content} for role, content in messages], ensure_ascii=False)

    def generate(
        self,
        prompt: str,
        *,
        max_new_tokens: int,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] | None = None,
        constraint: Copying | None = None,
    ) -> Iterator[str]:
        """The endpoint's answer, in pieces as they come (see `rag.generation.Generator`).

        A `constraint` is sent as the grammar that llama.cpp's server knows.
        """
        limit = StopFilter(stop)
        room = max_new_tokens * LONGEST_TOKEN
        with _Answer(self._address, self._headers(), self._body(prompt, max_new_tokens, stop, constraint)) as answer:
            for piece in answer.pieces(self._config.timeout, cancelled or (lambda: False)):
                text = limit.feed(piece[:room])
                room -= len(piece)
                if text:
                    yield text
                if limit.stopped or room <= 0:
                    return
            if not (cancelled and cancelled()) and (rest := limit.flush()):
                yield rest

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        return headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _body(self, prompt: str, limit: int, stop: Sequence[str], constraint: Copying | None) -> bytes:
        body: dict[str, Any] = {
            "model": self._config.endpoint_model or "default",
            "messages": _messages(prompt),
            "max_tokens": limit,
            "temperature": 0,
            "stream": True,
        }
        if stop:
            body["stop"] = list(stop[:4])  # more are refused; the rest is looked for here
        if constraint is not None:
            body["grammar"] = grammar(constraint)
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _messages(prompt: str) -> list[dict[str, str]]:
    """What `chat_prompt` made, else the prompt as one message."""
    with suppress(ValueError):
        found = json.loads(prompt)
        if isinstance(found, list) and all(
            isinstance(item, dict) and set(item) == {"role", "content"} for item in found
        ):
            return found
    return [{"role": "user", "content": prompt}]


def _key(variable: str) -> str:
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ConfigError(
            f"generator.endpoint_key names the environment variable {variable}, which is not set.",
            hint=f"Set {variable} to the key, or remove generator.endpoint_key where none is needed.",
        )
    return key


class _Answer:
    """One request and its answer. A thread reads, so that whoever waits for it can give up at any time."""

    def __init__(self, address: Any, headers: dict[str, str], body: bytes) -> None:
        self._address, self._headers, self._body = address, headers, body
        self._url = address.geturl()
        self._arrived: queue.Queue[bytes | Exception | None] = queue.Queue(maxsize=64)
        self._closed = threading.Event()
        secure = address.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = connect(address.hostname, address.port)
        self._socket: Any = None

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        with suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(2)  # a read that waits in the thread ends
        self._connection.close()

    def pieces(self, timeout: float, cancelled: Callable[[], bool]) -> Iterator[str]:
        """The pieces of text. Raises GenerationError when there is no answer, or it breaks off or makes no sense."""
        self._connection.timeout = timeout
        threading.Thread(target=self._read, daemon=True).start()
        deadline = time.monotonic() + timeout
        events = EventReader()
        try:
            while (data := self._next(deadline, cancelled)) is not None:
                for event in events.feed(data):
                    yield from piece_of(event)
                if events.done:
                    return
            if not cancelled():
                for event in events.close():
                    yield from piece_of(event)
        except StreamError as error:
            raise GenerationError(
                f"the endpoint {self._url} sent an answer that cannot be read: {error}.",
                hint="Check that the address is that of an OpenAI-compatible API (it most often ends in /v1).",
            ) from error

    def _next(self, deadline: float, cancelled: Callable[[], bool]) -> bytes | None:
        """The next bytes; None at the end, and when the question is cancelled."""
        while not cancelled():
            try:
                arrived = self._arrived.get(timeout=_POLL)
            except queue.Empty:
                if time.monotonic() < deadline:
                    continue
                arrived = TimeoutError("the time is over")
            if time.monotonic() >= deadline and not isinstance(arrived, Exception):
                arrived = TimeoutError("the time is over")
            if isinstance(arrived, GenerationError):
                raise arrived
            if isinstance(arrived, Exception):
                raise self._failed(arrived) from arrived
            return arrived
        return None

    def _failed(self, error: Exception) -> GenerationError:
        if isinstance(error, TimeoutError):
            return GenerationError(
                f"the endpoint {self._url} did not finish its answer in time.",
                hint="Raise generator.timeout, or set generator.model to another model or to none.",
            )
        if isinstance(error, ConnectionRefusedError):
            what = "nothing listens there"
        else:
            what = str(error) or type(error).__name__
        return GenerationError(
            f"the endpoint {self._url} does not answer: {what}.",
            hint="Start its server, correct generator.model, or set generator.model to another model or to none.",
        )

    def _read(self) -> None:
        """In the thread: everything that arrives, then None, or the exception that ended it."""
        try:
            path = f"{self._address.path.rstrip('/')}/chat/completions"
            path += f"?{self._address.query}" if self._address.query else ""
            self._connection.request("POST", path, self._body, self._headers)
            self._socket = self._connection.sock
            response = self._connection.getresponse()
            if response.status != 200:
                self._put(self._refused(response))
                return
            while data := response.read1(_READ):
                if not self._put(data):
                    return
            self._put(None)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._put(error)

    def _put(self, item: bytes | Exception | None) -> bool:
        """Hand over; False when nobody waits any more."""
        while not self._closed.is_set():
            with suppress(queue.Full):
                self._arrived.put(item, timeout=_POLL)
                return True
        return False

    def _refused(self, response: http.client.HTTPResponse) -> GenerationError:
        said = _said(response.read(_READ))
        hints = {
            401: "Name the environment variable that holds the key in generator.endpoint_key.",
            403: "Name the environment variable that holds the key in generator.endpoint_key.",
            404: "Check the address (it most often ends in /v1) and generator.endpoint_model.",
            429: "Wait a while and ask again.",
        }
        return GenerationError(
            f"the endpoint {self._url} refused the request: {response.status} {said}.",
            hint=hints.get(response.status, "Check generator.model and generator.endpoint_model against the server."),
        )


def _said(body: bytes) -> str:
    """The message in a server's error, on one line and not too long."""
    text = body.decode("utf-8", "replace")
    with suppress(ValueError, TypeError, KeyError):
        found = json.loads(text)
        text = str(found["error"]["message"] if isinstance(found["error"], dict) else found["error"])
    return " ".join(text.split())[:LONGEST_ERROR].rstrip(".")
