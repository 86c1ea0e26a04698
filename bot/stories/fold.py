"""Words as everything that compares text sees them: folded, with their place in the original; and their stems.

Case, accents, apostrophes, full-width forms and Arabic and Persian letter variants fold away. A run of Chinese,
Japanese or Korean signs, which has no spaces between words, becomes its overlapping pairs and a last single sign,
so that exactly one token begins at each sign.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, repeat
from threading import Lock
from typing import NamedTuple, cast, overload

from snowballstemmer import stemmer


class Token(NamedTuple):
    """A folded word; `start` and `end` (exclusive) are offsets into the text it was taken from."""

    text: str
    start: int
    end: int


# Marks that belong to the letter before them: Python's \w leaves them out, which would tear words of Arabic with
# vowel signs, Hindi or Khmer apart. The last plane that has any is the first.
_MARKS = (
    "".join(sign for sign in map(chr, range(0x300, 0xABFF)) if unicodedata.category(sign)[0] == "M") + "︀-️"
)
_CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\uac00-\ud7a3\U00020000-\U0003134f"
# Signs nobody sees (soft hyphen, joiners, direction marks): inside a word they do not end it.
_UNSEEN = "\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_APOSTROPHES = "'’‘ʼ＇`´ʹʻ′"
_LETTER = f"(?:[^\\W_{_CJK}]|[{_MARKS}])"
_WORD_APART = re.compile(
    "([A-Za-z]{2,}+(?=[ ,\\n])"  # most words of most texts, for speed
    f"|[{_CJK}]+"
    f"|(?<![\\w.])(?:[^\\W\\d_{_CJK}]\\.)+[^\\W\\d_{_CJK}]\\.?(?!\\w)"  # U.N., e.g: an initialism
    "|[0-9]{1,3}(?:[,.][0-9]{3}){1,6}+(?![0-9]|[,.][0-9])"  # 40,000 is 40000
    f"|[^\\W_{_CJK}]{_LETTER}*+(?:[{_APOSTROPHES}{_UNSEEN}]+{_LETTER}++)*+)"
)

_IS_CJK = re.compile(f"[{_CJK}]")

#: Of a longer word (a language without spaces, or none) only the beginning is compared.
_LONGEST = 64

# l'État, dell'ONU: the article is no part of the word.
_ELISION = re.compile(
    f"(?:qu|[cdjlmnst]|jusqu|lorsqu|puisqu|quelqu|dell|all|nell|sull|dall|quell|quest|un|gl)[{_APOSTROPHES}]",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]?$")
_DROPPED = dict.fromkeys(map(ord, _APOSTROPHES + "\u00ad\u2060\u2061\u2062\u2063\u2064\ufeff.,\u0640"), None)
_DROPPED |= dict.fromkeys([*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)
# What Unicode does not take apart, and letters that Arabic, Persian and Urdu keyboards disagree on.
_VARIANTS = str.maketrans(
    {
        **dict(zip("øłđħıŧŋƒ", "olrhitnf", strict=True)),
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ё": "е",
        "ґ": "г",
        **dict.fromkeys("ىیېئے", "ي"),
        **dict.fromkeys("ةۀەہھۂۃ", "ه"),
        **dict.fromkeys("ٱأإآ", "ا"),
        "ک": "ك",
        "ؤ": "و",
    }
)
_STRIPPED_BASES = ((0x41, 0x24F), (0x370, 0x3FF), (0x590, 0x6FF), (0x1E00, 0x1FFF))


def _without_marks(text: str) -> str:
    """Latin, Greek, Hebrew and Arabic lose their marks; Cyrillic keeps й and ї, Indic scripts their vowels."""
    kept: list[str] = []
    strip = True
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.category(sign) == "Mn":
            if strip or sign in "\u0300\u0301":
                continue
        else:
            code = ord(sign)
            strip = any(low <= code <= high for low, high in _STRIPPED_BASES)
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    if word.isascii():
        return word.translate(_DROPPED).lower()
    folded = unicodedata.normalize("NFKC", word).translate(_DROPPED).casefold()
    folded = _without_marks(folded).translate(_VARIANTS)
    if not folded.isascii():
        folded = "".join(
            str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in folded
        )
    return "".join(sign for sign in folded if sign.isalnum() or unicodedata.category(sign)[0] == "M")


@lru_cache(maxsize=1 << 16)
def _piece(word: str) -> tuple[str, int, int]:
    """The folded word and what of the raw one it stands for, as offsets."""
    start, end = 0, len(word)
    if not word.isalnum():
        elision = _ELISION.match(word)
        if elision is not None and elision.end() < end:
            start = elision.end()
        possessive = _POSSESSIVE.search(word, start + 1)
        if possessive is not None:
            end = possessive.start()
    elif word.isascii():
        return word.lower(), 0, end
    return _fold_word(word[start:end]), start, end


def _long_piece(word: str) -> tuple[str, int, int]:
    return _fold_word.__wrapped__(word[: 4 * _LONGEST])[:_LONGEST], 0, len(word)


class _PlainWords(dict[str, str | None]):
    """A word as it stands in a text → the folded word, if it is one and all of it; remembered."""

    def __missing__(self, word: str) -> str | None:
        folded, start, end = ("", 0, 0) if len(word) > _LONGEST or is_cjk(word) else _piece(word)
        plain = folded if folded and end - start == len(word) else None
        if len(self) >= 1 << 16:
            self.clear()
        if len(word) <= _LONGEST:
            self[word] = plain
        return plain


_plain_words = _PlainWords()


@dataclass(frozen=True, slots=True)
class Words(Sequence[Token]):
    """The tokens of a text, made one by one when asked for: most are only compared, by their `forms`."""

    forms: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.forms)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Words": ...
    def __getitem__(self, at: int | slice) -> "Token | Words":
        if isinstance(at, slice):
            return Words(self.forms[at], self.starts[at], self.ends[at])
        return Token(self.forms[at], self.starts[at], self.ends[at])

    def __iter__(self) -> Iterator[Token]:
        # Half the time of Token(…), which checks its arguments.
        return map(tuple.__new__, repeat(Token), zip(self.forms, self.starts, self.ends, strict=True))


@lru_cache(maxsize=16)  # an article is matched, and then compared with others
def read_words(text: str) -> Words:
    """All words of a text in order, folded. Linear in its length."""
    parts = _WORD_APART.split(text)
    ends = list(accumulate(map(len, parts)))
    forms = list(map(_plain_words.__getitem__, parts[1::2]))
    words = Words(cast("list[str]", forms), ends[:-1:2], ends[1::2])
    odd = [at for at, form in enumerate(forms) if form is None]
    pieces = [list(_odd(text, words.starts[at], words.ends[at])) for at in odd]
    if any(len(piece) != 1 for piece in pieces):
        return _with_pieces(words, dict(zip(odd, pieces, strict=True)))
    for at, (token,) in zip(odd, pieces, strict=True):
        words.forms[at], words.starts[at], words.ends[at] = token
    return words


def _with_pieces(words: Words, pieces: Mapping[int, list[Token]]) -> Words:
    """Some words replaced by none or several."""
    found = [token for at, word in enumerate(words) for token in pieces.get(at, (word,))]
    return Words([token[0] for token in found], [token[1] for token in found], [token[2] for token in found])


def _odd(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a run of CJK signs, of a word of which only a part counts, or of one that is too long."""
    if _IS_CJK.match(text, start):
        for at in range(start, end):
            pair = text[at : min(at + 2, end)]
            # A sign newer than this Python's tables is compared as it is.
            yield Token(_fold_word(pair) or pair, at, at + len(pair))
        return
    # Rubbish without spaces neither fills the caches nor the search index.
    piece = _piece if end - start <= _LONGEST else _long_piece
    word, first, last = piece(text[start:end])
    if word:
        yield Token(word, start + first, start + last)


