"""Which language's terms an article is read with: what it says of itself, unless its letters say otherwise."""

from collections.abc import Collection, Sequence

from bot.stories.fold import is_cjk, read_words

#: Words looked at; a language shows within a few.
_LOOK = 100
#: Characters in which that many words stand.
_LETTERS = 1000
#: So many more small words of another language than of the declared one, and the declaration is wrong.
_PLAIN = 4

_FREQUENT = {
    "en": "the of and to in is for that with was on by are from has as at it his who said after over",
    "fr": "le la les des du une et dans est pour que qui sur pas au aux par avec ses ont sont apres contre",
    "es": "el los las del una y en es por que con para se su al lo como mas tras contra sobre fue han",
    "de": "der die das und ist nicht mit von den im ein eine zu auf fur sich des dem nach uber wird",
    "pt": "o os as do da dos das uma e em nao para com que por no na ao apos sobre foi mais",
    "it": "il lo gli della di che e per con una nel sono non del dei alla dopo contro sul",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _FREQUENT.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)

_SCRIPT_LANGUAGE = {"cjk": "zh", "arabic": "ar", "cyrillic": "ru"}


def article_language(declared: str | None, forms: Sequence[str], known: Collection[str]) -> str:
    """One of `known`, or "" if the article is in none of them.

    `declared` is a code as feeds write it ("pt-BR", "zh_CN") or None. Feeds often name the language of their
    template, so the letters win over it, and so do the small words of a Latin text where they are plain.
    """
    said = _primary(declared)
    looked_at = forms[:_LOOK]
    script = _script(looked_at)
    if script != "latin":
        language = said if script == "arabic" and said in {"fa", "ur", "ps"} else _SCRIPT_LANGUAGE[script]
        return language if language in known else ""
    seen = dict.fromkeys(_FREQUENT, 0)
    for form in looked_at:
        for language in _LANGUAGES_OF.get(form, ()):
            seen[language] += 1
    best = max(seen, key=lambda language: (seen[language], language == said, language == "en"))
    if not said or said in _SCRIPT_LANGUAGE.values() or seen[best] >= seen.get(said, 0) + _PLAIN:
        said = best if seen[best] else said or "en"
    return said if said in known else ""


def language_by_letters(declared: str | None, text: str) -> str | None:
    """`declared`, unless it is a language of Latin letters (en, fr, …) and the letters are Arabic, Chinese or Cyrillic: then what they are."""
    if text.isascii() or _primary(declared) not in _FREQUENT:
        return declared
    script = _script(read_words(text[:_LETTERS]).forms[:_LOOK])
    return declared if script == "latin" else _SCRIPT_LANGUAGE[script]


def _primary(declared: str | None) -> str:
    """ "pt-BR" and "PT_br" are "pt"; "" for none."""
    return (declared or "").lower().replace("_", "-").split("-")[0]


def _script(forms: Sequence[str]) -> str:
    count = {"latin": 0, "cjk": 0, "arabic": 0, "cyrillic": 0}
    for word in forms:
        if word.isascii():
            count["latin"] += word[0].isalpha()
        elif "\u0400" <= word[0] <= "\u052f":
            count["cyrillic"] += 1
        elif "\u0600" <= word[0] <= "\u077f":
            count["arabic"] += 1
        elif is_cjk(word):
            count["cjk"] += 1
        else:
            count["latin"] += 1
    # Latin names stand among words of other letters, hardly ever the other way round.
    count["latin"] //= 2
    return max(count, key=lambda script: count[script])
