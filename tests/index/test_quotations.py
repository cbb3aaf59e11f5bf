"""Who said what: one short text for every form, in sentences of our own."""

import pytest

from index.cleantext import CleanText, Edit, Span
from index.quotations import extract_quotations
from index.types import Article, Field, Metadata, Post, Quotation


def quotations(text: str) -> tuple[Quotation, ...]:
    return extract_quotations(CleanText(text), (), article=Article("test", text))


def said(text: str) -> list[tuple[str, str, bool]]:
    return [(each.speaker, text[each.span.start : each.span.end], each.direct) for each in quotations(text)]


FORMS = {
    "indirect": ("作者林知远表示，小城的书店不会消失。", [("林知远", "小城的书店不会消失", False)]),
    "direct": ("店主王秋说：“书还会有人读的。”", [("王秋", "书还会有人读的。", True)]),
    "speaker after": ("“书还会有人读的。”店主王秋说。", [("王秋", "书还会有人读的。", True)]),
    "interrupted": (
        "“书还会有人读的，”店主王秋说，“只是读得慢一些。”",
        [("王秋", "书还会有人读的，", True), ("王秋", "只是读得慢一些。", True)],
    ),
    "continued": (
        "店主王秋认为，小店靠的是邻居。“他们每周都来坐一坐。”",
        [("王秋", "小店靠的是邻居", False), ("王秋", "他们每周都来坐一坐。", True)],
    ),
    "clause and quotation": (
        "店主王秋透露，今年客人多了三成，“周末要排队才有座位。”",
        [("王秋", "今年客人多了三成", False), ("王秋", "周末要排队才有座位。", True)],
    ),
    "in somebody's eyes": ("在林知远看来，慢就是快。", [("林知远", "慢就是快", False)]),
    "in somebody's words": ("编辑林知远辞了职。用他的话来说，写书比编书难。", [("林知远", "写书比编书难", False)]),
    "according to": ("据店主王秋介绍，书店开了九年。", [("王秋", "书店开了九年", False)]),
    "as somebody said": ("正如林知远所说，好书不怕等。", [("林知远", "好书不怕等", False)]),
    "the view is": ("林知远的观点是，小城更需要书店。", [("林知远", "小城更需要书店", False)]),
    "same view": ("持同样观点的人还有编辑林知远，他相信，小店会更多。", [("林知远", "小店会更多", False)]),
    "pronoun": ("编辑林知远走进书店。他说，这里没有变。", [("林知远", "这里没有变", False)]),
    "also": (
        "编辑林知远说，这里没有变。他还说，灯更亮了。",
        [("林知远", "这里没有变", False), ("林知远", "灯更亮了", False)],
    ),
    "title and company": ("青禾科技创始人、CEO 周牧野强调，产品要简单。", [("周牧野", "产品要简单", False)]),
    "foreign name": ("作家玛丽·霍特（Mary Holt）表示，她明年再来。", [("玛丽·霍特", "她明年再来", False)]),
    "short foreign name": (
        "作家玛丽·霍特到了。霍特说：“我喜欢这座城。”",
        [("玛丽·霍特", "我喜欢这座城。", True)],
    ),
    "institution": ("市图书馆表示，周一闭馆。", [("市图书馆", "周一闭馆", False)]),
    "nameless": ("一位书店代理商告诉记者，纸价涨了一成。", [("一位书店代理商", "纸价涨了一成", False)]),
    "insiders": ("也有业内人士感慨：旧书比新书好卖。", [("业内人士", "旧书比新书好卖", False)]),
    "he tells an example": (
        "编辑林知远说，纸会更贵。他举例说，一本画册要三百元。",
        [("林知远", "纸会更贵", False), ("林知远", "一本画册要三百元", False)],
    ),
    "traditional script": ("作家蘇慕白則認為，「小書店」各有各的路。", [("蘇慕白", "「小書店」各有各的路", False)]),
    "corner quotes": ("店主王秋說：「書還會有人讀的。」", [("王秋", "書還會有人讀的。", True)]),
    "colon without a speech verb": (
        "店主王秋摆了摆手：“今天不卖书，只聊天。”",
        [("王秋", "今天不卖书，只聊天。", True)],
    ),
    "object before the verb": ("编辑林知远提醒读者说，小店下周搬家。", [("林知远", "小店下周搬家", False)]),
    "doing something else": (
        "“书还会有人读的。”店主王秋，翻着一本旧画册感慨道。",
        [("王秋", "书还会有人读的。", True)],
    ),
    "whom the newsroom reached": (
        "记者联系上河边书店，对方表示，周一照常开门。",
        [("河边书店", "周一照常开门", False)],
    ),
    "country written out": (
        "法国文化部宣布，展览推迟。法文化部说，票可以退。",
        [("法国文化部", "展览推迟", False), ("法国文化部", "票可以退", False)],
    ),
    "spelling in brackets": (
        "作家霍特曼（Mary Holtman）到了。Holtman说：“我喜欢这座城。”",
        [("霍特曼", "我喜欢这座城。", True)],
    ),
    "asked by somebody": (
        "“今天还开门吗？”读者王秋问。“开，天天都开。”店主林知远回答道。",
        [("王秋", "今天还开门吗？", True), ("林知远", "开，天天都开。", True)],
    ),
    "byline": ("记者 林知远 摄\n店主王秋说：“书还会有人读的。”", [("王秋", "书还会有人读的。", True)]),
    "asked of somebody": ("店主王秋反问编辑林知远：“你读过几本旧书？”", [("王秋", "你读过几本旧书？", True)]),
    "with an example": (
        "编辑林知远以河边书店为例指出：“慢就是快，小就是大。”",
        [("林知远", "慢就是快，小就是大。", True)],
    ),
    "age": ("79岁的王秋说，书还会有人读的。", [("王秋", "书还会有人读的", False)]),
    "in the passive": (
        "“水来得太快了，什么都没拿。”被困读者林知远说。",
        [("林知远", "水来得太快了，什么都没拿。", True)],
    ),
    "a pupil": ("赵月同学说，书还会有人读的。", [("赵月", "书还会有人读的", False)]),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    text, expected = FORMS[form]
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "这场“百店大战”刚刚开始，“好书节”也要来了。",
        "他说明了来意，并称赞了书店。",
        "据说，书店要搬走。",
        "这种花被认为是北方的花，俗称“夜来香”。",
        "听说小说卖得不错，总的来说还行。",
        "书店对读者表示感谢，邻居们表示祝贺。",
        "《他说的都对》是一本书。",
        "有记者提问，书店何时开门？",
        "林知远的乐观预测没有成真。",
        "“”说林知远",
        "进化学说很有名，或者说，它曾经很有名。",
        "林知远多次劝说，却没有用。",
    ],
)
def test_marks_and_words_that_are_not_speech(text: str) -> None:
    assert said(text) == []


