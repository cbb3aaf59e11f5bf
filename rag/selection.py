"""From passages to a decision: the evidence to answer from, or the reason to refuse.

This is where what is asked (person, matter, kind of thing) meets what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.cleantext import Span
from index.names import is_full_name
from index.scripts import fold
from index.words import is_word
from rag import refusal
from rag.answer_kinds import asked_kind
from rag.candidates import MEASURED, Candidate, candidates
from rag.disagreement import disagreeing, newest_first
from rag.evidence import choose, number
from rag.lists import asked_count, enumerations
from rag.messages import message
from rag.rereading import Reread, reread, reread_whole, written_date
from rag.search import Search, Selection
from rag.spoken import from_words
from rag.terms import covered, question_terms
from rag.types import Evidence, Filters


def select(search: Search) -> Selection:
    """Decide what to answer from, or why not."""
    language = search.question.language
    if not search.snapshot.article_count:
        return Selection(refusal=message("empty_index", language))
    spoken = from_words(search, _passing_sentences)
    if spoken is not None:
        return spoken
    if not search.hits:
        key = "filtered_out" if search.filters != Filters() else "off_topic"
        return Selection(refusal=message(key, language, question=search.question.text))
    return from_sentences(search)


def _absent_name(search: Search) -> str | None:
    """A person or thing that the question names and no article does.

    A name in Latin letters is not looked for in a question of another language: the articles may well transcribe it.
    """
    names = (*search.question.persons, *search.question.entities)
    for name in names:
        if (foreign(search) and name.isascii()) or not name.strip():
            continue
        shorter = name[:-1] if name[-1] in _ATTACHED and len(name) > 2 else name  # 张健案: 张健
        if not any(search.snapshot.phrase(form, 1)[1] for form in (name, shorter)):
            return name
    return None


def _is_surely_a_name(name: str, question: str) -> bool:
    """Whether a name is a full Chinese one and no word, has parts as foreign ones do, or stands in title marks."""
    folded = fold(name)
    return (is_full_name(folded) and not is_word(folded)) or "·" in name or f"《{name}》" in question


_ATTACHED = "案市县省区镇村號号縣區鎮"


def _passing_sentences(search: Search, passes: Callable[[Candidate], bool]) -> Selection:
    """As `from_sentences`, from those that `passes` accepts alone."""
    return from_sentences(search, passes)


def from_sentences(search: Search, passes: Callable[[Candidate], bool] | None = None) -> Selection:
    """The sentences that answer best, whoever wrote or said them."""
    ranked = sentences(search)
    if passes is not None:
        ranked = tuple(filter(passes, ranked))
    listed = list_items(search, ranked) if passes is None else ()
    if listed:
        return Selection(evidence=listed, hits=search.hits, quoted=len(listed))
    read = judged(search, ranked)
    ranked, relevance = read.ranked, None if search.reader is None else read.relevance
    reason = why_not(search, ranked, relevance)
    other = disagreeing(ranked, asked_kind(search.question.text))
    if other is not None:
        shown = (*newest_first(ranked[0], other), *(item for item in ranked[1:] if item is not other))
    else:
        shown = with_sequel(search, ranked)
    evidence = choose(search.snapshot, shown, search.question.text, config=search.config.evidence)
    two = other is not None or len(shown) > len(ranked)
    return Selection(
        evidence=evidence, hits=search.hits, refusal=reason, quoted=min(1 + two, len(evidence)), relevance=relevance
    )


def sentences(search: Search) -> tuple[Candidate, ...]:
    """The sentences of the passages found, best first by what can be told before anything is read."""
    read_whole = foreign(search) and search.reader is not None
    embed = None if read_whole else search.embed
    return candidates(search.snapshot, search.hits, search.question.text, vector=search.vector, embed=embed)


def judged(search: Search, ranked: tuple[Candidate, ...]) -> Reread:
    """The sentences as the evidence reader orders them; where there is none, as they are, of relevance 0."""
    question = search.question
    if search.reader is None or not ranked:
        key = (lambda item: -(item.cosine or 0.0)) if foreign(search) else (lambda item: 0.0)
        return Reread(tuple(sorted(ranked, key=key)), 0.0)
    if foreign(search):
        return reread_whole(ranked, question.text, search.reader)
    names = (*question.persons, *question.entities)
    return reread(ranked, question.text, search.reader, names=names, persons=question.persons)


def with_sequel(search: Search, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates with the sentence after the best one in second place, when the best only leads up to it.

    何曉冬潑了冷水。 is about the right person and matter, and says nothing; what it says comes next.
    """
    if not ranked or asked_kind(search.question.text) in MEASURED or len(ranked[0].text) > LEAD_IN:
        return ranked
    best = ranked[0]
    stored = search.snapshot.article(best.chunk.article_id)
    text = stored.clean.text
    following = next((item.span for item in stored.sentences if item.start >= best.span.end), None)
    if following is None or "\n" in text[best.span.end : following.start] or "：" in best.text or ":" in best.text:
        return ranked
    lead = fold(best.text)
    speakers = [fold(item.speaker) for item in stored.quotations if item.span.overlaps(following)]
    if any(speaker not in lead for speaker in speakers):
        return ranked  # the next sentence is somebody else's
    spans = [chunk for chunk in search.chunks_of(best.chunk.article_id) if chunk.start <= following.start < chunk.end]
    if not spans or spans[0].post != best.chunk.post or not text[following.start : following.end].strip():
        return ranked
    return (best, replace(_item(best, text, following), chunk=spans[0]), *ranked[1:])