def tokens(text: str) -> list[Token]:
    """All words of a text in order, folded. Linear in its length."""
    return list(read_words(text))


def words(text: str) -> list[Token]:
    """The words of something to look for: as `tokens`, but a longer CJK run is its pairs alone.

    Looking for these side by side among the `tokens` of a text finds the run wherever it stands; a run of a single
    sign has to be looked for as the beginning of a token.
    """
    found = tokens(text)
    return [
        token
        for before, token in zip([None, *found], found, strict=False)
        if not (
            before is not None
            and is_cjk(token.text)
            and token.end - token.start == 1
            and before.end == token.end
        )
    ]


def fold(text: str) -> str:
    """The folded words of a text with single spaces between them."""
    return " ".join(token.text for token in words(text))


def is_cjk(word: str) -> bool:
    """True for a token made of Chinese, Japanese or Korean signs."""
    return not word.isascii() and _IS_CJK.match(word) is not None


# ── stems ───────────────────────────────────────────────────────────────────────────────────────────────────

_LATIN = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_CYRILLIC = {"be": "russian", "ru": "russian", "uk": "russian"}
_INDIC = {"hi": "hindi", "ne": "nepali"}
_SCRIPTS: tuple[tuple[int, int, dict[str, str], str], ...] = (
    (0x61, 0x24F, _LATIN, "en"),
    (0x1E00, 0x1EFF, _LATIN, "en"),
    (0x370, 0x3FF, {"el": "greek"}, "el"),
    (0x400, 0x52F, _CYRILLIC, "ru"),
    (0x530, 0x58F, {"hy": "armenian"}, "hy"),
    (0x600, 0x77F, {"ar": "light", "fa": "light"}, "ar"),
    (0x900, 0x97F, _INDIC, "hi"),
    (0xB80, 0xBFF, {"ta": "tamil"}, "ta"),
)


