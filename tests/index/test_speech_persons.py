"""Who is meant: names that the tagger cuts, forms of address, and those whom a reporter reached."""

import pytest

from index.speech.reading import read


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "陈大勇送货多年，说：“我们常年在外送货。”市民陈女士说：“公园里有树，走进去很凉快。”",
            ["陈大勇", "陈女士"],
            id="a new lady",
        ),
        pytest.param(
            "护工阿姨林三妹今年六十岁。林阿姨说，“我自己的事情我一定要做好的。”", ["林三妹"], id="the same aunt"
        ),
        pytest.param(
            "晚报记者联系上当地一家书店店主。他表示，很多人来买这本书。",
            ["一家书店店主"],
            id="whom the reporter reached",
        ),
        pytest.param(
            "司机高山明挡住激流。“只要能救回人，鞋子算不了什么。”高山明笑称自己只是出了点力。",
            ["高山明", "高山明"],
            id="a name before 笑",
        ),
        pytest.param(
            "一名年轻军人向罗伯特·霍金斯表示，“我们想送给您一顶头盔，因为骑士都有头盔。”",
            ["一名年轻军人"],
            id="not whom he spoke to",
        ),
        pytest.param("乌克兰总统泽连斯基23日表示，反攻会继续下去。", ["泽连斯基"], id="a name that the tagger cuts"),
        pytest.param(
            "飞往海岛的航班因乔尔·甘沙姆而返航。甘沙姆说，他只是想放行李。",
            ["乔尔·甘沙姆"],
            id="a conjunction before a name",
        ),
        pytest.param(
            "《晨钟报》撰文谈到这场比赛，该媒体写道：“球队的体能优势没有体现出来。”", ["晨钟报"], id="that paper"
        ),
        pytest.param(
            "行业协会发布报告称，当地将缺人。报告提到，“在可预见的未来，缺口都会很大。”",
            ["行业协会", "行业协会"],
            id="whose report it is",
        ),
        pytest.param(
            "他走出大门，“接下来我们会继续努力把事情做好。”院长刘秋实说。", ["刘秋实"], id="the speaker behind"
        ),
    ],
)
def test_who_is_meant(text: str, speakers: list[str]) -> None:
    assert [quotation.speaker for quotation in read(text)] == speakers