LEAD_IN = 32  # characters of a sentence that may lead up to the next


def foreign(search: Search) -> bool:
    """Whether the question is in another language than the articles."""
    return search.question.language in ("en", "ja")


def why_not(search: Search, ranked: Sequence[Candidate], relevance: float | None = None) -> str | None:
    """Why the best sentences do not answer, in words; None when they do. `relevance` is what the evidence reader makes of them."""
    question = search.question
    texts = [f"{candidate.around}\n{written_date(candidate)}" for candidate in ranked[:3]]
    unanswered = asked_kind(question.text) in MEASURED and not any(candidate.kind for candidate in ranked)
    if not ranked or unanswered:
        return message("no_answer", question.language, question=question.text)
    # A number may stand anywhere in the passage: whether it belongs to the answer is for the reader to say.
    absent = refusal.missing_number(question.text, [*texts, *(candidate.chunk.text for candidate in ranked[:3])])
    bundled = search.bundled
    terms = question_terms(question.text)
    needs = search.needs()
    found = refusal.features(terms, search.hits, ranked, relevance, needs=needs)
    probability = refusal.probability(found, bundled=bundled)
    read = bundled and relevance is not None
    if absent and not (read and probability >= refusal.UNKNOWN_NUMBER_READ):
        return message("missing", question.language, missing=absent, question=question.text)
    if foreign(search) and bundled:
        if refusal.answers_foreign(found.cosine, relevance):
            return None
        return message("off_topic", question.language, question=question.text)
    name = _absent_name(search)
    known = name is not None and refusal.mostly_there(name, ranked[0].around)
    wanted = refusal.UNKNOWN_NAME_READ if read else refusal.UNKNOWN_NAME
    if name is not None and needs.terms and not (needs.lacks(name) or _is_surely_a_name(name, question.text)):
        wanted = refusal.UNKNOWN_WORD_READ
    if name is not None and not known and probability < wanted:
        return message("person_absent", question.language, person=name)
    names = (*question.persons, *question.entities)
    alone = not refusal.beyond_names(terms, names, ranked[0].around)
    enough = refusal.NAMES_ALONE_READ if read else refusal.NAMES_ALONE
    # Where nothing may be refused for its probability, nothing is for the reader's either.
    doubted = read and 0 < search.config.refusal.probability and (relevance or 0.0) < refusal.LEAST_READ
    if not doubted and probability >= (enough if alone else search.config.refusal.probability):
        return None
    missing = "、".join(needs.nowhere[:2]) or refusal.missing_words(
        question.text, texts, elsewhere=lambda word: bool(search.snapshot.phrase(word, 1)[1]), names=names
    )
    if (found.passage < 0.3 and not needs.nowhere) or not missing:
        key = "off_topic" if found.passage < 0.3 else "no_answer"
        return message(key, question.language, question=question.text)
    return message("missing", question.language, missing=missing, question=question.text)


def list_items(search: Search, ranked: Sequence[Candidate]) -> tuple[Evidence, ...]:
    """The items of a list that runs over sentences, when the question asks for one and its announcement fits.

    The announcement must be among the best sentences, and the number of items the one asked for, if one is.
    """
    if asked_kind(search.question.text) != "list":
        return ()
    wanted = asked_count(search.question.text)
    terms = question_terms(search.question.text)
    for candidate in ranked[:8]:
        stored = search.snapshot.article(candidate.chunk.article_id)
        spans = [sentence.span for sentence in stored.sentences]
        texts = [stored.clean.text[span.start : span.end] for span in spans]
        for found in enumerations(texts):
            if wanted is not None and len(found.items) != wanted:
                continue
            announced = "" if found.announcement is None else texts[found.announcement]
            if covered(terms, "\n".join((candidate.chunk.title or "", announced, texts[found.items[0]]))) < 0.5:
                continue
            return tuple(
                number(search.snapshot, _item(candidate, stored.clean.text, spans[index]), place)
                for place, index in enumerate(found.items, start=1)
            )
    return ()


def _item(candidate: Candidate, text: str, span: Span) -> Candidate:
    stripped = text[span.start : span.end].strip()
    start = text.index(stripped, span.start)
    return replace(candidate, span=Span(start, start + len(stripped)), text=stripped)
