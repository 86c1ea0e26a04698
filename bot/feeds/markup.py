"""HTML fragments, as feeds carry them, to plain text with paragraphs."""

import re

from bot.model.plain import plain_line, plain_text
from bot.reading.markup import parse_html, text_of

_MARKUP = re.compile(r"<[/!?a-zA-Z]|&[#a-zA-Z]")


def plain_from_html(markup: str) -> str:
    """What a fragment says: tags gone, entities decoded, paragraphs separated by newlines."""
    if not _MARKUP.search(markup):
        return plain_text(markup)
    root = parse_html(f"<div>{markup}</div>")
    return "" if root is None else text_of(root)


def plain_title(text: str) -> str:
    """A headline on one line; tags and entities in it are undone, a lone "<" or "&" stays."""
    return plain_line(plain_from_html(text).replace("\n", " ") if _MARKUP.search(text) else text)
