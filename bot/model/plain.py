"""Plain text as entries and articles hold it: NFC, nothing that cannot be seen, white space folded; pure."""

import re
import unicodedata

# C1 controls are windows-1252 characters in disguise; five of them mean nothing.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1[0x85] = "\n"
# Bidi marks, embeddings, overrides and isolates; zero width (the two joiners below are spelling in some scripts),
# soft hyphen, word joiner, invisible operators, byte order mark, interlinear annotation, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Joiners in heaps, between signs of scripts that do not join, or beside a space hide or part words.
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_JOINER = re.compile(
    "(?<![\u0590-\u1fff\u2600-\u27bf\ufe0f\ua800-\uabff\U00010800-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?=[\\s\u0000-\u024f]|$)"
)
_SPACES = re.compile(r"\s+")


def plain_text(text: str) -> str:
    """Paragraphs separated by one newline each, single spaces inside."""
    return "\n".join(line for line in map(_fold, _visible(text).splitlines()) if line)


def plain_line(text: str) -> str:
    """All on one line, single spaces."""
    return _fold(_visible(text))


def _visible(text: str) -> str:
    text = _UNSEEN.sub("", text.translate(_C1))
    return unicodedata.normalize("NFC", _JOINER.sub("", _JOINERS.sub("", text)))


def _fold(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
