"""Ask, stream, follow up, stop, and what the page keeps."""

import re

import pytest
from room_visits import ask, reached

pytestmark = pytest.mark.browser


def test_the_extract_comes_first_and_the_answer_takes_its_place(page, room):
    room.gate.clear()
    answer = ask(page, "店主说了什么「书店不会搬走」?", state="extract")
    assert "店主老周说，书店不会搬走。" in answer.inner_text()
    room.gate.set()
    reached(page, answer, "finished")
    assert answer.locator(".prose").inner_text().startswith("文章说：店主老周说，书店不会搬走。")
    assert page.locator(".passage").count() == 1


def test_text_that_is_not_checked_yet_is_marked_as_a_draft(page, room):
    room.pause = 0.1
    answer = ask(page, "「书店」怎么样?", state="streaming")
    draft = answer.locator(".draft")
    draft.wait_for()
    assert draft.get_attribute("title")
    room.pause = 0
    reached(page, answer, "finished")
    assert answer.locator(".draft").count() == 0


def test_nothing_jumps_while_the_answer_streams(page, room):
    """The text stays where it began, and never gets shorter before it is finished."""
    room.pause = 0.03
    page.evaluate(
        """() => {
            window.places = [];
            const look = () => {
                const prose = document.querySelector('.prose');
                const state = document.querySelector('.answer')?.dataset.state;
                if (prose?.textContent) window.places.push([state, prose.getBoundingClientRect().top, prose.offsetHeight]);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    ask(page, "「书店」怎么样?")
    page.wait_for_timeout(100)
    places = page.evaluate("window.places")
    states = {state for state, *_ in places}
    assert states <= {"extract", "streaming", "finished"}  # a busy machine may show two of them in one frame
    assert len(states) > 1
    assert "finished" in states
    assert len({top for _, top, _ in places}) == 1
    heights = [height for state, _, height in places if state != "finished"]
    assert all(later >= earlier for earlier, later in zip(heights, heights[1:], strict=False))


def test_an_article_that_was_opened_meanwhile_stays_open(page, room):
    room.pause = 0.05
    answer = ask(page, "「书店」怎么样?", state="streaming")
    page.locator(".passage-open").first.click()
    page.wait_for_selector("mark.lit")
    room.pause = 0
    reached(page, answer, "finished")
    assert page.is_visible("mark.lit")


@pytest.mark.parametrize("verdict", ["weak", "unsupported"])
def test_a_doubtful_sentence_says_so_in_words(page, room, verdict):
    room.verdicts = (verdict,)
    answer = ask(page, "店主说了什么「书店不会搬走」?")
    word = {"weak": "存疑", "unsupported": "无据"}[verdict]
    assert answer.locator(f".doubt.{verdict}").inner_text() == word
    assert {"weak": "没有“文章说”", "unsupported": "没有这句话"}[verdict] in answer.locator(".notes").inner_text()
    decoration = answer.locator(f".sentence.{verdict}").evaluate(
        "element => getComputedStyle(element).textDecorationLine"
    )
    assert decoration == {"weak": "underline", "unsupported": "line-through"}[verdict]


def test_a_refusal_shows_what_is_nearest_and_where_to_look(page):
    answer = ask(page, "飞机几点起飞?", state="refused")
    assert "资料里没有找到" in answer.inner_text()
    assert page.locator(".passage").count() == 3
    page.get_by_role("button", name="检索“飞机").first.click()
    page.wait_for_selector("#search")


def test_a_follow_up_is_asked_with_what_was_said_before(page, room):
    ask(page, "店主说了什么「老周」?")
    ask(page, "还有呢?")
    question, history, _ = room.asked[-1]
    assert question == "还有呢?"
    assert [turn[0] for turn in history] == ["店主说了什么「老周」?"]


def test_stop_in_mid_answer_stops_the_work(page, room):
    room.pause = 0.05
    answer = ask(page, "「书店」怎么样?", state="streaming")
    page.click("#send")
    reached(page, answer, "stopped")
    page.wait_for_timeout(400)
    assert room.cancelled == ["「书店」怎么样?"]
    room.pause = 0
    ask(page, "店主说了什么「老周」?")


def test_escape_stops_too(page, room):
    room.pause = 0.05
    answer = ask(page, "「书店」怎么样?", state="streaming")
    page.keyboard.press("Escape")
    reached(page, answer, "stopped")


def test_reload_keeps_the_conversation_and_its_sources(page):
    ask(page, "店主说了什么「老周」?")
    page.reload()
    page.wait_for_selector(".answer[data-state='finished']")
    assert page.locator(".question").inner_text() == "店主说了什么「老周」?"
    page.click(".chip[data-number='1']")
    page.wait_for_selector("mark.lit")


def test_a_stopped_answer_can_be_retried_and_edited(page, room):
    room.pause = 0.05
    ask(page, "「书店」怎么样?", state="streaming")
    page.click("#send")
    room.pause = 0
    page.get_by_role("button", name="重新回答").click()
    page.wait_for_selector(".answer[data-state='finished']")
    assert page.locator(".turn").count() == 1
    page.get_by_role("button", name="修改问题").click()
    assert page.input_value("#question") == "「书店」怎么样?"


def test_copy_gives_markdown_with_footnotes(browser, server):
    page = browser.visitor(permissions=["clipboard-read", "clipboard-write"])
    page.goto(server.url)
    ask(page, "店主说了什么「书店不会搬走」?")
    page.get_by_role("button", name="复制答案和出处").click()
    page.wait_for_selector(".notice:not([hidden])")
    text = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"\[\^1\]: 河边的旧书店 \(城南周报, 陈默, 2021-05-03\): 「店主老周说，书店不会搬走。」", text)
    assert "书店不会搬走。[^1]" in text


def test_filters_are_sent_with_the_question(page, room):
    page.click("#filters")
    page.fill("#filter-source", "桥头")
    ask(page, "「书店」怎么样?")
    assert room.asked[-1][2]["source"] == "桥头"
    assert page.locator(".passage-title").all_inner_texts() == ["桥上的灯"]


def test_keys_go_to_the_question_and_through_the_citations(page):
    ask(page, "店主说了什么「老周」?")
    page.keyboard.press("Escape")  # leave the question
    for key, number in (("n", "1"), ("n", "2"), ("n", "1"), ("p", "2")):
        page.keyboard.press(key)
        page.wait_for_selector(f".chip.current[data-number='{number}']")
        page.wait_for_selector("mark.lit")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "question"


def test_words_selected_in_an_article_become_a_question(page):
    ask(page, "店主说了什么「书店不会搬走」?")
    page.click(".chip")
    page.wait_for_selector("mark.lit")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('mark.lit'))")
    page.click("#ask-selection")
    assert page.input_value("#question") == "“店主老周说，书店不会搬走。”是什么意思？"


def test_feedback_is_kept_and_exported_for_evaluation(page, tmp_path):
    from rag.evaluation.questions import read_questions

    ask(page, "店主说了什么「书店不会搬走」?")
    page.get_by_role("button", name="答得对", exact=True).click()
    page.wait_for_selector(".feedback [aria-pressed='true']")
    page.click("#settings")
    with page.expect_download() as download:
        page.click("#export-feedback")
    path = tmp_path / "feedback.jsonl"
    download.value.save_as(path)
    (question,) = read_questions(path)
    assert question.question == "店主说了什么「书店不会搬走」?"
    assert question.must == (("店主老周说，书店不会搬走",),)


def test_why_shows_words_scores_thresholds_and_times(page):
    ask(page, "店主说了什么「书店不会搬走」?")
    page.get_by_role("button", name="为什么这样回答").click()
    page.wait_for_selector(".why .scores")
    text = page.inner_text(".why")
    assert all(word in text for word in ("语义", "字词", "0.80", "3.00", "拒答标准", "210 ms"))


def test_every_mention_of_a_phrase_is_counted(page):
    page.fill("#search", "書店照常")
    page.keyboard.press("Enter")
    page.wait_for_selector(".times")
    assert "1 篇，共 59 处" in page.inner_text(".sources")
    page.click(".sources .entry-open")
    page.wait_for_selector("mark.lit")
    assert page.inner_text("mark.lit") == "书店照常"
    assert page.inner_text(".stepper .count") == "1 / 59"


def test_viewpoints_list_and_plot_who_said_what(page):
    ask(page, "店主说了什么「老周」?")
    page.click(".viewpoints-button")
    page.wait_for_selector(".said")
    assert "老周" in page.inner_text(".said th[scope=rowgroup]")
    assert page.locator(".timeline .dot").count() == 2
    page.locator(".said-quote").first.click()
    page.wait_for_selector("mark.lit")
    assert page.inner_text("mark.lit") == "书店不会搬走"