def test_each_speaker_keeps_their_own_words() -> None:
    text = "书店老板王秋认为，纸书会回来。编辑林知远却认为，纸书只会更贵。王秋还说，他不怕涨价。"
    assert [(speaker, words) for speaker, words, _ in said(text)] == [
        ("王秋", "纸书会回来"),
        ("林知远", "纸书只会更贵"),
        ("王秋", "他不怕涨价"),
    ]


def test_a_paper_that_reports_is_not_the_speaker() -> None:
    assert said("据报道，作家林知远称，新书已经写完。") == [("林知远", "新书已经写完", False)]


def test_spans_are_in_clean_coordinates_and_whole_holds_them() -> None:
    raw = "店主王秋[广告]说：“书还会有人读的。”"
    clean = CleanText(raw, (Edit(4, 8, "", "ad"),))
    (found,) = extract_quotations(clean, (), article=Article("test", raw))
    assert clean.text[found.span.start : found.span.end] == "书还会有人读的。"
    assert clean.text[found.whole.start : found.whole.end] == "店主王秋说：“书还会有人读的。”"
    assert found.speaker_span is not None
    assert clean.text[found.speaker_span.start : found.speaker_span.end] == "王秋"
    assert found.role == "店主"


def test_the_article_dates_its_quotations() -> None:
    text = "店主王秋说，书还会有人读的。"
    article = Article("test", text, metadata=Metadata(date=Field("2023-04-25")))
    (found,) = extract_quotations(CleanText(text), (), article=article)
    assert found.date == "2023-04-25"


