"""A follow-up question becomes a standalone one, by rules over the questions asked before.

Only what the follow-up leaves out is carried over: a pronoun takes the person or thing last asked about, 那X呢? takes the
last question with X in place of its person or thing, and a bare 为什么? takes the whole last question. Anything else is a
new question, and nothing is carried into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.questions import Question

Analyse = Callable[[str], Question]
History = Sequence[tuple[str, str]]

_WHAT_ABOUT = re.compile(r"^(?:那么?|那麼|还有|還有|换成|換成)?\s*(?P<topic>[^?？,，。！!]{1,20}?)\s*呢\s*[?？]?$")
_WHAT_ABOUT_ENGLISH = re.compile(
    r"^(?:and |but |so )?(?:what|how) about (?:the )?(?P<topic>[^?]{1,40}?)\s*\?*$", re.IGNORECASE
)
_HE = re.compile(r"(?<![其吉])(?:他|她)(?![们們人国國乡鄉日])|这个人|這個人|此人|\b(?:he|she|him|her)\b", re.IGNORECASE)
_HIS = re.compile(r"(?:他|她)的|\b(?:his|her)\b", re.IGNORECASE)
_IT = re.compile(
    r"(?:它|这家公司|這家公司|该公司|該公司|这个公司|這家|这家)(?![们們])|\b(?:it|its|the company)\b", re.IGNORECASE
)
_BARE = re.compile(
    r"^(?:那|这|這|它)?(?:是)?(?:为什么|為什麼|为何|為何|怎么会|怎麼會|怎么说|怎麼說|什么时候|什麼時候|在哪里|在哪裡|谁说的|誰說的|"
    r"还有(?:吗|呢|什么)?|還有(?:嗎|呢|什麼)?|继续|繼續|详细(?:一?点|说说)?|詳細(?:一?點|說說)?|具体(?:呢|一点|说说)?|具體(?:呢|一點|說說)?|"
    r"然后呢|然後呢|原因(?:是什么|呢)?|why|why not|how so|when|where|who said (?:so|that|it)|go on|more|anything else)\s*[?？。.!！]*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:还|還|又|另外|其他|其它|别的|別的)[^?？]{0,4}(?:说|說|提|讲|講|认为|認為|预测|預測)|\belse\b.*\bsa(?:y|id)\b|\bsa(?:y|id) else\b",
    re.IGNORECASE,
)


def standalone(question: str, history: History, analyse: Analyse) -> str:
    """The question with what it leaves out filled in from `history`, a sequence of (question, answer text)."""
    previous = ""
    for asked, _ in history:
        previous = _resolve(asked, previous, analyse)
    return _resolve(question, previous, analyse)


def asks_for_more(question: str) -> bool:
    """Whether the question wants what has not been said yet (他还说了什么?)."""
    return _MORE.search(question) is not None


def _resolve(question: str, previous: str, analyse: Analyse) -> str:
    question = question.strip()
    if not previous or not question:
        return question
    before = analyse(previous)
    match = _WHAT_ABOUT.match(question) or _WHAT_ABOUT_ENGLISH.match(question)
    if match and not _BARE.match(question):
        return _swap(match["topic"].strip(), previous, before, analyse)
    if _BARE.match(question):
        return f"{previous.rstrip('?？。 ')}，{question}"
    if _HE.search(question) and before.persons:
        name = before.persons[-1]
        possessive = f"{name}的" if not name.isascii() else f"{name}'s"
        return _HE.sub(name, _HIS.sub(possessive, question))
    things = before.entities or before.persons
    if _IT.search(question) and things:
        return _IT.sub(things[-1], question)
    return question


def _swap(topic: str, previous: str, before: Question, analyse: Analyse) -> str:
    """The previous question about another person or thing."""
    if _HE.fullmatch(topic) or _IT.fullmatch(topic):
        return previous
    now = analyse(f"{topic}怎么看?")
    if before.persons and (topic in now.persons or now.persons):
        return previous.replace(before.persons[-1], topic)
    if before.matter and before.matter in previous:
        return previous.replace(before.matter, topic)
    if before.entities and before.entities[-1] in previous:
        return previous.replace(before.entities[-1], topic)
    return f"{topic}：{previous}"
