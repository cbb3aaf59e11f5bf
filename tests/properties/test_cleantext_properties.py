"""What must hold for every text and every list of edits, and for every composition of such lists."""

from hypothesis import given
from hypothesis import strategies as st

from index.cleantext import CleanText, Edit, Span, compose

ALPHABET = "ab甲乙\n 。"


@st.composite
def edits_over(draw, length):
    """Edits in order over a text of `length` characters, some touching, some with replacements of any length."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=10)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if start < end:
            edits.append(Edit(start, end, draw(st.text(ALPHABET + "XY", max_size=3)), draw(st.sampled_from("pqr"))))
    return tuple(edits)


@st.composite
def clean_texts(draw, rounds=3):
    raw = draw(st.text(ALPHABET, max_size=30))
    clean = CleanText(raw)
    for _ in range(draw(st.integers(0, rounds))):
        clean = clean.then(draw(edits_over(len(clean.text))))
    return clean


def plainly_applied(text, edits):
    for edit in reversed(edits):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


@st.composite
def cleaned_twice(draw):
    first = draw(clean_texts())
    return first, draw(edits_over(len(first.text)))


@given(cleaned_twice())
def test_composing_edits_is_applying_them_one_after_the_other(case):
    first, later = case
    both = first.then(later)
    assert both.raw == first.raw
    assert both.text == plainly_applied(first.text, later)
    assert both.text == plainly_applied(first.raw, both.edits)


@given(clean_texts(rounds=1), st.data())
def test_composition_is_associative_in_its_text(first, data):
    second = CleanText(first.text, data.draw(edits_over(len(first.text))))
    third = data.draw(edits_over(len(second.text)))
    step_by_step = first.then(second.edits).then(third)
    at_once = first.then(compose(second, third))
    assert step_by_step.text == at_once.text


@given(clean_texts(), st.data())
def test_a_citation_becomes_its_quote(clean, data):
    start = data.draw(st.integers(0, len(clean.text)))
    end = data.draw(st.integers(start, len(clean.text)))
    span = clean.to_raw(start, end)
    assert 0 <= span.start <= span.end <= len(clean.raw)
    quote = clean.apply(span.start, span.end)
    assert clean.text[start:end] in quote
    covered = clean.to_clean(span.start, span.end)
    assert quote == clean.text[covered.start : covered.end]
    if start < end:
        assert covered.contains(Span(start, end))
        grown = (covered.start < start) + (covered.end > end)
        inside = sum(1 for edit in clean.edits_within(span.start, span.end) if len(edit.replacement) > 1)
        assert inside >= (1 if grown else 0)  # only a replacement that is cut may lengthen a quote
    if not any(edit.start < span.end and span.start < edit.end for edit in clean.edits):
        assert quote == clean.raw[span.start : span.end]


@given(clean_texts())
def test_every_kept_character_maps_to_itself(clean):
    edited = {at for edit in clean.edits for at in range(edit.start, edit.end)}
    kept = [at for at in range(len(clean.raw)) if at not in edited]
    position = 0
    for at in kept:
        span = clean.to_clean(at, at + 1)
        assert len(span) == 1
        assert clean.text[span.start] == clean.raw[at]
        assert clean.to_raw(span.start, span.end) == Span(at, at + 1)
        assert span.start >= position
        position = span.end
    assert sum(len(edit.replacement) for edit in clean.edits) + len(kept) == len(clean.text)


@given(clean_texts(), st.data())
def test_both_maps_are_monotone(clean, data):
    first, second = sorted(data.draw(st.tuples(st.integers(0, len(clean.raw)), st.integers(0, len(clean.raw)))))
    assert clean.to_clean(0, first).end <= clean.to_clean(0, second).end
    assert clean.to_clean(first, len(clean.raw)).start <= clean.to_clean(second, len(clean.raw)).start
    low, high = sorted(data.draw(st.tuples(st.integers(0, len(clean.text)), st.integers(0, len(clean.text)))))
    assert clean.to_raw(low, high).start <= clean.to_raw(high, high).start or low == high
    assert clean.to_raw(0, low).end <= clean.to_raw(0, high).end or low == 0


@given(clean_texts())
def test_the_edits_of_a_composition_are_in_order_and_within_the_text(clean):
    position = 0
    for edit in clean.edits:
        assert position <= edit.start < edit.end <= len(clean.raw)
        position = edit.end
    assert CleanText(clean.raw, clean.edits).text == clean.text
    assert tuple(clean.edits_within(0, len(clean.raw))) == clean.edits


@given(clean_texts())
def test_no_later_edit_changes_nothing(clean):
    assert clean.then(()).edits == clean.edits
