"""Quotations without a speech verb: they go on with the speaker before, or belong to who is named beside them."""

from __future__ import annotations

import re

from index.speech.certainty import How
from index.speech.collecting import Reader, add_direct
from index.speech.mentions import last_mention
from index.speech.quotemarks import Quoted, is_sentence
from index.speech.scene import Piece
from index.speech.speakers import resolve
from index.speech.subjects import leading_subject
from index.speech.topics import Speaker, is_named, subject_of

_LABEL = re.compile(r"([^,。;:“”\n]{2,16}?)\s*:\s*")
_ROLE = 10  # characters of a role before whose feelings are told
_ALONE = 10  # characters of a quotation without a closing mark of its own that is a sentence by itself
# What somebody shows whose words stand right before: “…”林小舟激动不已.
_REACTS = re.compile(
    r"[,\s]*([^,。:;“”\n\ue000]{2,20}?)(?:难掩|忍不住)?(?:十分|非常|很|特别|不断|不停|满脸|一脸|连声|连连|由衷)?"
    r"(?:感激|激动|兴奋|高兴|感慨|感叹|赞叹|惊叹|开心|欣喜|自豪|欣慰|动情|竖起|点赞|称赞|夸赞|道谢|致谢)(?![的地着])"
)
_CLAUSES = re.compile(r"[^,;:]+")


def claim_leading(
    reader: Reader, piece: Piece, quoted: Quoted, pending: tuple[Speaker | None, str], used: set[int]
) -> None:
    """A quotation at the head of a piece that no verb claims: the speaker before goes on, or a name that follows."""
    scene = reader.scene
    rest = scene.folded[quoted.close + 1 : piece.end].strip(" 。,;")
    speaker, verb = pending
    how: How = "goes on"
    adjoins = scene.folded[max(0, quoted.open - 3) : quoted.open].rstrip()[-1:] in ("”", "」")
    alone = quoted.open <= piece.start and not rest and quoted.end - quoted.start >= _ALONE
    if not is_sentence(scene.folded, quoted) and not ((adjoins or alone) and speaker is not None):
        return
    if rest:
        owner = _whose_words(reader, piece, quoted)
        speaker, how, verb = (owner, "before", "") if owner is not None else (speaker, how, verb)
        owner = _whose_feelings(reader, piece, quoted) if owner is None else None
        speaker, how, verb = (owner, "named after", "") if owner is not None else (speaker, how, verb)
    if speaker is None and rest:
        speaker, how = _named_after(reader, piece, quoted), "named after"
    if speaker is None:
        return
    used.add(quoted.open)
    reader.open_verb = verb
    add_direct(reader, speaker, None, quoted, how=how)
    if not rest:
        reader.open_speaker = speaker


_WORDS_OF = re.compile(r"的(?:这|那)?(?:番|句|席|个)?(?:话|说法|观点|判断|看法|预言|预测|论断|言论)")


def _whose_words(reader: Reader, piece: Piece, quoted: Quoted) -> Speaker | None:
    """Whose words the rest of the piece calls them: “…”…,林小舟的话没有几个人愿意听."""
    scene = reader.scene
    found = _WORDS_OF.search(scene.folded, quoted.close + 1, piece.end)
    mention = last_mention(scene, quoted.close + 1, found.start()) if found is not None else None
    if found is None or mention is None or mention.kind != "person" or mention.end != found.start():
        return None
    return resolve(scene, piece, mention, reader.memory, reader.names)


def _whose_feelings(reader: Reader, piece: Piece, quoted: Quoted) -> Speaker | None:
    """Whose feelings are told of right after a quotation."""
    scene = reader.scene
    found = _REACTS.match(scene.masked, quoted.close + 1)
    if found is None:
        return None
    mention = last_mention(scene, found.start(1), found.end(1))
    if mention is None or mention.kind not in ("person", "someone") or mention.start - found.start(1) > _ROLE:
        return None
    return resolve(scene, piece, mention, reader.memory, reader.names)


def _named_after(reader: Reader, piece: Piece, quoted: Quoted) -> Speaker | None:
    """Somebody named right after the closing mark whose sentence has no speech verb."""
    if piece.end - quoted.close > 60:
        return None
    return subject_of(reader.scene, Piece(quoted.close + 1, piece.end, ()), reader.names, reader.memory)


def claim_after_colons(reader: Reader, piece: Piece, used: set[int]) -> None:
    """Quotations after a colon whose clause has a subject but no speech verb: 他摆摆手：“…”."""
    scene = reader.scene
    speaker: Speaker | None = None
    for each in piece.quoted:
        if each.open in used:
            continue
        label = _label(reader, piece, each)
        if label is not None:
            used.add(each.open)
            add_direct(reader, label, None, each, how="before")
            reader.memory.hear(label)
            reader.open_speaker = label
            continue
        lead = scene.folded[max(piece.start, each.open - 3) : each.open].rstrip()
        feeling = _whose_feelings(reader, piece, each) if lead.endswith(",") else None
        if feeling is not None:
            used.add(each.open)
            add_direct(reader, feeling, None, each, how="named after")
            speaker = None
            continue
        if lead.endswith(":") or (lead.endswith(",") and is_sentence(scene.folded, each)):
            speaker = _before_colon(reader, piece, each)
        elif speaker is None or scene.folded[max(0, each.open - 1)] not in "”、,;":
            speaker = None
        if speaker is not None:
            used.add(each.open)
            add_direct(reader, speaker, None, each, how="before" if is_named(speaker.name) else "colon")
            reader.memory.hear(speaker)
            reader.open_speaker = speaker


def _label(reader: Reader, piece: Piece, quoted: Quoted) -> Speaker | None:
    """Who a piece names with nothing but a colon after it (乘务员：“…”), where the words end like a sentence."""
    scene = reader.scene
    label = _LABEL.fullmatch(scene.folded, piece.start, quoted.open)
    if label is None or not is_sentence(scene.folded, quoted):
        return None
    mention = last_mention(scene, piece.start, label.end(1))
    if mention is None or mention.kind not in ("person", "someone"):
        return None
    return resolve(scene, piece, mention, reader.memory, reader.names)


def _before_colon(reader: Reader, piece: Piece, quoted: Quoted) -> Speaker | None:
    """Who the clauses before a colon are about, the nearest first."""
    clauses = list(_CLAUSES.finditer(reader.scene.masked, piece.start, quoted.open))
    for clause in reversed(clauses):
        mention = leading_subject(reader.scene, clause.start(), clause.end())
        if mention is not None and mention.kind in ("person", "someone", "pronoun"):
            return resolve(reader.scene, piece, mention, reader.memory, reader.names)
    return subject_of(reader.scene, Piece(piece.start, quoted.open, ()), reader.names, reader.memory)
