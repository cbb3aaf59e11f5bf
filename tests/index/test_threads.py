import pytest

from index.formats import article_from_text

SIMPLIFIED = """某某大促会场

找回密码
立即注册

查看: 1075|回复: 2

港口扩建谁来出钱?

[复制链接]

海风

1612

主题

636

回帖

论坛元老

积分
6758
发表于 2023-5-6 10:01:02 | 显示全部楼层 |阅读模式 来自 某省某市
今年港口要扩建,钱从哪里来?大家谈谈。
回复

使用道具 举报

山石

12

主题

新手上路

积分
30
发表于 2023-5-7 08:00:00 | 显示全部楼层
海风 发表于 2023-5-6 10:01
今年港口要扩建

市里出。
回复

使用道具 举报

7

主题

3

帖子
发表于 2023-5-8 09:00 | 只看该作者
省里出。

您需要登录后才可以回帖 登录 | 立即注册
Powered by Discuz! X3.5
"""
TRADITIONAL = (
    SIMPLIFIED.replace("发表于", "發表於")
    .replace("显示全部楼层", "顯示全部樓層")
    .replace("复制链接", "複製鏈接")
    .replace("举报", "舉報")
)
PAGE = """<!DOCTYPE html><html><head><title>港口扩建谁来出钱? - 海边 - Powered by Discuz!</title></head><body><a>登录</a>
<span id="thread_subject">港口扩建谁来出钱?</span><a>[复制链接]</a>
<div><a class="xw1">海风</a><em>发表于 <span title="x">2023-5-6 10:01:02</span></em><span>|</span><a>只看该作者</a>
<td>今年港口要扩建&nbsp;,钱从哪里来?<br>大家谈谈。</td><a>回复</a> <a>使用道具</a> <a>举报</a></div>
<div><a class="xw1">山石</a><em>发表于 2023-5-7 08:00:00</em><span>|</span><a>只看该作者</a>
<td>市里出。</td><a>回复</a> <a>使用道具</a> <a>举报</a></div><div>您需要登录后才可以回帖</div></body></html>"""
PTT = """作者  seaman (海風)                                            看板  Port
標題  [閒聊] 港口擴建
時間  Sat May  6 10:01:02 2023

港口要擴建了，大家怎麼看？
--
※ 發信站: 某某實業坊, 來自: 0.0.0.0
推 rocky: 支持                                              05/06 10:05
→ wave2: 錢哪裡來                                           05/07 10:06
"""


def read(text):
    article = article_from_text(text, uri="text:1")
    return article, [(post.kind, post.author, post.date) for post in article.posts]


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
def test_a_thread_copied_as_text_becomes_posts(text):
    article, posts = read(text)
    assert posts == [("article", "海风", "2023-05-06"), ("reply", "山石", "2023-05-07"), ("reply", None, "2023-05-08")]
    spans = [article.raw[post.span.start : post.span.end] for post in article.posts]
    assert spans[0].startswith("港口扩建谁来出钱") and "大家谈谈" in spans[0] and "山石" not in spans[0]
    assert spans[1].startswith("山石") and "市里出" in spans[1] and "省里出" not in spans[1]
    assert "省里出" in spans[2] and "登录" not in spans[2]
    assert article.metadata.title.value == "港口扩建谁来出钱?"
    assert article.metadata.date.value == "2023-05-06"
    assert article.metadata.source is None


def test_a_saved_thread_page_becomes_posts_in_its_source():
    article, posts = read(PAGE)
    assert posts == [("article", "海风", "2023-05-06"), ("reply", "山石", "2023-05-07")]
    assert "大家谈谈" in article.raw[article.posts[0].span.start : article.posts[0].span.end]
    assert article.posts[0].span.end <= article.posts[1].span.start
    assert article.metadata.title.value == "港口扩建谁来出钱?"


def test_a_ptt_article_has_its_pushes_as_replies():
    article, posts = read(PTT)
    assert posts == [
        ("article", "seaman", "2023-05-06"),
        ("reply", "rocky", "2023-05-06"),
        ("reply", "wave2", "2023-05-07"),
    ]
    assert article.metadata.title.value == "[閒聊] 港口擴建"


@pytest.mark.parametrize(
    "text",
    [
        "港口扩建谁来出钱\n海边观察 发表于 2023-5-6 10:01\n今年港口要扩建。",
        "有人回复说，这篇文章发表于 2023-5-6，讲的是港口。",
        "使用道具 举报",
        "",
    ],
)
def test_what_is_no_thread_has_no_posts(text):
    if text:
        assert read(text)[1] == []
