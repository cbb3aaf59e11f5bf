"""Widths, themes, languages, contrast, and how fast it is there."""

import json
import os
import shutil
import subprocess

import pytest
from room_visits import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 390, 760, 761, 1024, 1440, 2560])
def test_no_width_scrolls_sideways_or_hides_the_question(browser, server, width):
    page = browser.visitor(viewport={"width": width, "height": 800})
    page.goto(server.url)
    page.wait_for_selector("#question")
    ask(page, "店主说了什么「老周」?")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#question").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["width"] > 150


def test_a_phone_shows_one_column_with_tabs(browser, server):
    page = browser.visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(server.url)
    ask(page, "店主说了什么「书店不会搬走」?")
    assert not page.is_visible(".sources")
    page.tap(".chip")
    page.wait_for_selector("mark.lit")
    assert page.is_visible(".sources")
    assert not page.is_visible(".dialogue")
    page.tap("[data-column=library]")
    assert page.is_visible(".library")
    page.tap("[data-column=dialogue]")
    assert page.is_visible("#question")


def test_the_page_is_dark_where_the_system_is(browser, server):
    def brightness(page):
        page.goto(server.url)
        page.wait_for_selector("#question")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(","))

    assert (
        brightness(browser.visitor(color_scheme="light")) > 600 > 150 > brightness(browser.visitor(color_scheme="dark"))
    )


def test_the_theme_can_be_chosen_against_the_system(page):
    page.click("#settings")
    page.select_option("#setting-theme", "dark")
    page.reload()
    page.wait_for_selector("#question")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize(
    ("locale", "language", "word"),
    [
        ("zh-CN", "zh-Hans", "对话"),
        ("zh-TW", "zh-Hant", "對話"),
        ("en-GB", "en", "Conversation"),
        ("de-DE", "en", "Conversation"),
    ],
)
def test_the_language_follows_the_browser(browser, server, locale, language, word):
    page = browser.visitor(locale=locale)
    page.goto(server.url)
    page.wait_for_selector("#question")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.get_attribute(".dialogue", "aria-label") == word


def test_the_language_can_be_switched_and_stays(page):
    page.click("#settings")
    page.select_option("#setting-language", "en")
    page.wait_for_selector("#question[placeholder^='Ask a question']")
    page.reload()
    page.wait_for_selector("#question[placeholder^='Ask a question']")
    assert "篇" not in page.inner_text(".library-count")


def test_an_answer_in_the_other_script_is_marked_and_its_quotes_stay(page):
    page.click("#settings")
    page.select_option("#setting-script", "hant")
    page.click("dialog .primary")
    answer = ask(page, "店主说了什么「书店不会搬走」?")
    assert "書店不會搬走" in answer.inner_text()
    assert "已转换用字" in answer.inner_text()
    assert "书店不会搬走" in page.inner_text(".passage-quote")


def test_columns_can_be_resized_by_keyboard_and_folded(page):
    before = page.locator(".sources").bounding_box()["width"]
    page.locator(".divider").last.focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".sources").bounding_box()["width"] == pytest.approx(before + 24, abs=2)
    page.click(".toggle-library")
    assert not page.is_visible(".library")


def test_the_page_paints_and_the_extract_comes_before_the_answer(browser, server):
    page = browser.visitor()
    page.goto(server.url)
    page.wait_for_selector("#question")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert paint > 0
    ask(page, "店主说了什么「书店不会搬走」?")
    ask(page, "孩子爱读什么「海底两万里」?", state=None)
    page.locator(".turn").nth(1).locator(".prose .sentence").first.wait_for()


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """axe-core, fetched by npm into a temporary folder."""
    folder = tmp_path_factory.mktemp("axe")
    if shutil.which("npm"):
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
        subprocess.run(command, cwd=folder, check=False, timeout=120, capture_output=True)
    path = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        reason = "axe-core could not be fetched: it needs npm and a registry"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["welcome", "answer", "article", "refusal", "why", "viewpoints", "settings", "phone"])
def test_axe_finds_nothing_serious(browser, server, room, axe, scheme, state):
    room.verdicts = ("supported", "weak")
    size = {"width": 390, "height": 844} if state == "phone" else {"width": 1440, "height": 900}
    page = browser.visitor(color_scheme=scheme, viewport=size, bypass_csp=True)
    page.goto(server.url)
    page.wait_for_selector(".example, .articles .entry", state="attached")
    if state == "refusal":
        ask(page, "飞机几点起飞?", state="refused")
        page.wait_for_timeout(300)
    elif state != "welcome":
        ask(page, "店主说了什么「老周」?")
    if state == "article":
        page.click(".chip")
        page.wait_for_selector("mark.lit")
    elif state == "why":
        page.get_by_role("button", name="为什么这样回答").click()
        page.wait_for_selector(".why")
    elif state == "viewpoints":
        page.click(".viewpoints-button")
        page.wait_for_selector(".said")
    elif state == "settings":
        page.click("#settings")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    serious = [
        (
            each["id"],
            each["help"],
            [node["target"] for node in each["nodes"]][:5],
            each["nodes"][0].get("failureSummary"),
        )
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == [], json.dumps(serious, ensure_ascii=False, indent=1)
