"""A real Chromium against a real server: with fakes behind it, or with the bundled models."""

import os
import shutil
import subprocess

import pytest
from room_browser import FLAGS, Browser, chromium_path
from room_fakes import FakeRoom

from rag.config import RagConfig


def unavailable(reason):
    """No browser is a failure where everything must be tested, and a skip on a developer's machine."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def install_chromium():
    """Debian's own package, where this is a Debian machine whose administrator runs the tests."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(command, env=environment, capture_output=True, check=False, timeout=600)


@pytest.fixture(scope="session")
def chromium():
    """One browser process, with a new, empty profile."""
    if chromium_path() is None:
        install_chromium()
    if chromium_path() is None:
        unavailable("no chromium: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("no playwright: pip install playwright")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def browser(chromium):
    made = Browser(chromium)
    yield made
    made.close()


@pytest.fixture
def room():
    return FakeRoom()


@pytest.fixture
def server(room, tmp_path):
    """A server over fakes; every test has its own, on a free port of the loopback address."""
    from rag.ui import start

    running = start(RagConfig(), port=0, tools=room.tools(), collections=tmp_path / "collections")
    yield running
    running.close()


@pytest.fixture
def page(browser, server):
    """A visitor who has opened the page; nothing may have gone wrong in the browser by the end."""
    visitor = browser.visitor()
    visitor.goto(server.url)
    visitor.wait_for_selector("#question")
    yield visitor
    assert browser.problems == []
    assert [url for url in browser.requests if not url.startswith((server.url, "data:", "blob:", "chrome"))] == []
