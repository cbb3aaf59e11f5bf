import io
import sys

import pytest

from index import progress
from index.progress import Meter, Progress, describe_seconds, progress_bar


@pytest.mark.parametrize(
    ("seconds", "text"), [(42, "42 s"), (200, "3 min 20 s"), (7500, "2 h 05 min")], ids=["s", "min", "h"]
)
def test_seconds_for_people(seconds, text):
    assert describe_seconds(seconds) == text


def test_time_left_is_judged_by_what_is_embedded(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    seen: list[Progress] = []
    meter = Meter(seen.append)  # 0 s
    meter.start([100, 100, 200], done=1)  # 1 s, reported at 2 s
    meter.article_read(100)  # 3 s
    meter.article_read(100)  # 4 s
    assert [shown.seconds_left for shown in seen] == [None, None, None]
    meter.chunks_embedded(5, waiting=5)  # at 5 s, four after the start, a quarter is done
    assert seen[-1] == Progress("embedding", 3, 4, 5, 5 / 4, 12.0)
    meter.chunks_embedded(5, waiting=0)
    assert seen[-1].seconds_left == 5.0


def test_the_bar_is_drawn_on_standard_error(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as show:
        show(Progress("publishing", 3, 4, 20, 5.0, 90.0))
    assert "publishing: 3/4 articles" in sys.stderr.getvalue()
    assert "20 passages, 5/s, 1 min 30 s left" in sys.stderr.getvalue()


def test_quiet_is_no_callback():
    with progress_bar(quiet=True) as show:
        assert show is None
