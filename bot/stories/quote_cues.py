"""The word lists of a language, from cues/<language>.toml; a language without a file has the empty list.

To add a language: one file in cues/ and sentences of its own in tests/corpus/quotes/.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES_WITHOUT_SPACES = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's lists. `kinds` maps a lower-case word to the letters of all lists it stands in (see KINDS).

    `order` is where the verb stands: "svo", "v2" (also before its subject), "vso", "sov".
    """

    language: str
    order: str
    kinds: Mapping[str, str]
    #: Ways to say "according to", as tuples of lower-case words.
    according: tuple[tuple[str, ...], ...]
    #: Endings by which a word is a role ("Außenminister").
    role_endings: tuple[str, ...] = ()
    #: In scripts without spaces: the longest list entry that stands at a place.
    longest: re.Pattern[str] | None = None

    def has(self, word: str, kind: str) -> bool:
        return kind in self.kinds.get(word, "")


#: Letter → list. The letters are what the rest of the room asks for.
KINDS = {
    "S": "say", "J": "judge", "O": "noun", "B": "by", "H": "that", "D": "determiner", "P": "preposition",
    "I": "tie", "C": "conjunction", "R": "relative", "A": "auxiliary", "N": "negation", "a": "adverb", "T": "time",
    "h": "he", "s": "she", "t": "they", "i": "it", "f": "first", "o": "other", "M": "title", "r": "role", "c": "collective", "d": "document",
    "q": "oblique", "g": "genitive", "e": "media", "z": "impersonal", "K": "reported", "V": "verb", "n": "naming", "v": "naming_verb", "y": "hypothetical", "m": "given_he", "w": "given_she",
}  # fmt: skip


def _words(value: str) -> list[str]:
    return [part.strip() for part in value.split("|")] if "|" in value else value.split()


def _longest(kinds: Mapping[str, str], whole: list[str]) -> re.Pattern[str]:
    """Also words that only look as if they held a cue (`whole`) are taken in one piece."""
    entries = sorted({*kinds, *whole}, key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in entries))


@cache
def cues_for(language: str) -> Cues:
    """The lists of a language ("en", "de-AT"); what a file leaves out is empty."""
    short = language.lower().replace("_", "-").split("-")[0]
    source = files("bot.stories") / "cues" / f"{short}.toml"
    data = tomllib.loads(source.read_text("utf-8")) if short.isalpha() and source.is_file() else {}
    kinds: dict[str, str] = {}
    for letter, name in KINDS.items():
        for word in _words(data.get(name, "")):
            if letter not in kinds.get(word, ""):
                kinds[word] = kinds.get(word, "") + letter
    if short == "en":
        for word in [
            word
            for word, letters in kinds.items()
            if "r" in letters and not word.endswith(("s", "man", "woman"))
        ]:
            kinds.setdefault(f"{word}s", "r")
    according = tuple(tuple(part.split()) for part in _words(data.get("according", "")) if part)
    for words in according:
        kinds.setdefault(words[0], "P")
    return Cues(
        language=short,
        order=data.get("order", "svo"),
        kinds=kinds,
        according=according,
        role_endings=tuple(_words(data.get("role_suffix", ""))),
        longest=_longest(kinds, _words(data.get("words", ""))) if short in LANGUAGES_WITHOUT_SPACES else None,
    )
