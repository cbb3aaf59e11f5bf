"""What an article says as a whole: a few of its own sentences, cited, in its order.

Sentences are chosen together, so that they cover what the article keeps coming back to without saying anything twice: each
of its terms weighs its rarity in the background times the sentences that hold it, and counts once (maximum coverage of
concepts by a greedy choice; Gillick and Favre, 2009, "A scalable global model for summarization"). Sentences that lean on
the one before (他…, 不过…) are passed over where others say as much.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.cleantext import Span
from index.names import find_people
from index.scripts import fold
from rag import article_choice, extracts
from rag.article_choice import Find
from rag.asked_names import looks_personal
from rag.candidates import Candidate, repeats
from rag.evidence import number
from rag.messages import message
from rag.search import Selection
from rag.summary_requests import Request, read_request
from rag.terms import question_terms
from rag.types import AnswerSentence, Filters

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import ArticleInfo, StoredArticle, StoredChunk

EACH = 12  # articles that get a sentence each
NAMED = 6  # titles named when several articles fit
SHORTEST, LONGEST = 14, 150  # characters of a sentence that may stand in a summary
OPENING = 0.35  # what the beginning of an article is worth more: it says what the rest is about
_LEANING = re.compile(
    r"^[“「『\"]|^(?:他|她|它|他们|她们|这|那|其|此|该|而|但|不过|可是|然而|因此|所以|于是|另外|此外|同时|往后|之后|后来|至于|按[他她]|两[笔家个]|也|"
    r"还|又|再|据此|反过来|照|结果|"
    r"首先|其次|第[二三四五]|与此|对此|为此|前者|后者|两者)"
)
_CLOSING = re.compile(
    r"版权|转载|免责|声明|责任编辑|订阅|投资建议|来源[:：]|作者[:：]|地址[:：]|标题[:：]|点击|关注我们|https?:"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may stand in a summary; `place` is 0 at the beginning of the article, 1 at its end."""

    span: Span
    text: str
    place: float
    terms: frozenset[str]
    opens: bool


def summarise(
    snapshot: Snapshot,
    question: str,
    language: str,
    *,
    history: Sequence[tuple[str, str]],
    filters: Filters,
    find: Find,
) -> Selection | None:
    """The summary that `question` asks for, or which articles it may mean; None when it asks for none.

    `find` gives passages for words, best first; it is asked when no title and no mention tells which article is meant.
    """
    request = read_request(question)
    if request is None:
        return None
    infos = article_choice.allowed_articles(snapshot, filters)
    if not infos:
        return None
    if request.each:
        return _each(snapshot, infos, language)
    meant = _meant(snapshot, infos, request, history=history, find=find)
    if meant is None:
        return None
    if not meant and request.what and not _foreign(request.what):
        return Selection(refusal=message("no_such_article", language, what=request.what))
    if not meant and filters != Filters():
        return _each(snapshot, infos, language)  # a period or a source was named, and that is what is to be summed up
    if len(meant) != 1:
        return _ask(meant or infos, language, several=bool(meant))
    said = tuple(answer for _, answer in history) if request.more else ()
    return _summary(snapshot, meant[0], said, language)


def _foreign(text: str) -> bool:
    """Whether a text is in another language than the articles, so that they need not hold its words."""
    return text.isascii() or re.search("[\u3041-\u30ff]", text) is not None


def _meant(
    snapshot: Snapshot,
    infos: Sequence[ArticleInfo],
    request: Request,
    *,
    history: Sequence[tuple[str, str]],
    find: Find,
) -> tuple[ArticleInfo, ...] | None:
    """The articles that may be meant; () when nothing tells, None when the question is about something else."""
    if not request.what:
        cited = article_choice.last_cited(snapshot, infos, history)
        return cited or (tuple(infos) if len(infos) == 1 else ())
    names = (request.title, request.what)
    titled = next(filter(None, (article_choice.by_title(infos, name, whole=not request.sure) for name in names)), ())
    if not request.sure and find_people(request.what):
        return None  # what somebody says is asked for, not what is written
    if titled or not request.sure:
        return titled or None
    mentioned = article_choice.by_mention(snapshot, infos, request.what)
    return mentioned or article_choice.by_search(infos, find(request.what), request.what)


def _ask(infos: Sequence[ArticleInfo], language: str, *, several: bool) -> Selection:
    """Say which articles it could be."""
    names = [f"“{info.title}”" if language == "en" else f"《{info.title}》" for info in infos[:NAMED]]
    titles = (", " if language == "en" else "、").join(names)
    if len(infos) > NAMED:
        titles += message("library_more", language, articles=len(infos))
    text = message("which_of_these" if several else "which_article", language, articles=len(infos), titles=titles)
    return Selection(reply=(AnswerSentence(text, (), "supported", 1.0, "about the library itself"),))


def _summary(snapshot: Snapshot, info: ArticleInfo, said: Sequence[str], language: str) -> Selection:
    chosen = _chosen(snapshot, info, said)
    if not chosen:
        text = message("nothing_more" if said else "nothing_to_summarise", language, title=info.title)
        return Selection(reply=(AnswerSentence(text, (), "supported", 1.0, "about the library itself"),))
    evidence = tuple(number(snapshot, candidate, place) for place, candidate in enumerate(chosen, start=1))
    return Selection(evidence=evidence, reply=extracts.extract(evidence))


