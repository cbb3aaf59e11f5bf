"""Questions for somebody's words are answered from that person's words alone.

What X thinks of Y comes from quotations of X on Y. When X said nothing on Y, the answer is a refusal that names what X did
speak about; when no article names X, it says so. Nobody else's words stand in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.names import same_person
from index.scripts import fold
from index.stored import StoredQuotation
from rag import refusal
from rag.answer_kinds import asked_kind
from rag.candidates import SHORTEST, Candidate, repeats
from rag.conversation import asks_for_more
from rag.latin_names import name_in_articles
from rag.messages import message
from rag.search import Search, Selection
from rag.spoken_reading import SURE, reread_statements
from rag.statements import numbered
from rag.terms import covered
from rag.topics import topics_of
from rag.types import Evidence, Filters
from rag.viewpoints import RELEVANT, Statement, relevant_quotations, said_by, viewpoints

FallBack = Callable[[Search, Callable[[Candidate], bool]], Selection]

EMBEDDED = 24  # quotations that get a cosine, best on characters first
TOGETHER = 160  # characters of the statements that an answer joins
ALL_SIDES = 8  # rows of a table in an answer
NAMED_COVERAGE = 0.6  # of the matter, in a sentence that names the person but holds no quotation of theirs


def from_words(search: Search, fall_back: FallBack) -> Selection | None:
    """The selection for a question about words; None when it asks for nobody's.

    `fall_back` answers from the sentences that a condition lets pass; it is used for sentences that name the person
    without quoting them.
    """
    question = search.question
    if question.form in ("opinion", "statement") and question.speakers:
        return _one_speaker(search, question.speakers[0], fall_back)
    if question.form in ("all_sides", "compare"):
        return _table(search)
    if question.form == "who_said":
        return _who_said(search)
    return None


def _one_speaker(search: Search, speaker: str, fall_back: FallBack) -> Selection | None:
    language = search.question.language
    said = _passing(search, said_by(search.snapshot.quotations(speaker=_core(speaker)), speaker))
    if not said and speaker.isascii():
        # A name in pinyin is spelled like no name in the articles: every speaker is compared by sound.
        said = _passing(search, said_by(search.snapshot.quotations(), speaker))
        written = None if said else name_in_articles(search.snapshot, speaker)
        if written is not None:
            said = _passing(search, said_by(search.snapshot.quotations(speaker=written), written))
    if not said:
        if speaker not in search.question.persons:
            return None  # an institution, a role, or no speaker at all: any sentence may answer
        if not search.snapshot.phrase(_core(speaker), 1)[1]:
            return _refused(search, message("person_absent", language, person=speaker))
        return _named(search, speaker, said, fall_back)
    if asks_for_more(search.question.text):
        said = tuple(item for item in said if not _told(item.text, search.said_before)) or said
    chosen = _on_the_matter(search, reread_statements(search, _ranked(search, said)))
    if chosen and _narrated(search, speaker, chosen[0], fall_back):
        return _named(search, speaker, said, fall_back)
    if not chosen:
        return _named(search, speaker, said, fall_back)
    chosen, evidence = numbered(search, chosen)
    return Selection(evidence=evidence, hits=search.hits, quoted=_quoted(search, evidence, chosen))


def _narrated(search: Search, speaker: str, best: Statement, fall_back: FallBack) -> bool:
    """Whether a sentence that names the speaker is clearly closer to the matter than their best quotation.

    The extractor misses some reported speech; such a sentence then says it, without being marked as a quotation.
    """
    if best.coverage >= 0.99 or not search.question.matter_terms:
        return False
    found = fall_back(search, lambda candidate: _names(search, speaker, candidate, at_least=NAMED_COVERAGE))
    if not found.evidence or found.refusal:
        return False
    return covered(search.question.matter_terms, found.evidence[0].text) > best.context + 0.1


def _names(search: Search, speaker: str, candidate: Candidate, *, at_least: float) -> bool:
    """Whether a sentence names the speaker, holds that share of the matter, and quotes nobody else."""
    name = fold(_core(speaker))
    pronoun = candidate.text[:1] in "他她" and name in fold(candidate.around)
    if name not in fold(candidate.text) and not pronoun:
        return False
    if not _foreign(search) and covered(search.question.matter_terms, candidate.text) < at_least:
        return False  # in another language than the articles, the cosine alone can tell
    stored = search.snapshot.article(candidate.chunk.article_id)
    others = [item for item in stored.quotations if item.span.overlaps(candidate.span)]
    return all(same_person(item.speaker, speaker) for item in others)


def _reported_by(search: Search, institution: str, candidate: Candidate) -> bool:
    """Whether a sentence stands in an article that names the institution, and quotes nobody else.

    What an institution published fills a report that names it once.
    """
    stored = search.snapshot.article(candidate.chunk.article_id)
    others = [item for item in stored.quotations if item.span.overlaps(candidate.span)]
    return fold(_core(institution)) in fold(stored.clean.text) and all(
        same_person(item.speaker, institution) for item in others
    )


def _named(
    search: Search,
    speaker: str,
    said: Sequence[StoredQuotation],
    fall_back: FallBack,
) -> Selection:
    """From a sentence that names the speaker and holds most of the matter, if there is one; else a refusal."""
    found = None
    if search.question.matter_terms:
        found = fall_back(search, lambda candidate: _names(search, speaker, candidate, at_least=NAMED_COVERAGE))
        if search.reader is not None and (found.refusal or not found.evidence):
            # In other words than the question's, the reader must be sure of it.
            wider = fall_back(search, lambda candidate: _names(search, speaker, candidate, at_least=0.0))
            found = wider if (wider.relevance or 0.0) >= SURE else found
            if (found.refusal or not found.evidence) and speaker not in search.question.persons:
                told = fall_back(search, lambda candidate: _reported_by(search, speaker, candidate))
                found = told if (told.relevance or 0.0) >= SURE else found
    if found is not None and found.evidence and found.refusal is None:
        return found
    topics = topics_of(said)
    language = search.question.language
    spoke = message("person_topics", language, person=speaker, topics="、".join(topics)) if topics else ""
    matter = search.question.matter or search.question.text
    reason = message("person_silent", language, person=speaker, matter=matter, topics=spoke)
    return replace(_refused(search, reason), evidence=found.evidence if found else ())


def _refused(search: Search, reason: str) -> Selection:
    return Selection(hits=search.hits, refusal=reason)


def _core(speaker: str) -> str:
    """The name without an article in front (那位业内人士: 业内人士), as it may stand in a text."""
    return re.sub(r"^(?:一|某|这|那|该|有)?[位名个家些]", "", speaker) or speaker


def _told(text: str, said_before: Sequence[str]) -> bool:
    return bool(said_before) and repeats(text, said_before)


def _passing(search: Search, quotations: Iterable[StoredQuotation]) -> tuple[StoredQuotation, ...]:
    """The quotations from articles that the filters let pass."""
    filters = search.filters
    if filters == Filters():
        return tuple(quotations)
    allowed = search.snapshot.select(
        source=filters.source, author=filters.author, since=filters.since, until=filters.until, speaker=filters.speaker
    )
    if allowed is None:
        return tuple(quotations)
    articles = {chunk.article_id for chunk in search.snapshot.chunks(allowed)}
    return tuple(item for item in quotations if item.article_id in articles)


def _ranked(search: Search, said: Sequence[StoredQuotation]) -> tuple[Statement, ...]:
    """The statements by how far they are on the matter; the best on characters get a cosine too."""
    statements = relevant_quotations(said, search.question)
    if not search.question.matter_terms or search.question.language in ("en", "ja"):
        head = [statement.quotation for statement in statements[: 2 * EMBEDDED]]
    else:
        head = [statement.quotation for statement in statements[:EMBEDDED]]
    if not search.question.matter.strip():
        return statements
    return relevant_quotations(head, search.question, similarity=search.similarity)


def _on_the_matter(search: Search, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements to answer from, best first; none when the speaker said nothing on the matter."""
    foreign = _foreign(search)
    chosen: list[Statement] = []
    for statement in statements:
        text = statement.quotation.text
        if len(text.strip()) < SHORTEST or repeats(text, [item.quotation.text for item in chosen]):
            continue
        cosine = statement.cosine or 0.0
        if statement.score >= RELEVANT or (foreign and cosine >= refusal.FOREIGN_COSINE):
            chosen.append(statement)
        if len(chosen) == search.config.evidence.sentences:
            break
    if foreign:
        chosen.sort(key=lambda item: -(item.cosine or 0.0))
    return tuple(chosen)


