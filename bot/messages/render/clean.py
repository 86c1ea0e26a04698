"""What comes from outside, made fit to stand in a message: no control or bidi characters, NFC, cut at word ends."""

import re
import unicodedata

# Bidi marks, embeddings, overrides and isolates: a feed may turn the words of a whole message round with one.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Zero width, soft hyphen, word joiner, invisible operators, fillers, byte order mark, interlinear, tags, variation
# selectors beyond the two that choose between text and picture.
_UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
# Private use is ours (marks in templates); surrogates cannot be encoded; the rest are not characters.
_NOT_TEXT = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"
_STRIPPED = re.compile(f"[{_BIDI}{_UNSEEN}{_NOT_TEXT}]")
# The two joiners are spelling in Persian, Indian scripts and composed pictures; between anything else they hide.
_JOINER = re.compile(
    "(?<![^\\W\\d_\x00-\u036f])(?<![\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]+"
)
_LONE_JOINER = re.compile("[\u200c\u200d]+(?=[\\s\x00-\u024f]|$)|[\u200c\u200d](?=[\u200c\u200d])")
_SPACES = re.compile(r"\s+")


def clean_passage(text: str) -> str:
    """NFC, one line, single spaces, nothing that cannot be seen; spaces at the ends stay (as one)."""
    text = _STRIPPED.sub("", text)
    text = _LONE_JOINER.sub("", _JOINER.sub("", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text))


def clean(text: str) -> str:
    """As `clean_passage`, without spaces at the ends."""
    return clean_passage(text).strip()


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _head(text: str, units: int) -> str:
    """The longest beginning of at most so many UTF-16 units that does not part a letter from its marks."""
    end = min(len(text), max(units, 0))
    while end and _units(text[:end]) > units:
        end -= 1
    while 0 < end < len(text) and (
        unicodedata.combining(text[end]) or text[end] in "\u200d\u200c\ufe0f\ufe0e"
    ):
        end -= 1
    return text[:end]


def cut(text: str, units: int, trace: str = "…") -> str:
    """`text` if it is short enough, else cut at the last word end that fits, with the trace of the cut."""
    if _units(text) <= units:
        return text
    room = units - _units(trace)
    head = _head(text, room)
    at_word = head if text[len(head) : len(head) + 1].isspace() else head.rpartition(" ")[0]
    # A script without spaces, or one endless word: a cut inside is better than losing nearly all.
    if _units(at_word) < room // 2:
        at_word = head
    return f"{at_word.rstrip(' ,;:–—-·(')}{trace}"[: max(units, 0)]


# An end of a sentence: its mark, closing marks, then space. "U.S. forces" is not one: a single letter before the stop.
_SENTENCE_END = re.compile(r"(?:(?<!\b\w)[.!?…]|[؟۔।])[\"'”’»)\]]*(?=\s)|[。！？]")


def cut_sentence(text: str, units: int, trace: str = " […]") -> str | None:
    """Whole sentences from the start of `text` that fit with the trace; None if not even one does."""
    if _units(text) <= units:
        return text
    room = units - _units(trace)
    ends = [end.end() for end in _SENTENCE_END.finditer(text) if _units(text[: end.end()]) <= room]
    return text[: ends[-1]] + trace if ends else None


_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# A run of left-to-right words with the spaces and inner signs between them.
_LTR_RUN = re.compile(
    "[A-Za-z\u00c0-\u024f\u0370-\u052f](?:[.&’'-]?\\w)*(?: [A-Za-z\u00c0-\u024f\u0370-\u052f0-9](?:[.&’'-]?\\w)*)*"
)
_RTL_RUN = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ ’'-]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)
_FSI, _PDI = "\u2068", "\u2069"

RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi", "ug", "sd"})


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction reads from the right."""
    for sign in text:
        match unicodedata.bidirectional(sign):
            case "R" | "AL":
                return True
            case "L":
                return False
            case _:
                continue
    return False


def isolate(text: str, *, rtl: bool | None = None) -> str:
    """Runs of the other direction set apart (U+2068 … U+2069), so that they do not move the words around them.

    `rtl` is the direction of what it will stand in; by default its own. Idempotent on cleaned text only.
    """
    rtl = is_rtl(text) if rtl is None else rtl
    if not rtl and not _RTL.search(text):
        return text
    run = _LTR_RUN if rtl else _RTL_RUN
    return run.sub(lambda found: f"{_FSI}{found[0]}{_PDI}", text)
