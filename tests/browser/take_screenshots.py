"""Take the pictures in docs/ from the demo: `python tests/browser/take_screenshots.py`."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from room_browser import FLAGS, chromium_path
from room_visits import ask

from rag.config import RagConfig
from rag.ui import start

DOCS = Path(__file__).resolve().parents[2] / "docs"
COLOURS = 160  # enough for flat colours and smoothed letters, at a fifth of the size


def keep(page: Page, name: str) -> None:
    """Write what the page shows, in few colours."""
    page.mouse.move(4, 4)
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(DOCS / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png {(DOCS / f'{name}.png').stat().st_size // 1024} kB\n")


def open_citation(page: Page) -> None:
    """Open the last answer's first citation."""
    page.locator(".turn").last.locator(".chip").first.click()
    page.wait_for_selector("mark.lit")


def desk(page: Page) -> None:
    """The states on a wide screen, in one conversation."""
    keep(page, "welcome")
    ask(page, "王小川怎么看小厂?")
    ask(page, "方汉列出的三道坎是什么?", state=None).locator(".answer-tools").wait_for()
    page.locator(".turn").first.locator(".chip").first.click()
    page.wait_for_selector("mark.lit")
    page.locator(".dialogue .pane-body").evaluate("element => element.scrollTo(0, 0)")
    keep(page, "reading-room")
    page.check(".article-tools input")
    keep(page, "removed")
    page.uncheck(".article-tools input")
    page.locator(".turn").first.get_by_role("button", name="为什么这样回答").click()
    page.wait_for_selector(".why")
    keep(page, "why")
    page.click("#find")
    page.fill("#search", "小厂")
    page.keyboard.press("Enter")
    page.wait_for_selector(".times")
    page.locator(".after-list button").nth(1).click()
    page.wait_for_selector(".said")
    keep(page, "viewpoints")
    ask(page, "明年的房租会涨多少?", state="refused")
    page.wait_for_timeout(500)
    keep(page, "refusal")


def main() -> None:
    """Every picture, from a server of its own."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = start(RagConfig(), port=0, collections=Path(folder))
        running.room.warm()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        sizes = {
            "desk": {"viewport": {"width": 1440, "height": 860}},
            "dark": {"viewport": {"width": 1440, "height": 860}, "color_scheme": "dark"},
            "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "color_scheme": "light"},
        }
        for name, options in sizes.items():
            page = browser.new_context(locale="zh-CN", **options).new_page()
            page.set_default_timeout(120_000)
            page.goto(running.url)
            page.wait_for_selector(".example")
            if name == "desk":
                desk(page)
                continue
            ask(page, "王小川怎么看小厂?")
            if name == "dark":
                open_citation(page)
            keep(page, name)
        browser.close()
        running.close()


if __name__ == "__main__":
    main()
