"""Which word lists a text needs, when nobody said its language: by script, then by its commonest small words."""

import re
from functools import cache

from bot.stories.quote_cues import cues_for

_SCRIPTS = (
    ("ja", re.compile("[぀-ヿ]")),
    ("ko", re.compile("[가-힣]")),
    ("zh", re.compile("[一-鿿]")),
    ("he", re.compile("[א-ת]")),
    ("fa", re.compile("[پچژگ]|ی ")),
    ("ar", re.compile("[؀-ۿ]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[Ѐ-ӿ]")),
    ("el", re.compile("[Ͱ-Ͽ]")),
    ("hi", re.compile("[ऀ-ॿ]")),
)
_SMALL = {
    "en": "the of and to in that is was for with said by from he his on it as at who have are not",
    "de": "der die das und ist nicht von zu den mit ein eine dem im sich auf sagte wir für wurde bei auch nach",
    "fr": "le la les des et est dans une que qui pour pas sur du au avec il elle a été cette ce ont sont",
    "es": "el la los las de y que en un una por con no se del para su al lo fue más dijo como",
    "pt": "o a os as de e que em um uma não por com para do da se no na foi mais disse ao são",
    "it": "il la i gli le di e che in un una per non con del della è ha detto si al sono nel",
    "nl": "de het een en van in dat is niet op te voor met zijn er aan werd zei door ook",
    "pl": "i w na z nie się że do jest o po przez to jak nas powiedział powiedziała dla od był",
    "tr": "ve bir bu için ile de da dedi olarak çok değil olan daha sonra kadar gibi bize kimse biz",
    "sv": "och att det som en på är av för med inte den till var säger han hon har ett om",
    "cs": "a se na že v je to s z o do pro jako byl řekl podle který jsme není by",
    "id": "yang dan di dari untuk dengan ini itu tidak dalam akan kata pada adalah oleh kami",
    "ro": "și de în a la cu pe este nu din pentru că o un care a spus mai sunt au",
    "hu": "a az és hogy nem egy is van volt meg mondta ez azt csak de el",
}
_WORD = re.compile(r"[^\W\d_]+")


#: Languages told that a script cannot contradict.
_SAME_SCRIPT = {
    "ja": ("ja", "zh"), "zh": ("zh", "ja", "yu"), "ar": ("ar", "fa", "ur", "ps", "ku"), "fa": ("fa", "ar", "ur", "ps", "ku"),
    "ru": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"), "uk": ("uk", "ru", "be"),
    "hi": ("hi", "mr", "ne"), "he": ("he", "yi"),
}  # fmt: skip


def _by_script(head: str) -> str | None:
    letters = sum(sign.isalpha() for sign in head)
    for language, script in _SCRIPTS:
        found = len(script.findall(head))
        if found and found >= (letters / 40 if language in ("ja", "fa", "uk") else letters / 4):
            return language
    return None


@cache
def _small() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _SMALL.items()}


def language_of(text: str, told: str | None = None) -> str:
    """A two-letter code: what was told, else a guess from the first 2,000 characters ("en" if there is no sign).

    What was told is not believed against the script: a feed says "en" over a text in Arabic.
    """
    short = told[:2].lower() if told and told[:2].isalpha() else None
    head = text[:2000]
    written = _by_script(head)
    if short is not None and (written is None or short in _SAME_SCRIPT.get(written, (written,))):
        return short
    if written is not None:
        return written
    words = [word.lower() for word in _WORD.findall(head)]
    counts = {language: sum(word in small for word in words) for language, small in _small().items()}
    if len(words) < 60:  # too short for small words alone: does anybody say something in this language?
        counts = {
            language: count + 2 * sum("S" in cues_for(language).kinds.get(word, "") for word in words)
            for language, count in counts.items()
        }
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] > counts["en"] else "en"
