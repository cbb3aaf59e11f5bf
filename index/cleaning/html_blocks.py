"""Which parts of a page are read: no hidden elements, no ruby readings, no navigation.

The rules are those of boilerplate removal by structure (semantic elements, class names, link density; Kohlschütter et
al. 2010), made careful: an element that holds much of the page's text is never dropped for its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.cleaning.html_tokens import Token, tokens

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre section select summary "
    "table tbody tfoot thead title tr ul".split()
)
CELL = frozenset({"td", "th"})
# Never read, whatever they hold. `noscript` asks for JavaScript or repeats what the page shows.
NEVER = frozenset("head script style template svg math noscript iframe object select textarea rt rp rtc button".split())
# Page furniture by meaning; kept when most of the text is inside.
FURNITURE = frozenset({"nav", "footer", "aside", "menu", "dialog"})
INLINE = frozenset("span font i b em strong small s u sup sub a label big tt del ins".split())
# A start tag of the first kind ends an open element of the second.
_ENDS = {"li": "li", "td": "td", "th": "th", "tr": "tr", "dt": "dd", "dd": "dt", "option": "option"}
_SCOPES = frozenset({"ul", "ol", "table", "dl", "select", "div", "section", "article", "body"})

_CLASS = re.compile(r"""\b(?:class|id|role)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FURNITURE_WORD = re.compile(
    r"(?<![a-z])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|side|sharing|share|social|"
    r"related|recommend(?:ed|ation|ations)?|copyright|cookies?|login|toolbar|toolbox|pagination|pager|adverts?|"
    r"advertisement|ads?|banner|sponsor|newsletter|subscribe|qrcode|hotnews|ranking|toplist|statement|disclaimer)"
    r"(?![a-z])"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0+(?:\.0+)?(?![\d.])|"
    r"opacity\s*:\s*0*(?:\.0+|0)(?![\d.])|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{4}|"
    r"(?:^|\s)hidden(?=[\s/]|$|=[\"']?(?:hidden|true|[\"']))|(?:^|\W)jammer(?:\W|$)",
    re.IGNORECASE,
)
_WHITE = r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]*\)|transparent|#fefefe)(?![\w])"
_WHITE_TEXT = re.compile(rf"(?<![-\w])color\s*[:=]\s*[\"']?\s*{_WHITE}", re.IGNORECASE)
_BACKGROUND = re.compile(rf"background(?:-color|-image)?\s*:(?!\s*{_WHITE})", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(r"\.([\w-]{1,60})\s*\{[^{}]{0,200}?(?:display\s*:\s*none|font-size\s*:\s*0[^.\d])", re.I)


@dataclass(slots=True)
class Element:
    """An open or closed element: its span, its text lengths, and whether it is dropped and why."""

    name: str
    start: int
    end: int
    parent: Element | None
    verdict: str = ""  # "", "never", "hidden" or "furniture"
    backed: bool = False  # a background colour of its own or inherited: white text may show
    characters: int = 0
    linked: int = 0


@dataclass(slots=True)
class Page:
    """A page's tokens, each with its element (a tag's own, a text's parent), and all elements."""

    tokens: list[tuple[Token, Element]] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)

    @property
    def root(self) -> Element:
        """The element around everything."""
        return self.elements[0]


def read_page(text: str) -> Page:
    """Parse `text` leniently: unclosed elements end with their parent, stray closing tags are ignored."""
    page = Page()
    stack = [Element("", 0, len(text), None)]
    page.elements.append(stack[0])
    hidden_classes = frozenset[str]()
    open_counts: dict[str, int] = {}

    def pop_to(size: int, end: int) -> None:
        while len(stack) > size:
            element = stack.pop()
            element.end = end
            open_counts[element.name] -= 1
            if element.parent is not None:
                element.parent.characters += element.characters
                element.parent.linked += element.characters if element.name == "a" else element.linked

    for token in tokens(text):
        if token.kind == "open":
            pop_to(_implied_end(stack, token.name, open_counts), token.start)
            element = Element(token.name, token.start, token.end, stack[-1])
            element.backed = stack[-1].backed or _BACKGROUND.search(token.attributes) is not None
            element.verdict = _verdict(token, element, hidden_classes)
            if token.name in VOID or token.attributes.endswith("/"):
                page.tokens.append((token, stack[-1]))
            else:
                page.tokens.append((token, element))
                page.elements.append(element)
                stack.append(element)
                open_counts[token.name] = open_counts.get(token.name, 0) + 1
            continue
        if token.kind == "close":
            closed = stack[-1]
            if open_counts.get(token.name):
                size = len(stack) - 1
                while stack[size].name != token.name:
                    size -= 1
                closed = stack[size]
                pop_to(size, token.end)
            page.tokens.append((token, closed))
            continue
        if token.kind == "text":
            stack[-1].characters += len(text[token.start : token.end].strip())
        elif stack[-1].name == "style":
            hidden_classes |= frozenset(_HIDDEN_CLASS.findall(text[token.start : token.end]))
        page.tokens.append((token, stack[-1]))
    pop_to(1, len(text))
    return page


def _implied_end(stack: list[Element], name: str, open_counts: dict[str, int]) -> int:
    """To what size the stack shrinks when `name` opens: `<p>` ends with the next block, `<li>` with the next one."""
    if name in BLOCK and name != "br" and open_counts.get("p"):
        for size in range(len(stack) - 1, max(0, len(stack) - 8), -1):
            if stack[size].name == "p":
                return size
            if stack[size].name not in INLINE:
                break
    other = _ENDS.get(name)
    if other is not None:
        for size in range(len(stack) - 1, max(0, len(stack) - 12), -1):
            if stack[size].name in (other, name):
                return size
            if stack[size].name in _SCOPES:
                break
    return len(stack)


def _verdict(token: Token, element: Element, hidden_classes: frozenset[str]) -> str:
    """Why the element might be dropped, by its name and attributes alone."""
    name, attributes = token.name, token.attributes
    if name in NEVER:
        return "never"
    if not attributes:
        return "furniture" if name in FURNITURE else ""
    if _HIDDEN.search(attributes) or (
        not element.backed and name in INLINE and _WHITE_TEXT.search(attributes) is not None
    ):
        return "hidden"
    words = " ".join(filter(None, (part for match in _CLASS.findall(attributes) for part in match))).lower()
    if hidden_classes and name in INLINE and not hidden_classes.isdisjoint(words.split()):
        return "hidden"
    if name in FURNITURE or (
        words and name not in ("body", "html", "main", "article") and _FURNITURE_WORD.search(words)
    ):
        return "furniture"
    return ""


def dropped_elements(page: Page) -> dict[int, str]:
    """What is not read: `id(element)` to "hidden" or "boilerplate", children included.

    Elements that hold over two fifths of the page's text are kept whatever they are called: saved WeChat pages hide
    their whole article until a script shows it.
    """
    total = max(1, page.root.characters)
    reasons: dict[int, str] = {}
    for element in page.elements:  # parents come before children
        reason = reasons.get(id(element.parent), "") if element.parent is not None else ""
        if not reason and element.verdict == "never":
            reason = "markup"
        elif not reason and element.characters <= total * 0.4:
            if element.verdict == "hidden":
                reason = "hidden"
            elif element.verdict == "furniture" or _is_link_list(element):
                reason = "boilerplate"
        if reason:
            reasons[id(element)] = reason
    return reasons


def _is_link_list(element: Element) -> bool:
    """A list or block nearly all of whose text is links: a menu."""
    if element.name not in ("ul", "ol", "div", "section", "table", "dl"):
        return False
    return element.characters >= 8 and element.linked >= 0.85 * element.characters
