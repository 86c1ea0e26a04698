"""A page becomes an article.

The order matters: what is hidden is stripped, then what is foreign, then trafilatura finds the main text in what is
left; and of what it finds, only paragraphs that stand in the visible text word for word are kept.
"""

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree

from bot.articles.head import Head, read_head
from bot.articles.visible import strip_foreign, strip_invisible
from bot.model.entry import Article, ReadFailed, TextFrom
from bot.model.feed import FetchProblem
from bot.model.plain import plain_text
from bot.reading.charset import decode_document
from bot.reading.markup import BLOCKS, parse_html, text_of

_LARGEST = 6 * 1024 * 1024
_LONGEST_TEXT = 400_000
# More elements than any article has; trafilatura's time grows faster than their number.
_MOST_ELEMENTS = 40_000
# Nested deeper, trafilatura returns nothing or runs into Python's own limit.
_DEEPEST = 180
_NO_PAGE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
#: trafilatura's own names for what begins a new line.
_LINES = BLOCKS | {"head", "quote", "list", "item", "row", "cell", "lb", "ab"}
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"’”»」』)\]]*$")
_SPACES = re.compile(r"\s+")


def read_page(body: bytes, url: str, content_type: str | None) -> Article | ReadFailed:
    """The article of a page: what a reader sees of it, or why there is none; never raises."""
    try:
        return _read(body, url, content_type)
    except RecursionError:
        return ReadFailed(FetchProblem.BROKEN, "the page is nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever a page does to a library is the page's fault
        return ReadFailed(FetchProblem.BROKEN, f"the page cannot be read ({type(error).__name__})")


def _read(body: bytes, url: str, content_type: str | None) -> Article | ReadFailed:
    if len(body) > _LARGEST:
        return ReadFailed(FetchProblem.TOO_LARGE, f"larger than {_LARGEST // 1024} KiB")
    if body.lstrip().startswith(_NO_PAGE):
        return ReadFailed(FetchProblem.BROKEN, "no page but a picture, film or document")
    markup = _NOT_TEXT.sub("", _DECLARATION.sub("", decode_document(body, content_type), count=1))
    root = parse_html(markup) if markup.strip() else None
    if root is None:
        return ReadFailed(FetchProblem.BROKEN, "the page is empty")
    head = read_head(root, url)
    strip_invisible(root)
    visible = text_of(root)
    strip_foreign(root)
    text = _main_text(root, visible, head.title)
    if not text:
        return ReadFailed(FetchProblem.BROKEN, "there is no readable text on the page")
    return _article(head, text, url)


def _article(head: Head, text: str, url: str) -> Article:
    return Article(
        title=head.title,
        text=text[:_LONGEST_TEXT],
        url=head.canonical or url,
        author=head.author,
        language=head.language,
        published=head.published,
        text_from=TextFrom.PAGE,
    )


def _main_text(root: etree._Element, visible: str, title: str) -> str:
    shown = "\n".join(_SPACES.sub("", line) for line in visible.split("\n"))
    found = list(_with_trafilatura(root))
    kept = [line for line in found if _SPACES.sub("", line) in shown]
    # Where it ran separate lines of the page together, it did not understand the page.
    if sum(map(len, kept)) * 2 < sum(map(len, found)) or not kept:
        kept = list(_plainly(root))
    return "\n".join(kept[1:] if kept and kept[0] == title else kept)


def _with_trafilatura(root: etree._Element) -> Iterator[str]:
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS or _depth(root) > _DEEPEST:
        return
    document = trafilatura.bare_extraction(
        root,
        fast=True,
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        with_metadata=False,
    )
    extracted = getattr(document, "body", None)
    if extracted is not None:
        yield from plain_text("".join(_pieces(extracted))).split("\n")


def _pieces(extracted: etree._Element) -> Iterator[str]:
    for event, element in etree.iterwalk(extracted, events=("start", "end")):
        breaks = "\n" if element.tag in _LINES else ""
        text = (element.text if event == "start" else element.tail) or ""
        yield breaks + _SPACES.sub(" ", text)


def _plainly(root: etree._Element) -> Iterator[str]:
    """Where trafilatura finds nothing: the article or main element, or all of the page; the lines that are sentences."""
    part = next(
        (found for tag in ("article", "main", "body") if (found := root.find(f".//{tag}")) is not None), root
    )
    for line in text_of(part).split("\n"):
        if len(line) >= 60 or _SENTENCE_END.search(line):
            yield line


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