def _each(snapshot: Snapshot, infos: Sequence[ArticleInfo], language: str) -> Selection:
    """One sentence of each article, after its title."""
    candidates = [found[0] for info in infos[:EACH] if (found := _chosen(snapshot, info, (), wanted=1))]
    evidence = tuple(number(snapshot, candidate, place) for place, candidate in enumerate(candidates, start=1))
    sentences = [
        replace(sentence, text=f"《{item.title}》：{sentence.text}")
        for sentence, item in zip(extracts.extract(evidence), evidence, strict=True)
    ]
    if len(infos) > EACH:
        text = message("library_more", language, articles=len(infos))
        sentences.append(AnswerSentence(text, (), "supported", 1.0, "about the library itself"))
    return Selection(evidence=evidence, reply=tuple(sentences))


def _chosen(snapshot: Snapshot, info: ArticleInfo, said: Sequence[str], *, wanted: int = 0) -> tuple[Candidate, ...]:
    """The sentences of a summary, in the order of the article; at most `wanted`, by its length when that is 0."""
    stored = snapshot.article(info.article_id)
    chunks = [chunk for chunk in snapshot.chunks_of(info.article_id) if not chunk.post]
    sentences = _sentences(stored, chunks, info.title)
    sentences = [sentence for sentence in sentences if not (said and repeats(sentence.text, said))]
    count = wanted or (3 if len(sentences) < 12 else 4 if len(sentences) < 24 else 5)
    picked = _cover(sentences, min(count, len(sentences)))
    return tuple(_candidate(stored, chunks, sentence) for sentence in sorted(picked, key=lambda each: each.span.start))


def _sentences(stored: StoredArticle, chunks: Sequence[StoredChunk], title: str) -> list[_Sentence]:
    """What may stand in a summary: whole sentences of the text, no headings, no title, no imprint."""
    text = stored.clean.text
    spans = {span for chunk in chunks for span in chunk.sentences}
    found: list[_Sentence] = []
    for sentence in stored.sentences:
        words = text[sentence.start : sentence.end]
        stripped = words.strip()
        fits = SHORTEST <= len(stripped) <= LONGEST and sentence.kind != "heading" and sentence.span in spans
        if (
            not fits
            or fold(stripped) in fold(title)
            or fold(title) in fold(stripped)
            or _CLOSING.search(fold(stripped))
        ):
            continue
        start = sentence.start + len(words) - len(words.lstrip())
        terms = frozenset(term.text for term in question_terms(stripped))
        place = sentence.start / max(1, len(text))
        opens = "\n" in text[max(0, start - 3) : start] or start < 3
        found.append(_Sentence(Span(start, start + len(stripped)), stripped, place, terms, opens))
    return found


def _cover(sentences: Sequence[_Sentence], wanted: int) -> list[_Sentence]:
    """Greedy choice of sentences by the weight of the terms that they add, per square root of their length."""
    counts = Counter(term for sentence in sentences for term in sentence.terms)
    weights = {term.text: term.weight for sentence in sentences for term in question_terms(sentence.text)}
    values = {term: weights[term] * (math.log(1 + count) if count > 1 else 0.15) for term, count in counts.items()}
    left, covered_terms = list(sentences), set[str]()
    picked: list[_Sentence] = []
    while left and len(picked) < wanted:
        best = max(left, key=lambda each: _gain(each, values, covered_terms, alone=wanted == 1))
        left.remove(best)
        covered_terms |= best.terms
        if not repeats(best.text, [each.text for each in picked]):
            picked.append(best)
    return picked


def _gain(sentence: _Sentence, values: dict[str, float], taken: set[str], *, alone: bool) -> float:
    """What a sentence adds; one that stands `alone` may be longer for it."""
    new = sum(values[term] for term in sentence.terms if term not in taken)
    gain = new / math.pow(len(sentence.text), 0.25 if alone else 0.5)
    gain *= 1.25 - 0.35 * sentence.place + 0.15 * sentence.opens + OPENING * (sentence.place < 0.15)
    if _LEANING.match(fold(sentence.text)):
        gain *= 0.45
    return gain * (0.6 if sentence.text.endswith(("？", "?")) else 1.0)


def _candidate(stored: StoredArticle, chunks: Sequence[StoredChunk], sentence: _Sentence) -> Candidate:
    """A sentence with its passage, and with its speaker where it gives their words without naming them."""
    span = sentence.span
    chunk = next(chunk for chunk in chunks if chunk.start <= span.start < chunk.end)
    speakers = {item.speaker for item in stored.quotations if item.span.overlaps(span)}
    speaker = speakers.pop() if len(speakers) == 1 else None
    if speaker is not None and not (_LEANING.match(fold(sentence.text)) and looks_personal(speaker)):
        speaker = None
    return Candidate(
        chunk=chunk,
        span=span,
        text=sentence.text,
        around="",
        passage=0.0,
        coverage=0.0,
        context=0.0,
        kind=True,
        speaker=speaker,
        score=1.0,
    )
