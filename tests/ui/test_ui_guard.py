"""What is refused before any handler runs."""

import pytest
from async_finish import finish

from rag.ui.guard import Guard, host_name, is_loopback


def answer(method="GET", path="/", *, host="127.0.0.1:7860", origin=None, any_host=False, kind="http"):
    """The status and headers of a request through the guard; behind it everything is answered with 200."""
    sent = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": kind, "method": method, "path": path, "headers": headers}
    finish(Guard(application, any_host=any_host)(scope, None, send))
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "[::1]:7860", "127.8.8.8"])
def test_loopback_names_are_answered(host):
    assert answer(host=host)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.5:7860", "", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_other_names_are_not(host):
    assert answer(host=host)[0] == 403


def test_a_server_that_listens_beyond_loopback_answers_to_any_name():
    assert answer(host="reading.example", any_host=True)[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_site_cannot_change_anything(method):
    assert answer(method, "/room/remove", origin="https://evil.example")[0] == 403
    assert answer(method, "/room/remove", origin="http://127.0.0.1:9999")[0] == 403
    assert answer(method, "/room/remove", origin="null")[0] == 403
    assert answer(method, "/room/remove", origin="http://127.0.0.1:7860")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/proxy=http://x",
        "/gradio_api/file=/etc/passwd",
        "/monitoring",
        "/docs",
        "/login",
        "/x",
    ],
)
def test_what_gradio_offers_and_nobody_needs_is_closed(path):
    assert answer(path=path)[0] == 404


def test_every_answer_carries_the_policy():
    for status, headers in (answer(), answer(host="evil.example")):
        assert status in (200, 403)
        policy = headers[b"content-security-policy"].decode()
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_web_sockets_are_refused():
    assert answer(kind="websocket")[0] == 403


@pytest.mark.parametrize(("header", "name"), [("a.example:80", "a.example"), ("[::1]:80", "::1"), ("", ""), ("x", "x")])
def test_the_name_in_a_host_header(header, name):
    assert host_name(header) == name


def test_an_address_of_this_machine_alone_is_loopback():
    assert is_loopback("127.0.0.2")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("example.org")
