"""What the system itself says to a person, in the language of the question."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from index.scripts import fold, to_traditional

Language = Literal["zh-Hans", "zh-Hant", "en", "ja"]

_CHINESE = {
    "empty_question": "请输入一个问题。",
    "empty_index": "资料库里还没有文章，请先加入文章。",
    "filtered_out": "按所给的来源、作者、日期或说话人筛选后，没有文章。",
    "off_topic": "资料里没有找到与“{question}”相关的内容。",
    "person_absent": "资料里没有提到“{person}”。",
    "person_silent": "资料里提到了{person}，但没有找到{person}关于“{matter}”的说法。{topics}",
    "person_topics": "{person}谈到的是：{topics}。",
    "part_missing": "关于“{name}”，资料里没有找到回答。",
    "missing": "资料里没有说到“{missing}”，因此不能回答“{question}”。",
    "no_answer": "找到了相近的段落，但没有一句能回答“{question}”。",
    "unchecked": "模型的回答没有一句能在资料中得到证实。",
    "nearest": "最接近的一句在《{title}》里：「{quote}」{lack}。",
    "lacks_number": "，但其中没有所问的数字",
    "lacks_date": "，但其中没有所问的时间",
    "lacks_words": "，但没有说到“{missing}”",
    "lacks_answer": "，但说的不是所问的事",
    "greeting": "你好！我根据资料库里的文章回答问题，每句话都注明出处。可以问：{examples}",
    "ability": "我从资料库的{articles}篇文章里找出回答，每一句都标明它出自哪篇文章的哪几个字；资料里没有的，我会直说。"
    "可以问事实、数字、某人的看法，也可以追问。{examples}",
    "library": "资料库里有{articles}篇文章，共{chunks}个段落：{titles}",
    "library_more": "……等{articles}篇",
    "library_empty": "资料库里还没有文章。",
    "which_article": "请说明是哪一篇文章。资料库里有{articles}篇：{titles}",
    "which_of_these": "有{articles}篇文章符合：{titles}。您指的是哪一篇？",
    "who_is_meant": "请说明“{pronoun}”指的是谁：前面没有提到可以确定的人。",
    "did_you_mean": "您是不是想问：{questions}？",
    "no_such_article": "资料里没有关于“{what}”的文章。",
    "nothing_more": "《{title}》里没有更多可以概括的句子了。",
    "nothing_to_summarise": "《{title}》里没有可以概括的句子。",
}
_ENGLISH = {
    "empty_question": "Please ask a question.",
    "empty_index": "There are no articles in the collection yet: add some first.",
    "filtered_out": "No article is left after filtering by source, author, date or speaker.",
    "off_topic": "Nothing in the articles is about “{question}”.",
    "person_absent": "The articles do not mention “{person}”.",
    "person_silent": "The articles mention {person}, but nothing that {person} says about “{matter}”. {topics}",
    "person_topics": "What {person} speaks about: {topics}.",
    "part_missing": "For “{name}” the articles hold no answer.",
    "missing": "The articles say nothing of “{missing}”, so “{question}” can't be answered.",
    "no_answer": "There are passages close to it, but no sentence that answers “{question}”.",
    "unchecked": "No sentence of the model's answer could be confirmed in the articles.",
    "nearest": "The nearest sentence is in “{title}”: “{quote}”, {lack}.",
    "lacks_number": "but it holds no such number",
    "lacks_date": "but it holds no such date",
    "lacks_words": "but it says nothing of “{missing}”",
    "lacks_answer": "but it is not about what is asked",
    "greeting": "Hello! I answer from the articles in the collection and cite every sentence. You could ask: "
    "{examples}",
    "ability": "I look for answers in the {articles} articles of the collection and show for every sentence "
    "which characters "
    "of which article it comes from; what is not there, I say so. Ask for facts, figures, somebody's view, or "
    "follow up. "
    "{examples}",
    "library": "The collection holds {articles} articles in {chunks} passages: {titles}",
    "library_more": "… {articles} in all",
    "library_empty": "The collection holds no articles yet.",
    "which_article": "Please say which article you mean. The collection holds {articles}: {titles}",
    "which_of_these": "{articles} articles fit: {titles}. Which one do you mean?",
    "who_is_meant": "Please say who “{pronoun}” is: nobody that it could mean was named before.",
    "did_you_mean": "Did you mean: {questions}?",
    "no_such_article": "No article is about “{what}”.",
    "nothing_more": "“{title}” has no further sentences to sum it up.",
    "nothing_to_summarise": "“{title}” has no sentences to sum it up.",
}


_JAPANESE = {
    "empty_question": "質問を入力してください。",
    "empty_index": "資料にはまだ記事がありません。先に記事を追加してください。",
    "filtered_out": "出典・著者・日付・話者で絞り込むと、記事が残りません。",
    "off_topic": "「{question}」に関する内容は資料に見つかりませんでした。",
    "person_absent": "資料に「{person}」は出てきません。",
    "person_silent": "資料に{person}は出てきますが、「{matter}」についての発言は見つかりませんでした。{topics}",
    "person_topics": "{person}が語っているのは：{topics}。",
    "part_missing": "「{name}」については、資料に答えが見つかりませんでした。",
    "missing": "資料は「{missing}」に触れていないため、「{question}」には答えられません。",
    "no_answer": "近い段落はありますが、「{question}」に答える文はありません。",
    "unchecked": "モデルの答えは、どの文も資料で確かめられませんでした。",
    "nearest": "最も近い文は『{title}』にあります：「{quote}」{lack}。",
    "lacks_number": "。ただし、尋ねられた数字はありません",
    "lacks_date": "。ただし、尋ねられた時期はありません",
    "lacks_words": "。ただし、「{missing}」には触れていません",
    "lacks_answer": "。ただし、尋ねられたことについてではありません",
    "greeting": "こんにちは。資料の記事から答え、すべての文に出典を示します。質問の例：{examples}",
    "ability": "資料にある{articles}本の記事から答えを探し、どの記事のどの文字によるかを文ごとに示します。"
    "資料にないことは、ないと言います。{examples}",
    "library": "資料には記事が{articles}本、段落が{chunks}あります：{titles}",
    "library_more": "…ほか、全{articles}本",
    "library_empty": "資料にはまだ記事がありません。",
    "which_article": "どの記事か教えてください。資料には{articles}本あります：{titles}",
    "which_of_these": "{articles}本の記事が当てはまります：{titles}。どの記事ですか？",
    "who_is_meant": "「{pronoun}」が誰を指すか教えてください。前に、それと決められる人が出ていません。",
    "did_you_mean": "もしかして：{questions}？",
    "no_such_article": "「{what}」についての記事は資料にありません。",
    "nothing_more": "『{title}』には、ほかに要約できる文がありません。",
    "nothing_to_summarise": "『{title}』には要約できる文がありません。",
}


def is_refusal(text: str) -> bool:
    """Whether an answer text of an earlier turn is a refusal of ours, so that names in it were asked for, not found."""
    return any(pattern.match(fold(text.strip())) for pattern in _refusals())


_REFUSALS = (
    "empty_index",
    "filtered_out",
    "off_topic",
    "person_absent",
    "person_silent",
    "missing",
    "no_answer",
    "unchecked",
    "no_such_article",
    "who_is_meant",
)


@cache
def _refusals() -> tuple[re.Pattern[str], ...]:
    """What refusals begin with, folded; a value may be anything."""
    return tuple(
        re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(fold(table[key].split("{topics}")[0].strip()))), re.DOTALL)
        for table in (_CHINESE, _ENGLISH, _JAPANESE)
        for key in _REFUSALS
    )


def without_notes(answer: str) -> str:
    """An earlier answer without what it says of parts of a question for which nothing was found."""
    for pattern in _notes():
        answer = pattern.sub("", answer)
    return answer


@cache
def _notes() -> tuple[re.Pattern[str], ...]:
    templates = [table["part_missing"] for table in (_CHINESE, _ENGLISH, _JAPANESE)]
    every = (*templates, to_traditional(_CHINESE["part_missing"]))
    return tuple(re.compile(re.escape(text).replace(r"\{name\}", "[^”」]*")) for text in every)


def suggested(answer: str) -> str:
    """The question that an earlier answer suggested first, or ""."""
    found = re.search(r"(?:您是不是想问|您是不是想問)：“([^”]+)”|Did you mean: “([^”]+)”|もしかして：“([^”]+)”", answer)
    return f"{found[1] or found[2] or found[3]}?" if found else ""


def message(key: str, language: str, **values: object) -> str:
    """The text `key` in `language` , with `values` filled in.

    Values are article or question text: they are inserted as they are, never interpreted.
    """
    if language in ("en", "ja"):
        return {"en": _ENGLISH, "ja": _JAPANESE}[language][key].format(**values).strip()
    template = _CHINESE[key]
    if language == "zh-Hant":
        template = to_traditional(template)
    return template.format(**values).strip()
