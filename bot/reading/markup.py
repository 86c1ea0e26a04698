"""What markup says: the text of an element tree, as its reader sees the words, in paragraphs."""

import re

from lxml import etree
from lxml.html import HTMLParser

from bot.model.plain import plain_text

_SPACES = re.compile(r"\s+")
#: Elements whose content is not part of the text that stands around them.
UNREAD = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title",
     "textarea", "select", "datalist", "button", "audio", "video", "canvas", "map", "noembed", "noframes"}
)  # fmt: skip
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "dd", "details", "dialog", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
     "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul"}
)  # fmt: skip


def parse_html(markup: str) -> etree._Element | None:
    """A tree without comments, or None if there is nothing in it. Nesting beyond 256 is cut by the parser."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def text_of(root: etree._Element) -> str:
    """Plain text, paragraphs separated by newlines; without what stands in UNREAD elements."""
    return plain_text("".join(_pieces(root)))


def _pieces(root: etree._Element) -> list[str]:
    pieces: list[str] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            if skipped is None and tag in UNREAD:
                skipped = element
            if skipped is None:
                pieces.append(_before(tag))
                pieces.append(_SPACES.sub(" ", element.text or ""))
            continue
        if skipped is None:
            pieces.append("\n" if tag in BLOCKS else "”" if tag == "q" else "")
        elif skipped is element:
            skipped = None
        if skipped is None and element is not root:
            pieces.append(_SPACES.sub(" ", element.tail or ""))
    return pieces


def _before(tag: str) -> str:
    # Browsers set marks around <q>: a reader sees them, so they are part of the words.
    return "\n" if tag in BLOCKS else "“" if tag == "q" else ""
