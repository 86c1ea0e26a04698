"""Says things in one language: stdlib gettext over the catalogues in this folder."""

import re
from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from bot.model.words import Translator

_FOLDER = Path(__file__).parent
_MARK = re.compile(r"\{([a-z_]+)\}")


class Catalogue:
    """English texts are the keys; what a catalogue lacks falls back to English."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, text: str, /, **values: object) -> str:
        return _fill(self._catalogue.gettext(text) if text else "", values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        return _fill(self._catalogue.ngettext(one, many, n), {"n": n, **values})


def _fill(text: str, values: Mapping[str, object]) -> str:
    """`{name}` → its value; a mark without a value stays as it stands, so that no catalogue can break a screen."""
    # Not str.format: its fields reach into attributes, and a lone brace in a translation would raise.
    return _MARK.sub(lambda mark: str(values.get(mark[1], mark[0])), text)


@cache
def translator(language: str) -> Translator:
    """For "de", "pt-br" or "zh_Hans": the catalogue of the language, else of its first part, else English."""
    code = re.sub(r"[^a-z0-9_]", "", language.lower().replace("-", "_")) or "en"
    codes = [code, code.partition("_")[0]]
    return Catalogue(code, translation("watchword", _FOLDER, codes, fallback=True))
