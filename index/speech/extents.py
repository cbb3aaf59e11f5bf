"""How far the words of a report reach, and which quotations inside it stand for themselves."""

from __future__ import annotations

import re

from index.speech.quotemarks import MASK, Quoted, is_sentence
from index.speech.scene import Scene

# A clause that the quotation after it completes: a subordinate one, or a noun without its predicate.
LEANS = re.compile(r"(?:鉴于|由于|如果|虽然|尽管|即使|对于|对|关于|在|与|当|随着|作为|为了|要是|只要|除了)[^,]*,\s*$")
_LACKS = re.compile(r"(?:的[^,的]{1,6}|显示|是|为|叫做?)[,:]\s*$")
_I = re.compile(r"我(?!国|省|市|县|区|校|院|司|军)|你")
_ECHO = re.compile(
    r"[,;](?:此事|此举|该?视频|一时间|随即|迅速|瞬间|并|也)?(?:引(?:起|发|来|爆)?了?)[^,。;:“”]{0,10}(?:关注|热议|讨论|争议|围观|质疑|愤怒|不满|舆论)[,。;\s]*$"
    r"|[,;](?:图|以?下图)为"
)
# Reports that only lead up to the main clause, and how that begins.
_LEADS_UP = re.compile(r"(尽管|虽然|虽)|直到|等到|直至")
_YET = re.compile(r",(?=但|却|不过|然而|仍|可是)")
_THEN = re.compile(",")
_OWN_WORDS = 10  # characters after a quotation that may be more of what its speaker said
_ACTS = re.compile(r"并|随后|[他她]|引|此|记者|图|被|据|即使|对|晒")
_ARGUES = re.compile(r"同时|必须|应|将|会|需要|已|可能|有望")
OPPOSED = re.compile(r"则|却|也|还|亦")


def until_another(scene: Scene, start: int, end: int) -> int:
    """`end`, or an earlier semicolon after which somebody else is spoken of."""
    at = scene.masked.find(";", start, end)
    while at >= 0:
        clause = scene.folded[at + 1 : min(end, at + 40)].lstrip()
        name = scene.known.longest_at(clause, 0)
        if name is not None and OPPOSED.match(clause, len(name)):
            return at
        at = scene.masked.find(";", at + 1, end)
    return end


def stands_by_itself(scene: Scene, quoted: Quoted, end: int) -> bool:
    """Whether nothing of the clause goes on after the closing mark."""
    rest = scene.folded[quoted.close + 1 : end].lstrip()
    return not rest or rest[0] in ',;。、“「"!?)' or is_sentence(scene.folded, quoted)


def closes(scene: Scene, quoted: Quoted, start: int, end: int) -> bool:
    """Whether a quotation after a reported clause is words of its own: set off by a mark, and last in the sentence."""
    before = scene.folded[max(start, quoted.open - 20) : quoted.open].rstrip()
    rest = scene.folded[quoted.close + 1 : end].strip(" 。,;!?")
    if before[-1:] not in (",", ":", "。", ";") or rest:
        return False
    clause = scene.folded[start : quoted.open]
    if _I.match(scene.folded, quoted.start):
        return True
    return is_sentence(scene.folded, quoted) or not (LEANS.match(clause) or _LACKS.search(clause))


def run_of(scene: Scene, quoted: list[Quoted]) -> list[Quoted]:
    """Quotations one after the other with only marks between."""
    run = quoted[:1]
    for each in quoted[1:]:
        if scene.folded[run[-1].close + 1 : each.open].strip(" ,;、。和"):
            break
        run.append(each)
    return run


def goes_on_in_own_words(scene: Scene, quoted: Quoted, end: int) -> int | None:
    """Where a sentence goes on to report its speaker after a quotation that a comma follows (X说,“…”,同时还…), or None."""
    at = quoted.close + 1
    if is_sentence(scene.folded, quoted) or scene.folded[at : at + 1] != "," or end - at < _OWN_WORDS:
        return None
    narrated = MASK in scene.masked[at:end] or _ACTS.match(scene.folded, at + 1) is not None
    return None if narrated or _ARGUES.search(scene.folded, at, end) is None else at + 1


def before_echo(scene: Scene, start: int, end: int) -> int:
    """`end`, or where the narrator goes on with what the words stirred up, or with a picture: …,引发热议; …,图为…."""
    echo = _ECHO.search(scene.masked, start + 2, end)
    return end if echo is None else echo.start()


def before_main_clause(scene: Scene, clause: int, start: int, end: int) -> int:
    """`end`, or where the main clause begins when the report only leads up to it: 尽管甲表示…,但…; 直到甲表示…,…."""
    lead = _LEADS_UP.match(scene.folded, clause, start)
    if lead is None:
        return end
    main = (_YET if lead[1] else _THEN).search(scene.masked, start + 2, end)
    return end if main is None else main.start()


def tidy(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """The span without the marks and blanks at its ends."""
    while start < end and scene.folded[start] in " ,:;、—\u3000":
        start += 1
    while end > start and scene.folded[end - 1] in " ,:;、。！？!?…\u3000\n":
        end -= 1
    return start, end
