"""Addresses as they may stand in a message, and links to one sentence of a page."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

_MAX_BYTES = 2000


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https with a host and without a user name; None for anything else.

    `https://bank@evil/` reads like the bank; `tg:` and `javascript:` do things.
    """
    if not url or len(url.encode("utf-8", "replace")) > _MAX_BYTES:
        return None
    # Spaces, controls and signs that a browser would drop or turn: no honest address has them unencoded.
    if re.search(
        r"[\s\x00-\x20\x7f\\\"<>`{}|^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]", url
    ):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or "." not in host.strip("."):
        return None
    return url


def _words_of(text: str) -> list[str]:
    return text.split()


def _encoded(text: str) -> str:
    # Dashes and commas are syntax in a text directive; quote() keeps dashes.
    return quote(text, safe="").replace("-", "%2D")


def _end(text: str, *, first: bool) -> str:
    """Two or three words of one end (two where letters cost six bytes each), without the punctuation around them."""
    found = _words_of(text)
    if len(found) == 1:
        # A script without spaces: six signs are about three words.
        piece = text[:6] if first else text[-6:]
    else:
        n = 3 if sum(sign > "\u02ff" for sign in text) * 3 < len(text) else 2
        piece = " ".join(found[:n] if first else found[-n:])
    return _bare(piece)


def _bare(text: str) -> str:
    """Without the punctuation around it."""
    start, end = 0, len(text)
    while start < end and not _is_word(text[start]):
        start += 1
    while end > start and not _is_word(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_word(sign: str) -> bool:
    # Vowel signs of Arabic and of Indian scripts are marks, category M.
    return sign.isalnum() or sign == "%" or unicodedata.category(sign).startswith("M")


def sentence_link(url: str | None, sentence: str) -> str | None:
    """`url` with a text fragment that scrolls to the sentence; where the page differs it opens at the top.

    Syntax: https://wicg.github.io/scroll-to-text-fragment/
    """
    address = safe_url(url)
    text = " ".join(sentence.split())
    if address is None or not text:
        return address
    start, end = _end(text, first=True), _end(text, first=False)
    if not start or not end:
        return address
    directive = (
        _encoded(_bare(text))
        if len(_words_of(text)) <= 5 and len(text) <= 40
        else f"{_encoded(start)},{_encoded(end)}"
    )
    mark = "" if "#" in address else "#"
    linked = f"{address}{mark}:~:text={directive}"
    return linked if len(linked) <= _MAX_BYTES else address
