"""Who is meant by a job without a name: the one person to whom the article gives that job (负责人, the manager Lin Xiaozhou)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.name_lists import TITLES
from index.names import canonical, same_person
from index.speech.mentions import noun_start
from index.speech.scene import Scene

_TITLE = re.compile(rf"(?:{TITLES}|[男女](?:子|士|生|孩|乘客|司机|店主)|小伙|户主|店家|当事人|目击者)$")
_COUNTED = re.compile(
    r"^(?:其中)?(?:[一某]|该|这|那|上述|前述|此|有|涉事|当事|事发|现场|相关|视频中的?)*(?:[名位个家])?(?:的)?(?:年轻|知情)?"
)
_OTHER = re.compile(
    r"工作人员|科学家|物理学家|研究员|研究人员|另|其他|别的|多[名位]|[两二三四五六几数][名位个]|不少|许多|们|有人|部分|各"
)
_COMMON = frozenset(
    "工作人员 网友 网民 市民 村民 居民 学生 家长 司机 员工 记者 游客 乘客 同学 老师 民警 警察 专家 学者 代表 官员 "
    "观众 读者 顾客 消费者 "
    "成员 会员 干部 群众 分析师 策略师 经济学家 选手 球员 队员 医生 律师 教授 "
    "居民 青年 男子 女子 男孩 女孩 男生 女生 小伙 老人 老板 议员 评论员 "
    "朋友 好友 同事 妈妈 "
    "爸爸 母亲 父亲 妻子 丈夫 儿子 女儿 教练 冠军 志愿者 嘉宾 主持人 编辑 职工 工人 农民 用户 客户 部长 总统 总理 主席".split()
)
_WOMAN = re.compile(r"^(?:一|该|当事|这|涉事)?[名位个]?女(?:子|士|乘客|司机|店主|网友)?$")
_MAN = re.compile(r"^(?:一|该|当事|这|涉事)?[名位个]?(?:男(?:子|士|乘客|司机|店主|网友)|小伙)$")
_SAME = (("首席执行官", "ceo"), ("首席财务官", "cfo"), ("首席运营官", "coo"), ("首席技术官", "cto"), ("董事长", "主席"))
_PEOPLE = 400  # mentions whose roles are read
_DISTINCT = 80  # different roles that a noun is compared with
_BEFORE = 30  # characters before a name that may be its role


@dataclass(frozen=True, slots=True)
class Role:
    """A named person with a title and what stands before the title, folded."""

    title: str
    of: str
    name: str


def find_roles(scene: Scene, names: dict[str, str]) -> tuple[Role, ...]:
    """The people of an article whom a title precedes."""
    found: list[Role] = []
    for person in scene.people[:_PEOPLE]:
        start = noun_start(scene, max(0, person.start - _BEFORE), person.start)
        role = _plain(scene.folded[start : person.start].rstrip(" 、”」"))
        title = _TITLE.search(role)
        full = names.get(canonical(person.name), person.name)
        if title is not None:
            found.append(Role(title.group(), role[: title.start()], full))
        elif canonical(person.name).endswith(("女士", "先生")):
            found.append(Role("", "", full))
    return tuple(dict.fromkeys(found))[:_DISTINCT]


def who_has(roles: tuple[Role, ...], written: str) -> str | None:
    """The name of the only person who can be meant by a noun without a name."""
    noun = _plain(canonical(written))
    if _OTHER.search(noun) or not roles:
        return None
    if _WOMAN.match(noun) or _MAN.match(noun):
        return _only_one(roles, "女士" if _WOMAN.match(noun) else "先生")
    title = _TITLE.search(noun)
    if title is None:
        return None
    of = _COUNTED.sub("", noun[: title.start()])
    fitting: list[str] = []
    for role in roles:
        if role.title == title.group() and _agrees(of, role.of, common=role.title in _COMMON):
            fitting.append(role.name)
    return _one_of(fitting)


def _agrees(of: str, other: str, *, common: bool) -> bool:
    """Whether what stands before a title allows for the same person."""
    other = _COUNTED.sub("", other)
    if not of or not other:
        return not common and (not of or len(of) <= 2)
    return bool({of[at : at + 2] for at in range(len(of) - 1)} & {other[at : at + 2] for at in range(len(other) - 1)})


def _only_one(roles: tuple[Role, ...], address: str) -> str | None:
    called = [role.name for role in roles if canonical(role.name).endswith(address)]
    return _one_of(called)


def _one_of(names: list[str]) -> str | None:
    """The fullest of names that are all one person's."""
    if not names:
        return None
    fullest = max(names, key=len)
    return fullest if all(each == fullest or same_person(each, fullest) for each in names) else None


def _plain(text: str) -> str:
    for long, short in _SAME:
        text = text.replace(long, short)
    return text
