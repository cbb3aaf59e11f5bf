"""Chromium as the tests use it: where it is, how it is started, and what is kept of its visits."""

import dataclasses
import os
import shutil

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def chromium_path():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@dataclasses.dataclass
class Browser:
    """Makes visitors who share nothing, and keeps what their pages asked for and what went wrong in them."""

    chromium: object
    contexts: list = dataclasses.field(default_factory=list)
    requests: list = dataclasses.field(default_factory=list)
    problems: list = dataclasses.field(default_factory=list)

    def visitor(self, **options):
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = self.chromium.new_context(**options)
        self.contexts.append(context)
        context.on("request", lambda request: self.requests.append(request.url))
        page = context.new_page()
        self.watch(page)
        page.set_default_timeout(15_000)
        return page

    def watch(self, page):
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self.hear)
        page.on("dialog", lambda dialog: (self.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def hear(self, message):
        """Errors, but for the browser's own line on a request that the server refused, as some tests want it to."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(message.text)

    def close(self):
        for context in self.contexts:
            context.close()
