"""Everything that an index says, in a form in which two indexes of the same articles are equal whatever their ids."""

import json

import numpy as np

from index.testing import HashEmbedder

PROBES = ("小厂怎么看创新？", "谁反对涨价", "GPT-4 models", "湖边的图书馆几点开门")


def contents(snapshot):
    """Articles with all that was made of them, and what search finds for some questions."""
    infos = snapshot.articles()
    articles = {}
    names = {}
    for info in infos:
        stored = snapshot.article(info.article_id)
        assert stored.info == info
        assert stored.clean.raw == stored.article.raw
        articles[info.uris] = (
            info.title, info.source, info.author, info.date, info.characters, info.chunks, info.quotations, info.reprints,
            stored.article, stored.clean, stored.sentences, stored.quotations,
        )  # fmt: skip
        names[info.article_id] = info.uri
    everything, _ = snapshot.dense(np.ones(64, np.float32), 10**6)
    chunks = {(names[chunk.article_id], chunk.ordinal): chunk for chunk in snapshot.chunks(np.sort(everything))}
    assert len(chunks) == snapshot.chunk_count == sum(info.chunks for info in infos)
    assert len(infos) == snapshot.article_count
    where = {chunk.chunk_id: key for key, chunk in chunks.items()}
    passages = {
        key: (
            chunk.start,
            chunk.end,
            chunk.raw_start,
            chunk.raw_end,
            chunk.text,
            chunk.sentences,
            chunk.author,
            chunk.date,
        )
        for key, chunk in chunks.items()
    }
    found = {}
    for question in PROBES:
        vector = HashEmbedder().embed_queries([question])[0]
        ids = np.array(sorted(where), np.int64)
        found[question] = (
            _by_place(where, ids, snapshot.lexical_scores(question, ids)),
            _by_place(where, ids, snapshot.dense_scores(vector, ids)),
            _by_place(where, *snapshot.lexical(question, len(ids))),
            _by_place(where, *snapshot.dense(vector, len(ids))),
            snapshot.term_weights(question),
        )
    return articles, passages, found


def _by_place(where, ids, scores):
    return {where[int(number)]: round(float(score), 4) for number, score in zip(ids, scores, strict=True)}


class RecordingEmbedder(HashEmbedder):
    """Appends every text that it has embedded to a file, which outlives a kill."""

    def __init__(self, path, *, before=lambda: None, after=lambda: None):
        super().__init__()
        self._path = path
        self._before = before
        self._after = after

    def embed_passages(self, texts):
        self._before()
        vectors = super().embed_passages(texts)
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)
        self._after()
        return vectors


def embedded(path):
    """The texts that a RecordingEmbedder has written down."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


_SUBJECTS = ("小厂", "大厂", "湖边的图书馆", "新来的厨师", "这家书店", "山里的学校", "夜班司机", "老邮局")
_VERBS = (
    "认为涨价不可避免",
    "说GPT-4不会取代编辑",
    "反对把开门时间推迟到10点",
    "相信创新来自小团队",
    "决定今年不再扩张",
)


def make_article(number, paragraphs=4):
    """An article of its own, some hundred characters long."""
    lines = [
        f"第{number}号报道：{_SUBJECTS[number % len(_SUBJECTS)]}的一年",
        "来源：湖畔周刊",
        f"2023年4月{number % 28 + 1}日",
        "",
    ]
    for row in range(paragraphs):
        subject = _SUBJECTS[(number * 7 + row) % len(_SUBJECTS)]
        verb = _VERBS[(number * 3 + row) % len(_VERBS)]
        lines.append(
            f"记者在第{row}天走访时，{subject}{verb}。“编号{number}的事还没有完，”他补充说，“我们等到{row + 5}月再看。”"
        )
    return "\n".join(lines)