def _foreign(search: Search) -> bool:
    """Whether the matter is named in another language than the articles are written in."""
    han = any("㐀" <= character <= "鿿" for character in search.question.matter)
    return search.question.language in ("en", "ja") and not han


def _quoted(search: Search, evidence: Sequence[Evidence], statements: Sequence[Statement]) -> int:
    """How many statements the answer joins: several when no matter is named, else the best and what equals it."""
    if not search.question.matter.strip():
        return min(len(evidence), 3)
    characters = len(evidence[0].text)
    count = 1
    for item, statement in zip(evidence[1:], statements[1:], strict=True):
        characters += len(item.text)
        if (
            characters > TOGETHER
            or statement.score < 0.9 * statements[0].score
            or asked_kind(search.question.text) == "number"
        ):
            break
        count += 1
    return count


def _nearby(search: Search) -> tuple[StoredQuotation, ...]:
    """The quotations of the articles that the passages come from."""
    articles = list(
        dict.fromkeys(chunk.article_id for chunk in search.snapshot.chunks([h.chunk_id for h in search.hits]))
    )
    found: list[StoredQuotation] = []
    for article_id in articles:
        stored = search.snapshot.article(article_id)
        for quotation in stored.quotations:
            raw = stored.clean.to_raw(quotation.span.start, quotation.span.end)
            words = stored.clean.text[quotation.span.start : quotation.span.end]
            info = stored.info
            found.append(
                StoredQuotation(article_id, info.uri, info.title, info.source, info.date, quotation, words, raw)
            )
    return tuple(found)


def _who_said(search: Search) -> Selection | None:
    """The statement that says it, with its speaker; None when nothing near is on the matter."""
    statements = _on_the_matter(search, reread_statements(search, _ranked(search, _nearby(search))))
    if not statements:
        return None
    return Selection(evidence=numbered(search, statements)[1], hits=search.hits)


def _table(search: Search) -> Selection | None:
    """One row a speaker and view; None when there are not two."""
    question = search.question
    if question.form == "compare":
        pool = tuple(
            item
            for name in question.speakers
            for item in said_by(search.snapshot.quotations(speaker=_core(name)), name)
        )
        missing = [name for name in question.speakers if not said_by(pool, name)]
        if missing:
            return _refused(search, message("person_absent", question.language, person="、".join(missing)))
    else:
        pool = _nearby(search)
    rows = viewpoints(_passing(search, pool), question, similarity=search.similarity, limit=ALL_SIDES)
    if len({row.speaker for row in rows}) < 2:
        return None
    kept, evidence = numbered(search, [row.statement for row in rows])
    shown = tuple(row for row in rows if row.statement in kept)
    return Selection(evidence=evidence, hits=search.hits, quoted=len(evidence), table=shown)
