import pytest

from index.formats import article_from_text

BODY = "\n今年港口要扩建，有人说市里出钱，也有人说省里出钱，争论了很久很久，至今没有一个大家都同意的结论。\n后来又开了会。\n"
PAGE_BODY = f"<p>{BODY}</p>"


def metadata(text, uri="text:1"):
    article = article_from_text(text, uri=uri)
    found = article.metadata
    for field in (found.title, found.source, found.author, found.date):
        if field is not None and field.span is not None:
            assert 0 <= field.span.start < field.span.end <= len(article.raw)
    return found


def values(text, uri="text:1"):
    found = metadata(text, uri)
    return tuple(field and field.value for field in (found.title, found.source, found.author, found.date))


TEXTS = {
    "date and name beside it": (
        "港口扩建谁来出钱\n\n2023-08-12 15:00 海边网12\n" + BODY,
        ("港口扩建谁来出钱", "海边网", None, "2023-08-12"),
    ),
    "labelled line": (
        "2023-12-19 16:29 | 出处: 海边梦工厂\n原文来源:山石周刊\n作者|王小石\n编辑|李大海\n图片来源:由某某 AI生成"
        + BODY,
        (None, "山石周刊", "王小石", "2023-12-19"),
    ),
    "original and date": (
        "要約\n原文: 海浪 创作记 2023-12-25\n本文(ピンイン)" + BODY,
        (None, "海浪 创作记", None, "2023-12-25"),
    ),
    "corpus line": (
        "2023-08-01，正文：中新社海口8月1日电 (记者 王小石)" + BODY.strip(),
        (None, "中新社", "王小石", "2023-08-01"),
    ),
    "month and day": (
        "08-12 01:02，正文：中新网海口8月12日电 (王小石 李大海)2023年8月11日，" + BODY.strip(),
        (None, "中新网", "王小石 李大海", "2023-08-12"),
    ),
    "spaced dateline": (
        "港口扩建谁来出钱\n中新经纬 4 月 25 日电 ( 王小石 李海 ) 2023年4月24日，" + BODY.strip(),
        ("港口扩建谁来出钱", "中新经纬", "王小石 李海", "2023-04-25"),
    ),
    "bulletin": ("【环球网报道 记者 王小石】" + BODY.strip(), (None, "环球网", "王小石", None)),
    "tail": (
        "港口扩建谁来出钱" + BODY + "文/王小石\n来源：海边日报\n2023年8月12日",
        ("港口扩建谁来出钱", "海边日报", "王小石", "2023-08-12"),
    ),
    "title in the tail": (
        BODY.lstrip() + "標題:港口擴建誰來出錢\n地址:https://a.example/1",
        ("港口擴建誰來出錢", None, None, None),
    ),
    "republic of China": ("港口擴建誰來出錢\n民國112年8月12日" + BODY, ("港口擴建誰來出錢", None, None, "2023-08-12")),
    "Chinese digits": ("港口扩建谁来出钱\n二〇二三年八月十二日" + BODY, ("港口扩建谁来出钱", None, None, "2023-08-12")),
    "menu before the title": (
        "首页\n新闻\n海边财经\n海边科技\n海边体育\n登录 | 注册\n港口扩建谁来出钱\n2023-08-12 10:00 来源：海边日报\n"
        + BODY,
        ("港口扩建谁来出钱", "海边日报", None, "2023-08-12"),
    ),
    "site glued to the title": ("港口扩建谁来出钱_海边新闻网\n" + BODY, ("港口扩建谁来出钱", None, None, None)),
    "repeated title": (
        "2023-08-01 10:00，正文：原标题：港口扩建谁来出钱港口扩建谁来出钱 今年" + BODY.strip(),
        ("港口扩建谁来出钱", None, None, "2023-08-01"),
    ),
    "breadcrumb": (
        "海边新闻网 > 新闻 > 港口\xa0\xa02023-08-18 07:20:45  ，正文：" + BODY.strip(),
        (None, "海边新闻网", None, "2023-08-18"),
    ),
    "pinyin in the title": ("港口擴建(kuòjiàn)誰來出錢？" + BODY, None),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_what_a_text_states_is_read(text, expected):
    if expected is None:
        assert "港口擴建" in values(text)[0]
    else:
        assert values(text) == expected


SILENT = {
    "body alone": BODY,
    "navigation": "首页\n登录\n立即注册\n找回密码\nQQ登录\n只需一步,快速开始" + BODY,
    "cited paper": "据海边日报7月29日消息，港口" + BODY.strip(),
    "dates in the body": BODY.strip() + "2021年8月1日开工，2023年8月1日完工，2025年再扩建，大家都很高兴，也都很期待。",
    "image credit": "图片来源：海边图库\n图源：某某" + BODY,
    "source that runs on": "来源：海边频道人大代表为工人送清凉近日某市烈日炎炎高温达到三十七度工人们顶着烈日坚守岗位，"
    + BODY.strip(),
    "quoted reporter": "记者们来了以后，据记者了解，" + BODY.strip(),
    "the net": "来源：网络\n作者：佚名" + BODY,
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_nothing_is_said_where_nothing_is_certain(text):
    assert values(text) == (None, None, None, None)


def test_spans_are_where_the_words_stand():
    text = "\ufeff港口扩建谁来出钱\n\n2023-08-12 15:00 海边网12\n" + BODY
    found = metadata(text)
    read = [text[field.span.start : field.span.end] for field in (found.title, found.source, found.date)]
    assert read == ["港口扩建谁来出钱", "海边网", "2023-08-12"]


PAGES = {
    "open graph": (
        '<html><head><meta property="og:title" content="港口扩建&amp;出钱"><meta property="og:site_name" content="海边网">'
        '<meta name="author" content="王小石"><meta property="article:published_time" content="2023-08-12T08:00:00+08:00">'
        f"<title>港口扩建&amp;出钱_海边网</title></head><body>{PAGE_BODY}</body></html>",
        ("港口扩建&出钱", "海边网", "王小石", "2023-08-12"),
    ),
    "wechat": (
        '<html><head><title></title></head><body><h1 id="activity-name">\n 港口扩建谁来出钱\n</h1><a id="js_name"> 海边观察 </a>'
        f'{PAGE_BODY}<script>var ct = "1703000000"; var nickname = "海边观察";</script></body></html>',
        ("港口扩建谁来出钱", "海边观察", None, "2023-12-19"),
    ),
    "visible lines": (
        "<html><head><title>港口扩建谁来出钱_港口频道_海边新闻网</title><meta name='author' content='admin'></head><body>"
        "<div>首页 &gt; 港口</div><h1>港口扩建谁来出钱</h1><div><span class='time'>2023年08月12日 10:00</span>"
        f"<span class='source'>来源：<a>海边日报</a></span> 作者：王小石</div>{PAGE_BODY}</body></html>",
        ("港口扩建谁来出钱", "海边日报", "王小石", "2023-08-12"),
    ),
    "json-ld": (
        '<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"港口扩建谁来出钱",'
        '"datePublished":"2023-08-12T08:00:00Z","author":{"@type":"Person","name":"王小石"},'
        f'"publisher":{{"@type":"Organization","name":"海边网"}}}}</script></head><body>{PAGE_BODY}</body></html>',
        ("港口扩建谁来出钱", "海边网", "王小石", "2023-08-12"),
    ),
    "time element": (
        f"<html><body><h1>港口擴建誰來出錢</h1><time datetime='2023-08-12'>八月</time>{PAGE_BODY}</body></html>",
        ("港口擴建誰來出錢", None, None, "2023-08-12"),
    ),
    "site as the only source": (
        f"<html><head><title>港口扩建谁来出钱 - 海边新闻网</title></head><body>{PAGE_BODY}</body></html>",
        ("港口扩建谁来出钱", "海边新闻网", None, None),
    ),
    "nothing": (f"<html><body>{PAGE_BODY}</body></html>", (None, None, None, None)),
}


@pytest.mark.parametrize(("page", "expected"), PAGES.values(), ids=PAGES.keys())
def test_what_markup_states_is_read(page, expected):
    assert values(page) == expected


def test_front_matter_of_markdown(tmp_path):
    from index.config import IndexConfig
    from index.formats import load_file

    path = tmp_path / "a.md"
    path.write_text(
        f"---\ntitle: 港口扩建谁来出钱\ndate: 2023-08-12\nauthor: 王小石\n---\n\n# 别的\n{BODY}", encoding="utf-8"
    )
    found = load_file(path, config=IndexConfig()).metadata
    assert (found.title.value, found.date.value, found.author.value) == ("港口扩建谁来出钱", "2023-08-12", "王小石")
    path.write_text(f"# 港口扩建谁来出钱\n{BODY}\n## 后来\n", encoding="utf-8")
    assert load_file(path, config=IndexConfig()).metadata.title.value == "港口扩建谁来出钱"


@pytest.mark.parametrize(
    ("uri", "title", "date"),
    [
        ("/a/港口扩建.txt", "港口扩建", None),
        ("b/2023-08-12_港口.txt", "2023-08-12 港口", "2023-08-12"),
        ("000_498f1ebdb72511d9.txt", None, None),
        ("12345.txt", None, None),
        ("text:3", None, None),
    ],
)
def test_a_file_name_is_a_title_without_a_span_if_it_is_words(uri, title, date):
    found = metadata(BODY, uri)
    assert (found.title and found.title.value, found.date and found.date.value) == (title, date)
    assert found.title is None or found.title.span is None
