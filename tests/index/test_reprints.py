from __future__ import annotations

import random

import pytest

from index.reprints import clusters, signature
from index.scripts import to_traditional

ARTICLE = (
    "小镇的河边新开了一家面包店，店主林海今年四十岁，以前在城里做工程师。他说最喜欢的是清晨烤炉刚刚打开时的香味，每天都有很多人排队等候。"
    "开业三个月以来，店里一共卖出了12000个面包，其中一半是全麦的。镇长表示，今年将投入3000万元修桥，并在明年6月以前完成全部工程。"
    "居民对此表示欢迎，认为出行将会更加方便，也有人担心噪音。老桥建于1958年，长86米，两岸的孩子每天从桥上走过去上学。"
)
OTHER = (
    "山里的茶园今年迎来了丰收，茶农们天不亮就背着竹篓上山，一直采到太阳落山才回家。合作社负责人周静介绍，今年的春茶产量比去年增长了两成，"
    "价格也比往年好。她说，年轻人回来了，会用手机卖茶，也会拍视频讲茶的故事。县里派来的技术员住在村里，教大家怎样防虫、怎样修剪。"
)
NOTE = (
    "截至7月{day}日收盘，青溪面包报收于{price}元，{way}{rate}%，换手率{turn}%，成交量{volume}万股，成交额{amount}万元。"
    "资金流向数据方面，主力资金净流入{flow}万元，占总成交额{share}%，游资资金净流出，散户资金净流入。该股最近九十天内共有多家机构给出评级，"
    "买入评级居多，过去九十天内机构目标均价保持稳定。以上内容由公开数据整理，与本店立场无关，仅供居民在面包店里闲谈。"
)


def note(seed: int) -> str:
    """A market note: one form, other numbers."""
    source = random.Random(seed)
    numbers = {
        name: f"{source.uniform(1, 900):.2f}" for name in ("price", "rate", "turn", "volume", "amount", "flow", "share")
    }
    return NOTE.format(day=source.randint(1, 31), way=source.choice("涨跌"), **numbers)


def cluster(*texts: str) -> dict[int, int]:
    return clusters([(number, signature(text)) for number, text in enumerate(texts)])


def test_a_reprint_in_the_other_script_with_another_head_is_found():
    reprint = "本報訊 " + to_traditional(ARTICLE) + "（完）"
    assert cluster(ARTICLE, OTHER, reprint) == {0: 0, 2: 0}


def test_other_articles_stand_alone():
    assert cluster(ARTICLE, OTHER) == {}


def test_a_form_filled_with_other_numbers_is_no_reprint():
    assert cluster(*(note(seed) for seed in range(8))) == {}


def test_the_same_filled_form_is_a_reprint():
    assert cluster(note(1), "来源：青溪网 " + note(1), note(2)) == {0: 0, 1: 0}


def test_a_shortened_reprint_is_found():
    assert cluster(ARTICLE, ARTICLE[: int(len(ARTICLE) * 0.85)]) == {0: 0, 1: 0}


def test_order_does_not_matter():
    texts = [ARTICLE, OTHER, to_traditional(ARTICLE), note(1), OTHER + "（记者 林海）", note(1)]
    signed = [(number, signature(text)) for number, text in enumerate(texts)]
    expected = clusters(signed)
    assert expected == {0: 0, 2: 0, 1: 1, 4: 1, 3: 3, 5: 3}
    for seed in range(5):
        random.Random(seed).shuffle(signed)
        assert clusters(signed) == expected


def test_short_texts_have_no_signature():
    assert signature("面包很香。") == b""
    assert cluster("面包很香。", "面包很香。") == {}


def test_signatures_are_the_same_on_every_machine():
    import hashlib

    assert hashlib.sha256(signature(ARTICLE)).hexdigest()[:16] == "543237cc2acbecfe"
    assert len(signature(ARTICLE)) == 640


def test_signatures_of_another_version_are_refused():
    with pytest.raises(ValueError, match="sign the articles again"):
        clusters([(1, signature(ARTICLE)), (2, b"1234")])
