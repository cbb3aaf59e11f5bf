"""Whatever an article holds is text: it shows, and it runs nothing."""

import pytest
from room_visits import ask

pytestmark = pytest.mark.browser

HOSTILE = """坏文章

<script>window.ran = 1; fetch('https://evil.example/')</script>邮差说，<img src=x onerror="window.ran = 1">信到了。
<a href="javascript:window.ran = 1">点我</a><svg onload="window.ran = 1"></svg><iframe src="https://evil.example/"></iframe>
[链接](javascript:window.ran=1) ${window.ran = 1} {{constructor.constructor('window.ran = 1')()}} "><b onmouseover=window.ran=1>
\u202e反着写\u202c和\u2066隔离\u2069，\u0000零，\ufeff标记。
"""


@pytest.fixture
def hostile(room, page):
    title = "<img src=x onerror='window.ran=1'>题目"
    room.demo.add(
        HOSTILE, uri="demo/<b>坏</b>.txt", title=title, source="<script>window.ran=1</script>", author="\u202e人"
    )
    page.reload()
    page.wait_for_selector(".articles .entry")
    return page


def test_a_hostile_article_shows_as_text_and_runs_nothing(hostile, browser):
    answer = ask(hostile, "邮差说了什么「信到了」?")
    assert "<script>" in answer.inner_text()
    hostile.hover(".chip")
    hostile.click(".chip")
    hostile.wait_for_selector("mark.lit")
    shown = hostile.locator(".article-text").evaluate("element => element.textContent")
    assert "<script>window.ran = 1; fetch('https://evil.example/')</script>" in shown
    assert "<img src=x onerror='window.ran=1'>题目" in hostile.inner_text(".article-title")
    hostile.get_by_role("button", name="为什么这样回答").click()
    hostile.wait_for_selector(".why")
    hostile.wait_for_timeout(300)
    assert hostile.evaluate("window.ran") is None
    assert hostile.locator("#room :is(script, img, iframe, svg[onload], a, b[onmouseover])").count() == 0


def test_direction_marks_stay_within_their_line(hostile):
    ask(hostile, "邮差说了什么「信到了」?")
    hostile.click(".chip")
    hostile.wait_for_selector("mark.lit")
    assert hostile.locator(".line").first.evaluate("line => getComputedStyle(line).unicodeBidi") == "isolate"


def test_a_hostile_question_is_text_too(hostile):
    answer = ask(hostile, "<img src=x onerror='window.ran=1'>「信到了」", state="finished")
    assert "onerror" in hostile.inner_text(".question")
    assert answer.count() == 1
    hostile.reload()
    hostile.wait_for_selector(".question")
    assert hostile.evaluate("window.ran") is None


def test_a_line_of_two_megabytes_opens_and_lights_its_end(page, room):
    room.demo.add("河" * 2_000_000 + "。灯塔在最后。", uri="demo/long.txt", title="长")
    ask(page, "什么在最后「灯塔」?")
    page.click(".chip")
    page.wait_for_selector("mark.lit", timeout=30_000)
    page.wait_for_timeout(500)
    assert page.inner_text("mark.lit") == "灯塔在最后。"
    top = page.locator("mark.lit").bounding_box()["y"]
    assert 0 < top < 900


def test_markup_is_refused_where_elements_are_made(page):
    refused = page.evaluate(
        """async () => {
            const { h } = await import('/room/assets/element.js');
            const attempts = [
                () => h('script'), () => h('iframe'), () => h('a', { href: 'javascript:1' }), () => h('a', { href: 'https://x.example' }),
                () => h('p', { onclick: 'x' }), () => h('p', { style: 'x' }), () => h('img', { src: 'x' }), () => h('p', { ONLOAD: 'x' }),
            ];
            return attempts.filter((attempt) => { try { attempt(); return false; } catch { return true; } }).length;
        }"""
    )
    assert refused == 8


def test_the_page_forbids_scripts_and_markup_from_elsewhere(page, browser):
    blocked = page.evaluate(
        """() => {
            const attempts = [
                () => { document.body.innerHTML = '<p>'; },
                () => { document.createElement('script').text = 'window.ran = 1'; },
            ];
            return attempts.filter((attempt) => { try { attempt(); return false; } catch { return true; } }).length;
        }"""
    )
    assert blocked == 2
    browser.problems.clear()  # the browser reports each attempt
