"""Bytes to text, whatever the declarations say.

A document that is valid UTF-8 is UTF-8: no other encoding produces that by chance. Otherwise what the server and
the document declare is tried, by names that browsers know, and at last the letters themselves are looked at.
"""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first sign of markup is "<", or "{" of JSON: where its zero bytes stand tells the width.
_WIDTHS = (
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""")
# What people mean by these names, as the WHATWG encoding standard has it.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
# Text codecs that no document is written in; some of them smuggle characters past every filter.
_NO_CHARSET = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"})
_WIDE = frozenset({"gb18030", "cp950", "cp932", "euc_jp", "cp949", "big5hkscs", "iso2022_jp"})
_SAMPLE = 32_768


def decode_document(body: bytes, content_type: str | None) -> str:
    """The text of an XML, HTML or JSON document; what cannot be read becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for width, name in _WIDTHS:
        if width.match(body):
            return body.decode(name, "replace")
    declared = [name for name in (_of_header(content_type), _of_document(body)) if name]
    if b"\x1b" in body[:_SAMPLE] and "iso2022_jp" in declared:
        return body.decode("iso2022_jp", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_damaged(body, declared)


def _decode_damaged(body: bytes, declared: list[str]) -> str:
    """A document that is not, or not wholly, UTF-8."""
    others = [(name, body.decode(name, "replace")) for name in declared if name != "utf-8"]
    for name, text in others:
        # Encodings of several bytes a letter do not fit by chance.
        if name in _WIDE and "\ufffd" not in text:
            return text
    as_utf8 = body.decode("utf-8", "windows-marks")
    damaged = as_utf8.count("\ufffd")
    foreign = sum(1 for sign in as_utf8 if sign > "\x7f") - damaged
    # In other encodings hardly a tenth of the letters are valid UTF-8 by chance.
    if foreign * 2 > damaged:
        return as_utf8
    for _, text in others:
        if text.count("\ufffd") * 100 <= len(text):
            return text
    return body.decode(_guess(body), "replace")


def _windows_marks(error: UnicodeError) -> tuple[str, int]:
    """In a UTF-8 document the stray bytes of quotation marks and dashes are those of windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    text = stray.decode("cp1252", "replace") if all(0x80 <= byte <= 0x9F for byte in stray) else "\ufffd"
    return text, error.end


codecs.register_error("windows-marks", _windows_marks)


def _guess(body: bytes) -> str:
    foreign = re.search(rb"[\x80-\xff]", body)
    start = max(0, foreign.start() - 64) if foreign else 0
    best = from_bytes(body[start : start + _SAMPLE]).best()
    return _known(best.encoding) or "cp1252" if best else "cp1252"


def _of_header(content_type: str | None) -> str | None:
    found = _DECLARED.search((content_type or "").encode("ascii", "ignore"))
    return _known(found[1].decode("ascii")) if found else None


def _of_document(body: bytes) -> str | None:
    found = _DECLARED.search(body[:2048])
    return _known(found[1].decode("ascii")) if found else None


def _known(name: str) -> str | None:
    """Python's name for an encoding that documents are written in, or None."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if (
        not codec._is_text_encoding
        or codec.name in _NO_CHARSET
        or codec.name.startswith(("utf-16", "utf-32"))
    ):
        return None
    return _MEANT.get(codec.name, codec.name)
