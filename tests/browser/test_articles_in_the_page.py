"""The article that a citation opens: lit where it should be, in its own characters."""

import pytest
from room_visits import ask, in_view, lit

from index.cleantext import Edit

pytestmark = pytest.mark.browser


def test_a_citation_opens_the_article_at_its_quote(page):
    ask(page, "店主说了什么「书店不会搬走」?")
    page.click(".chip[data-number='1']")
    assert lit(page) == "店主老周说，书店不会搬走。"
    assert in_view(page, "mark.lit")


def test_a_quote_after_characters_beyond_the_basic_plane_is_lit_exactly(page):
    ask(page, "一年之后怎样「添了二楼」?")
    page.click(".chip[data-number='1']")
    assert lit(page) == "一年之后，书店添了二楼。"
    page.wait_for_timeout(200)
    assert in_view(page, "mark.lit")


def test_a_quote_that_holds_such_characters_is_lit_exactly(page):
    ask(page, "孩子爱读什么「海底两万里」?")
    page.click(".chip[data-number='1']")
    assert lit(page) == "老周还说，𠮷野家的孩子🙂最爱读「海底两万里」，读了三遍。"


def test_what_cleaning_removed_is_shown_on_request_and_the_lit_words_stay_the_quote(room, page):
    room.demo.add(
        "夜里\n\n守夜人说，【关注公众号】灯要亮到天明。\n",
        uri="demo/night.txt",
        edits=[Edit(9, 16, "", "promotion")],
        title="夜里",
    )
    ask(page, "灯亮到什么时候「天明」?")
    page.click(".chip[data-number='1']")
    assert lit(page) == "守夜人说，灯要亮到天明。"
    assert page.locator("del.removed").count() == 0
    page.check(".article-tools input")
    assert page.inner_text("del.removed") == "【关注公众号】"
    assert "line-through" in page.locator("del.removed").evaluate("element => getComputedStyle(element).textDecoration")
    assert lit(page) == "守夜人说，灯要亮到天明。"


def test_a_replaced_entity_shows_its_replacement_and_names_the_original(page):
    page.locator(".entry-open", has_text="河边的旧书店").click()
    page.wait_for_selector(".replaced")
    assert "&nbsp;" in page.locator(".replaced").first.get_attribute("title")
    assert "&nbsp;" not in page.inner_text(".article-text")


def test_hovering_a_chip_shows_the_quote(page):
    ask(page, "店主说了什么「书店不会搬走」?")
    page.hover(".chip[data-number='1']")
    assert "店主老周说，书店不会搬走。" in page.inner_text("#tip")
    assert "城南周报" in page.inner_text("#tip")


def test_the_code_point_map_agrees_with_counting(page):
    wrong = page.evaluate(
        """async () => {
            const { Offsets, pointCount } = await import('/room/assets/offsets.js');
            const wrong = [];
            for (const text of ['', '书店', '𠮷', 'a𠮷b🙂🙂c', '🙂', '\\ud842孤', '孤\\udfb7', '𠮷'.repeat(50) + '书']) {
                const points = [...text];
                const offsets = new Offsets(text);
                if (pointCount(text) !== points.length) wrong.push([text, 'count']);
                for (let at = 0; at <= points.length; at += 1)
                    if (offsets.unit(at) !== points.slice(0, at).join('').length) wrong.push([text, at]);
            }
            return wrong;
        }"""
    )
    assert wrong == []


def test_any_edits_and_spans_show_the_quote(page):
    """The lit text equals raw cut and cleaned in Python, for spans and edits anywhere, astral characters included."""
    import random

    from index.cleantext import CleanText

    chance = random.Random(7)
    cases = []
    for _ in range(60):
        raw = "".join(chance.choice("书店河🙂𠮷a \n。，") for _ in range(chance.randint(1, 60)))
        edits, at = [], 0
        while at < len(raw) - 2 and len(edits) < 5:
            start = chance.randint(at, len(raw) - 1)
            end = chance.randint(start + 1, min(len(raw), start + 4))
            edits.append(Edit(start, end, chance.choice(["", "", "替🙂"]), "test"))
            at = end
        clean = CleanText(raw, tuple(edits))
        if not clean.text:
            continue
        start = chance.randrange(len(clean.text))
        span = clean.to_raw(start, chance.randint(start + 1, len(clean.text)))
        cases.append(
            {
                "raw": raw,
                "edits": [[edit.start, edit.end, edit.replacement, edit.reason] for edit in edits],
                "lit": {"start": span.start, "end": span.end},
                "quote": clean.apply(span.start, span.end),
                "text": clean.text,
            }
        )
    wrong = page.evaluate(
        """async (cases) => {
            const { showArticle } = await import('/room/assets/article.js');
            const words = { removed: String, replaced: String };
            return cases.filter((each) => {
                const shown = (showRemoved) => {
                    const holder = document.createElement('div');
                    showArticle(holder, each, { lit: each.lit, showRemoved, words });
                    const lit = [...holder.querySelectorAll('mark.lit')].map((mark) => mark.textContent).join('');
                    for (const removed of holder.querySelectorAll('del')) removed.remove();
                    return lit === each.quote && holder.textContent === each.text;
                };
                return !(shown(false) && shown(true));
            });
        }""",
        cases,
    )
    assert len(cases) > 40
    assert wrong == []
