"""The page over the real index, embedder and generator."""

import pytest
from room_browser import Browser
from room_visits import ask, in_view, lit, upload

pytestmark = [pytest.mark.browser, pytest.mark.models]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from rag.config import RagConfig
    from rag.ui import start

    running = start(RagConfig(), port=0, collections=tmp_path_factory.mktemp("collections"))
    running.room.warm()
    yield running
    running.close()


@pytest.fixture
def page(chromium, server):
    browser = Browser(chromium)
    visitor = browser.visitor()
    visitor.set_default_timeout(90_000)
    visitor.goto(server.url)
    visitor.wait_for_selector(".articles .entry, .library .empty")
    yield visitor
    browser.close()
    assert browser.problems == []
    assert [url for url in browser.requests if not url.startswith((server.url, "data:", "blob:", "chrome"))] == []


def test_the_demo_answers_with_the_words_of_its_source(page):
    answer = ask(page, "王小川怎么看小厂?")
    assert "颠覆传统模式" in answer.locator(".prose").inner_text()
    page.locator(".turn .chip").first.click()
    quote = page.locator("mark.lit")
    quote.first.wait_for()
    page.wait_for_timeout(300)
    assert "颠覆传统模式" in lit(page)
    assert in_view(page, "mark.lit")


def test_the_extract_is_there_before_the_answer_is_finished(page):
    answer = ask(page, "王小川怎么看小厂?", state=None)
    answer.locator(".sentence").first.wait_for()
    assert "颠覆传统模式" in answer.locator(".sentence").first.inner_text()


def test_the_example_questions_are_those_of_the_demo(page):
    page.wait_for_selector(".example")
    page.locator(".example").first.click()
    page.wait_for_selector(".answer[data-state='finished']")


def test_what_nothing_speaks_of_is_refused(page):
    answer = ask(page, "2031年火星快递的邮费是多少?", state="refused")
    assert answer.inner_text()


def test_a_gbk_file_is_brought_asked_deleted_and_asked_again(page, tmp_path):
    path = tmp_path / "渡口.txt"
    path.write_bytes(
        "渡口的冬天\n\n青石渡口的老船工何水生说，每年腊月河面都会结冰，渡船要停四十天。\n".encode("gb18030")
    )
    assert "新增 1" in upload(page, path)
    answer = ask(page, "何水生说渡船要停多少天?")
    assert "四十天" in answer.locator(".prose").inner_text()
    page.locator(".turn .chip").first.click()
    assert "四十天" in lit(page)
    page.hover(".entry")
    page.click(".entry-remove")
    page.click("dialog .primary")
    page.wait_for_selector(".articles", state="detached")
    ask(page, "何水生说渡船要停多少天?", state="refused")
