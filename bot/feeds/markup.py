"""HTML fragments, as feeds carry them, to plain text with paragraphs."""

import re

from lxml import etree

from bot.model.plain import plain_line, plain_text

_MARKUP = re.compile(r"<[/!?a-zA-Z]|&[#a-zA-Z]")
_SPACES = re.compile(r"\s+")
_UNREAD = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title", "textarea",
     "select", "button", "audio", "video", "canvas", "form"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
     "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul"}
)  # fmt: skip


def plain_from_html(markup: str) -> str:
    """What a fragment says: tags gone, entities decoded, paragraphs separated by newlines."""
    if not _MARKUP.search(markup):
        return plain_text(markup)
    root = _parse(markup)
    return "" if root is None else plain_text("".join(_pieces(root)))


def plain_title(text: str) -> str:
    """A headline on one line; tags and entities in it are undone, a lone "<" or "&" stays."""
    return plain_line(plain_from_html(text).replace("\n", " ") if _MARKUP.search(text) else text)


def _parse(markup: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _pieces(root: etree._Element) -> list[str]:
    pieces: list[str] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipped is None and tag in _UNREAD:
                skipped = element
            if skipped is None:
                pieces.append("\n" if tag in _BLOCKS else "“" if tag == "q" else "")
                pieces.append(_SPACES.sub(" ", element.text or ""))
            continue
        if skipped is None:
            pieces.append("\n" if tag in _BLOCKS else "”" if tag == "q" else "")
        elif skipped is element:
            skipped = None
        if skipped is None:
            pieces.append(_SPACES.sub(" ", element.tail or ""))
    return pieces