def test_an_alias_in_brackets_stands_for_the_whole_name() -> None:
    text = "北方图书研究所（NRRI）周一开门。NRRI表示，读者年轻了。"
    assert said(text) == [("北方图书研究所", "读者年轻了", False)]


def test_time_grows_with_length_not_faster() -> None:
    import time

    paragraph = "店主王秋说，“书还会有人读的，”他又说，“只是读得慢一些。”编辑林知远则认为，小店各有各的路。\n"

    def seconds(times: int) -> float:
        text = paragraph * times
        started = time.perf_counter()
        assert len(quotations(text)) == 3 * times
        return time.perf_counter() - started

    seconds(5)
    assert seconds(400) < 40 * max(seconds(40), 0.005)


def test_who_replies_in_a_thread_has_said_the_reply() -> None:
    text = "书店还会有吗?\n会的,我家楼下就有一家。\n路过。"
    posts = (
        Post(Span(0, 8), "article", "楼主甲"),
        Post(Span(8, 21), "reply", "读者乙", "2024-05-02"),
        Post(Span(21, 24), "reply", None),
    )
    (found,) = extract_quotations(CleanText(text), (), article=Article("test", text, posts=posts))
    assert (found.speaker, found.date, found.direct) == ("读者乙", "2024-05-02", True)
    assert text[found.span.start : found.span.end] == "会的,我家楼下就有一家。"


def test_an_interview_gives_each_turn_to_its_speaker() -> None:
    text = "记者:书店还开吗?\n王秋:开。他说过:“会开下去。”\n记者:为什么?\n王秋:因为有人读。\n来源:本报"
    assert said(text) == [("王秋", "开。他说过:“会开下去。”", True), ("王秋", "因为有人读。", True)]


def test_one_line_with_a_colon_is_no_interview() -> None:
    assert said("王秋:店主\n地点:河边") == []


def test_a_quantity_of_people_speaks() -> None:
    assert said("书店开了三年。一些人认为，书店开得太晚。") == [("一些人", "书店开得太晚", False)]


def test_a_linked_verb_goes_on_with_the_same_speaker() -> None:
    text = "店主王秋表示，书店很快开门，并透露自己明年退休。"
    assert said(text) == [("王秋", "书店很快开门", False), ("王秋", "自己明年退休", False)]


def test_what_the_newsroom_learned_from_somebody_is_theirs() -> None:
    text = "记者从县图书馆工作人员处获悉，书店明年开门。"
    assert said(text) == [("县图书馆工作人员", "书店明年开门", False)]


def test_a_report_named_by_its_title_speaks() -> None:
    text = "《城市阅读报告》（以下简称《报告》）显示，读者越来越年轻。"
    assert said(text) == [("《城市阅读报告》", "读者越来越年轻", False)]


def test_a_pronoun_is_not_somebody_of_the_other_sex() -> None:
    text = "编辑林知远说：“书还会有人读的。”一名女子走进店里。他说：“请坐吧。”"
    assert [who for who, _, direct in said(text) if direct] == ["林知远", "林知远"]


def test_one_huge_sentence_takes_time_linear_in_its_length() -> None:
    import time

    def seconds(times: int) -> float:
        text = "他摆摆手：“书店要开好才行呀”，店主王秋说书店很好，" * times
        started = time.perf_counter()
        assert len(quotations(text)) > times // 2
        return time.perf_counter() - started

    seconds(5)
    assert seconds(600) < 30 * max(seconds(60), 0.01)


def test_words_that_a_later_clause_calls_somebodys_are_theirs() -> None:
    text = "“镇上的老茶馆十年之后大概要关掉一半。”在一片叫好声里，林小舟的话没有几个人愿意听。"
    (found,) = extract_quotations(CleanText(text), (), article=Article("test", text))
    assert (found.speaker, text[found.span.start : found.span.end]) == (
        "林小舟",
        "镇上的老茶馆十年之后大概要关掉一半。",
    )
