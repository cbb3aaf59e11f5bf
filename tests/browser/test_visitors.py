"""Several people at once, and people who leave."""

import time

import pytest
from room_visits import ask, reached

pytestmark = pytest.mark.browser


def test_two_visitors_ask_at_once_and_keep_apart(browser, server, room):
    room.pause = 0.03
    first, second = browser.visitor(), browser.visitor()
    for visitor in (first, second):
        visitor.goto(server.url)
    answers = [
        ask(first, "店主说了什么「书店不会搬走」?", state=None),
        ask(second, "孩子爱读什么「海底两万里」?", state=None),
    ]
    for visitor, answer in zip((first, second), answers, strict=True):
        reached(visitor, answer, "finished")
    assert "搬走" in answers[0].inner_text()
    assert "海底" not in answers[0].inner_text()
    assert "海底两万里" in answers[1].inner_text()
    assert first.locator(".turn").count() == second.locator(".turn").count() == 1


def test_whoever_waits_sees_their_place_in_the_queue(browser, server, room):
    room.gate.clear()
    visitors = [browser.visitor() for _ in range(4)]
    answers = []
    for visitor in visitors:
        visitor.goto(server.url)
        answers.append(ask(visitor, "「书店」怎么样?", state=None))
        visitor.wait_for_timeout(150)
    visitors[3].locator(".status", has_text="前面还有 1 位").wait_for()
    room.gate.set()
    for visitor, answer in zip(visitors, answers, strict=True):
        reached(visitor, answer, "finished")


def test_closing_the_page_stops_the_work(browser, server, room):
    room.pause = 0.05
    page = browser.visitor()
    page.goto(server.url)
    ask(page, "「书店」怎么样?", state="streaming")
    page.close()
    deadline = time.monotonic() + 5
    while not room.cancelled and time.monotonic() < deadline:
        time.sleep(0.05)
    assert room.cancelled == ["「书店」怎么样?"]


def test_a_visitor_who_vanishes_does_not_hold_up_the_next(browser, server, room):
    """No farewell is sent when a machine goes to sleep: the broken connection alone must end the work."""
    page = browser.visitor()
    page.goto(server.url)
    page.evaluate("navigator.sendBeacon = () => true")
    room.pause = 0.05
    ask(page, "「书店」怎么样?", state="streaming")
    page.close()
    room.pause = 0
    other = browser.visitor()
    other.goto(server.url)
    ask(other, "店主说了什么「书店不会搬走」?")
