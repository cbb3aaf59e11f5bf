"""An index without models, for driving the page: its articles are added one by one, with their edits."""

import dataclasses
import re
from pathlib import Path

from index.formats import article_from_text, load_file
from index.scripts import fold
from index.stored import ArticleInfo, StoredArticle, StoredQuotation
from index.types import CleanText, Edit, Metadata, Quotation, Span
from index.types import Field as MetadataField


class FakeIndex:
    def __init__(self):
        self.articles = {}

    def add(self, text, *, uri, edits=(), **metadata):
        article = article_from_text(text, uri=uri)
        fields = {name: MetadataField(value) for name, value in metadata.items()}
        article = dataclasses.replace(article, metadata=Metadata(**fields))
        self.articles[uri] = (article, CleanText(article.raw, tuple(edits)))
        return self

    def add_file(self, path):
        article = dataclasses.replace(load_file(path, config=_index_config()), uri=str(path))
        self.articles[article.uri] = (article, CleanText(article.raw))


def _index_config():
    from index.config import IndexConfig

    return IndexConfig()


@dataclasses.dataclass(frozen=True)
class Passage:
    article_id: int


class FakeSnapshot:
    def __init__(self, index):
        self.index = index

    def articles(self):
        return tuple(self.article(number).info for number in range(len(self.index.articles)))

    def article(self, number):
        uri, (article, clean) = list(self.index.articles.items())[number]
        metadata = article.metadata
        info = ArticleInfo(
            article_id=number,
            uri=uri,
            uris=(uri,),
            title=value_of(metadata.title) or Path(uri).stem,
            source=value_of(metadata.source),
            author=value_of(metadata.author),
            date=value_of(metadata.date),
            characters=len(article.raw),
            chunks=1,
            quotations=len(self.quotations_of(number)),
            reprints=0,
        )
        return StoredArticle(info, article, clean, (), tuple(each.quotation for each in self.quotations_of(number)))

    def article_by_uri(self, uri):
        return self.article(list(self.index.articles).index(uri)) if uri in self.index.articles else {}[uri]

    def phrase(self, text, limit):
        found = [n for n, (_, clean) in enumerate(self.index.articles.values()) if fold(text) in fold(clean.text)]
        return tuple(found[:limit]), len(found)

    def chunks(self, ids):
        return tuple(Passage(number) for number in ids)

    def quotations_of(self, number):
        """Whoever stands before 说， and the words after it."""
        uri, (article, clean) = list(self.index.articles.items())[number]
        found = []
        for match in re.finditer(r"([老小]\w)还?说，([^。\n]*)", clean.text):
            quotation = Quotation(match[1], Span(*match.span(2)), Span(*match.span()), "说", False)
            raw = clean.to_raw(*match.span(2))
            date, source, title = (value_of(getattr(article.metadata, name)) for name in ("date", "source", "title"))
            found.append(StoredQuotation(number, uri, title, source, date, quotation, match[2], raw))
        return found

    def quotations(self, *, speaker=None, about=None):
        every = [each for number in range(len(self.index.articles)) for each in self.quotations_of(number)]
        return tuple(
            each
            for each in every
            if (not speaker or speaker in each.quotation.speaker) and (not about or about in each.text)
        )


def value_of(field):
    return field.value if field else None


def demo_index():
    index = FakeIndex()
    text = (
        "河边的旧书店\n\n来源：城南周报　2021-05-03\n\n店主老周说，书店不会搬走。&nbsp;广告：点此下载。街坊们常在黄昏来看书。\n\n"
        + "河水慢慢地流。" * 40
        + "\n\n老周还说，𠮷野家的孩子🙂最爱读「海底两万里」，读了三遍。\n"
    )
    text += "".join(f"第{number}天，书店照常开门。\n" for number in range(1, 60)) + "一年之后，书店添了二楼。\n"
    edits = []
    for part, replacement, reason in (("&nbsp;", " ", "entity"), ("广告：点此下载。", "", "advertisement")):
        start = text.index(part)
        edits.append(Edit(start, start + len(part), replacement, reason))
    index.add(
        text,
        uri="demo/bookshop.txt",
        edits=edits,
        title="河边的旧书店",
        source="城南周报",
        author="陈默",
        date="2021-05-03",
    )
    index.add(
        "桥上的灯\n\n桥上新装了路灯。书店的门口也亮了。\n",
        uri="demo/lamps.txt",
        title="桥上的灯",
        source="桥头晚报",
        date="2022-11-20",
    )
    return index