def stem_language(word: str, language: str | None) -> str:
    """By which language's rules a folded word is stemmed in a text of `language` ("en", "pt-BR", None); "" for none.

    A word in another script than its text is taken for the most frequent language of that script: a Latin name in
    a Russian text is English.
    """
    code = ord(word[0]) if word else 0
    for low, high, languages, usual in _SCRIPTS:
        if low <= code <= high:
            short = language[:2].lower() if language else usual
            return short if short in languages else usual
    return ""


# Of an Arabic word only what is written onto it goes: conjunction, preposition, article; plural and pronoun endings.
_ARABIC_FRONT = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_ARABIC_END = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def _stem_arabic(word: str) -> str:
    for front in _ARABIC_FRONT:
        if word.startswith(front) and len(word) - len(front) >= 2:
            word = word[len(front) :]
            break
    else:
        if word.startswith("و") and len(word) >= 5:
            word = word[1:]
    for end in _ARABIC_END:
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
    return word


# A stemmer keeps the word it works on: two threads in one would get each other's stems, and keep them.
_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> object:
    return stemmer(algorithm)


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str | None) -> str:
    """The stem of a folded word in a text of that language (as `stem_language` says); itself where there are no rules."""
    if len(word) < 3 or len(word) > 40 or word[0].isdigit():
        return word
    code = stem_language(word, language)
    if not code:
        return word
    algorithm = next(names[code] for _, _, names, _ in _SCRIPTS if code in names)
    if algorithm == "light":
        return _stem_arabic(word)
    if algorithm == "french" and word.endswith(("ee", "ees")):
        word = word.replace(
            "ee", "e"
        )  # surveillée lost its accent in folding; the rules know only surveillé and -e
    with _ONE_AT_A_TIME:
        return str(_stemmer(algorithm).stemWord(word))  # type: ignore[attr-defined]
