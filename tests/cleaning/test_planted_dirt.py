"""The benchmark's generator on a text of our own: what it plants goes, what it planted into stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.cleaning import clean
from index.types import Article

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from dirt import Tally, score  # noqa: E402
from dirt_generator import PLANTERS, plant  # noqa: E402

TEXT = (
    "小镇的河边新开了一家面包店，店主林海今年四十岁，以前在城里做工程师。他说最喜欢的是清晨烤炉刚刚打开时的香味，每天都有很多人排队等候。"
    "开业三个月以来，店里一共卖出了一万两千个面包，其中一半是全麦的。镇长在会上表示，今年将投入三千万元修桥，并在明年六月以前完成全部工程。"
    "居民对此表示欢迎，认为出行将会更加方便，也有人担心噪音。老桥建于1958年，长86米，两岸的孩子每天从桥上走过去上学。"
    "“桥修好了，对岸的人也能来买面包了。”林海告诉记者，他已经在对岸租下了一间铺子，准备明年春天开张。"
    "县里的统计显示，去年到小镇来的游客有四十二万人次，比前年增长了三成，其中外地游客占一半以上。"
    "旅游业给年轻人带来了机会，有的开民宿，有的办书店，也有的在网上卖特产，街上又热闹了起来。"
)


@pytest.mark.parametrize("family", PLANTERS)
def test_planted_dirt_goes_and_the_text_stays(family):
    tally, wrong = Tally(), []
    for seed in range(12):
        planted = plant(TEXT, family, seed)
        assert plant(TEXT, family, seed) == planted
        score(planted, clean(Article(uri="planted", raw=planted.raw, media=planted.media)), tally, wrong)
    assert tally.dirt
    assert tally.removed >= 0.98 * tally.dirt, wrong[:5]
    assert tally.lost <= 0.001 * tally.clean, wrong[:5]
