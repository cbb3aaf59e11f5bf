"""A period named in a question (4月的报道, since 2023-08) becomes a filter, and leaves the question."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rag.types import Filters

if TYPE_CHECKING:
    from index.snapshot import Snapshot

_LEFT_OVER = re.compile(r"^(?:[\s,，、的里裡中内內]|报道|報道|報導|报导|文章|新闻|新聞|消息)+(?=\S)")


def narrow(snapshot: Snapshot, question: str, filters: Filters) -> tuple[str, Filters]:
    """The question without its period, and the filters with it; both unchanged when it names none.

    A filter that was given beside the question wins. A month without a year is the latest one that the articles reach.
    """
    from index.dates import parse_date_range

    today = date.today()
    if filters.since or filters.until or parse_date_range(question, today) is None:
        return question, filters
    found = parse_date_range(question, today, newest=_newest(snapshot))
    if found is None:
        return question, filters
    since = found.since.isoformat() if found.since else None
    until = found.until.isoformat() if found.until else None
    rest = question
    for span in reversed(found.spans):
        rest = f"{rest[: span.start]} {rest[span.end :]}"
    rest = _LEFT_OVER.sub("", rest.strip())
    return rest or question, replace(filters, since=since, until=until)


def _newest(snapshot: Snapshot) -> date | None:
    """The date of the newest article that has a whole one."""
    dates = sorted(info.date for info in snapshot.articles() if info.date and len(info.date) == len("2023-01-01"))
    return date.fromisoformat(dates[-1]) if dates else None
