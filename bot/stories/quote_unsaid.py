"""Words in the reporter's sentence by which what stands between the marks was not, or not surely, said by its speaker.

Read in the sentence around a finished quote, as the models weigh words but do not read "is not what she said".
"""

import re
from dataclasses import dataclass
from functools import cache

from bot.model.story import Quote
from bot.stories.quote_unspoken import is_anothers, is_denied, is_faked, is_unspoken

DENIED = "it is denied that this was said"
SUPPOSED = "it is only supposed, foretold or alleged that this was said"
SECOND_HAND = "it is told at second hand, and may be another's"
NOT_THEM = "it is not the person, but something in that name"

_END = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\b[A-Z])[.!?…][”\"»’)]*\s|[。！？]|\n")
_MARKS = re.compile(r"[“”\"«»„‟「」『』]|—\s?$")

_SAY = r"(?:sa(?:y|ys|id)|saying|t(?:ell|old)|writ(?:e|ten)|wrote|claim(?:ed)?|stat(?:e|ed)|add(?:ed)?|ma(?:k|d)e|utter(?:ed)?|us(?:e|ed))"
_NOT = r"(?:never|(?:did|does|do|has|had|have|would|could|was|is|were)\s*(?:not|n['’]t|never))"
_MAYBE = r"(?:might|may|could|would|will|should|shall|must|is\s+(?:to|going\s+to|due\s+to|set\s+to)|is\s+expected\s+to|was\s+expected\s+to|plans?\s+to)"
_ALLEGED = (
    r"(?:allegedly|reportedly|supposedly|purportedly|(?:was|is|has\s+been|were|are)\s+(?:\w+ly\s+)?(?:alleged|mis-?quoted|said|reported|rumou?red|"
    r"believed|claimed|accused|quoted|thought|supposed|understood)\b)"
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """One language's patterns. `between`: what stands from the quote to its mention, or the other way round."""

    #: Anywhere between the start of the sentence and the mention, the mention before the quote.
    ahead: str = ""
    #: Right behind the mention, wherever the quote is.
    behind: str = ""
    #: Between the quote and a mention after it.
    between: str = ""


_DENIED = {
    "en": _Signs(
        ahead=r"\b(?:untrue|not\s+true|false|falsely|wrongly|a\s+lie|fabricated|den(?:y|ies|ied))\b.{0,60}\bthat\b|"
        r"\bneither\b|\b(?:no\s?(?:one|body))\s+(?:ever\s+)?(?:heard|saw)\b|\b(?:falsely|wrongly)\b|^\W*contrary\s+to\b.*\bnever\b|\b(?:invented|made\s+up)\b",
        behind=rf"{_NOT}\s+(?:\w+ly\s+|even\s+|in\s+fact\s+)?{_SAY}\b|den(?:ied|ies|y)\s+(?:having\s+)?(?:ever\s+)?"
        rf"(?:said|saying|told|telling|writ\w+|claim\w+)|refused\s+to\s+{_SAY}",
        between=r"\b(?:is|was|were|are)(?:\s+(?:not|never)|n['’]t)\s+(?:what|something|words|how)\b|"
        rf"\bnever\s+{_SAY}\b",
    ),
    "de": _Signs(
        ahead=r"\b(?:unwahr|falsch|erfunden|gelogen)\b.*\bdass?\b",
        behind=r"(?:hat|habe|hatte)\s+(?:\w+\s+)?(?:nie|niemals|nicht)\b|(?:sagte\s+)?(?:nie|niemals|nicht)\b(?!\s+nur)|"
        r"bestritt\b|dementierte\b|(?:sagte|sagt)\s+(?:nie|niemals|nicht)\b",
        between=r"^\W*(?:(?:hat|habe|hatte|sagte|das|so)\s+){0,2}(?:nie|niemals|nicht|bestritt)\b",
    ),
    "fr": _Signs(
        ahead=r"\bil\s+est\s+faux\b|\bfaussement\b",
        behind=r"n['’]\s?(?:a|avait|aurait)\s+(?:pas|jamais)\b|ne\s+(?:dit|disait)\s+(?:pas|jamais)\b|"
        r"(?:nie|dément|a\s+(?:nié|démenti))\s+avoir",
        between=r"\bn['’]\s?(?:a|avait)\s+(?:pas|jamais)\b",
    ),
    "es": _Signs(
        ahead=r"\bes\s+falso\b|\bfalsamente\b|(?:^|,)\s*(?:no|nunca|jamás)\s+(?:dijo|ha\s+dicho|afirmó)\b",
        behind=r"(?:no|nunca|jamás)\s+(?:lo\s+)?(?:dijo|ha\s+dicho|había\s+dicho|afirmó)|(?:negó|niega)\s+haber",
        between=r"\b(?:no|nunca|jamás)\s+(?:lo\s+)?(?:dijo|ha\s+dicho|afirmó|fue\s+lo)",
    ),
    "ru": _Signs(
        ahead=r"\bне\s?правда\b|\b(?:не|никогда\s+не)\s+(?:говори|сказа|заявля)\w+|\bложь\b",
        behind=r"(?:никогда\s+)?не\s+(?:говори|сказа|заявля|утвержда|писа)\w+|отрица\w+|опроверг\w*",
        between=r"\bне\s+(?:говори|сказа|заявля)\w+",
    ),
    "ar": _Signs(
        ahead=r"(?:^|\s)[وف]?(?:لم\s+(?:يقل|تقل|يصرح|تصرح)|نفى|نفت|ينفي|ما\s+قال)",
        behind=r"لم\s+(?:يقل|تقل|يصرح|تصرح)|نفى|نفت|ينفي",
        between=r"(?:لم\s+(?:يقل|تقل|يصرح|تصرح)|ما\s+قال)",
    ),
    "zh": _Signs(
        ahead=r"(?:没有说|沒有說|并非|否认|否認)",
        behind=r"(?:从未|從未|从来没有|從來沒有|没有|沒有|并未|並未|否认|否認|没)[^，。：]{0,4}(?:说|說|表示|称|稱)|(?:否认|否認)",
        between=r"(?:没有说|沒有說|从未|從未|并非)",
    ),
}
_SUPPOSED = {
    "pt": _Signs(behind=r"teria\b|supostamente", between=r"\b(?:teria|supostamente)\b"),
    "it": _Signs(behind=r"avrebbe\b|presumibilmente", between=r"\b(?:avrebbe|presumibilmente)\b"),
    "en": _Signs(
        ahead=r"(?:^|[,;:]\s*)\W*(?:did|had|has|have|does|do|if|whether|should|would|could|can|will|was|imagine|suppose|"
        r"what\s+if|unless|once|when(?:ever)?\s+will)\s+(?:[a-z]+\s+){0,3}$|\b(?:if|whether)\s+(?:[A-Z]\w+\s+)?$|"
        r"\ballege[sd]?\s+(?:that\s+)?$|\bclaim(?:s|ed)?\s+(?:that\s+)?$|\brumou?rs?\b.*\bthat\s+$|\ballegedly\b",
        behind=rf"{_MAYBE}\s+(?:\w+ly\s+|have\s+|not\s+|later\s+|also\s+)*{_SAY}\b|{_ALLEGED}",
        between=r"\b(?:allegedly|reportedly|supposedly|purportedly)\b",
    ),
    "de": _Signs(
        ahead=r"\b(?:angeblich|vermeintlich)\b|^\W*(?:wenn|falls|hätte|hat)\s+$",
        behind=r"(?:soll|sollen|würde|könnte|wird(?!.*zitiert)|dürfte|hätte)\b|angeblich\b",
        between=r"\b(?:soll|sollen|würde|könnte|wird|dürfte|hätte|angeblich)\b",
    ),
    "fr": _Signs(
        ahead=r"^\W*(?:si|s['’])\s|\b(?:prétendument|aurait|auraient)\b",
        behind=r"(?:aurait|auraient|dira|dirait|pourrait)\b|prétendument",
        between=r"\b(?:aurait|auraient|dira|dirait|pourrait|prétendument)\b",
    ),
    "es": _Signs(
        ahead=r"^\W*si\s|\b(?:presuntamente|supuestamente|habría|habrían)\b",
        behind=r"(?:habría|habrían|dirá|diría|podría)\b|(?:presunta|supuesta)mente",
        between=r"\b(?:habría|habrían|dirá|diría|podría|presuntamente|supuestamente)\b",
    ),
    "ru": _Signs(
        ahead=r"\b(?:якобы|если|будто)\b",
        behind=r"(?:якобы|будто|мог\w*\s+бы|скажет|сказал\w*\s+бы)\b",
        between=r"\b(?:якобы|будто|скажет)\b",
    ),
    "ar": _Signs(
        ahead=r"(?:^|\s)(?:يُزعم|يزعم|زُعم|إذا|لو|سيقول)\s",
        behind=r"(?:سيقول|ستقول|قد\s+يقول)",
        between=r"(?:يُزعم|سيقول)",
    ),
    "zh": _Signs(
        ahead=r"(?:据称|據稱|如果|假如|传闻|傳聞|所谓|所謂)",
        behind=r"(?:据称|據稱|可能|将会|將會|会说|會說)",
        between=r"(?:据称|據稱)",
    ),
}
_SECOND_HAND = {
    "en": re.compile(
        r"^\s*,?\s*(?:who\s+)?(?:has\s+|had\s+)?(?:quot(?:ed|es|ing)|cit(?:ed|es))\s+\S.*\bas\s+\w+ing\b|"
        r"\b(?:accus|blam|heard|hear|denounc|mock|criticis|criticiz)\w*\b.{1,80}\b(?:of|for|as)?\s*saying\b|"
        r"\b(?:recall|remember)\w*\s+(?!telling|saying|that)[^,.]{1,60}\b(?:telling|saying)\b|\bheard\s+.{2,60}\bsay\b|,\s*quoting\s|"
        r",\s*citing\s+(?:(?:[A-Z]\w+\s?)+(?!['’\w])|(?:an?|the|two|some|several)?\s*(?:\w+\s+){0,2}(?:sources?|officials?|spokes\w+|witness\w*|"
        r"people|person|lawyers?|police|military|ministers?)\b)|"
        r"^\s+(?:said|says|told\s+\w+|recalled|claimed|recounted|testified)\s+(?:that\s+)?(?:(?:an?|the|his|her)\s+)?"
        r"(?:[\w.’'-]+\s+){1,5}?(?:had\s+)?(?:told|said)\b(?!\s+to\s+have)|\b(?:had\s+been|was|were)\s+told\s*$"
    ),
    "de": re.compile(r"\bzitiert\w*\b|,\s*unter\s+Berufung\s+auf\b"),
    "fr": re.compile(r"^\s+(?:a\s+)?cit(?:e|é|ait)\b|,\s*citant\s"),
    "es": re.compile(r"^\s+citó\b|,\s*citando\s"),
    "ru": re.compile(r"\bпроцитировал\w*|,\s*ссылаясь\s+на\b|,\s*цитируя\b"),
    "ar": re.compile(r"نقل(?:ا|اً|ت)?\s+عن"),
    "zh": re.compile(r"(?:援引|引述|引用)"),
}
_FALSE_PERSON = re.compile(
    r"\b(?:deep-?fakes?|fakes?|faked|fabricated|doctored|forged|parod(?:y|ies)|spoofs?|impersonat\w+|impostors?|imposters?|"
    r"imitat\w+|hoax\w*|satir(?:e|es|ical)|bogus|attributed\s+to|purported\w*|in\s+the\s+name\s+of|(?:statues?|portraits?|puppets?|caricatures?|cartoons?|effig(?:y|ies)|look-?alikes?|clones?)\s+of|avatars?|ai-generated|pretending|"
    r"posing\s+as|fictional|character|gefälscht\w*|parodie|im\s+namen\s+von|attribuée?s?\s+à|au\s+nom\s+d|faux\s+compte|"
    r"atribuid[oa]s?\s+a|cuenta\s+falsa|en\s+nombre\s+de|parodia|дипфейк\w*|поддельн\w*|фейков\w*|пароди\w+)(?!\w)|"
    r"مزيف|مفبرك|منسوب|伪造|偽造|深度伪造|假冒|冒充",
    re.IGNORECASE,
)
_IS_FALSE = re.compile(
    r"\b(?:video|clip|recording|audio|post|account|interview|statement|letter|quote|quotation|image|message|tweet|it|remark)\s+"
    r"(?:is|was|turned\s+out\s+to\s+be)\s+(?:\w+ly\s+)?(?:an?\s+)?(?:deep-?fake|fake|hoax|satir\w+|parody|fabricat\w+|"
    r"forge\w+|doctored|made\s+up|invented|ai-generated|bogus|joke)\b",
    re.IGNORECASE,
)
_DENIES_IT = re.compile(
    r"\b(?:den(?:y|ies|ied)\s+(?:it\b|(?:ever\s+)?(?:saying|having\s+(?:ever\s+)?said|making|writing)\b)|was\s+mis-?quoted|"
    r"(?:had|has|have)\s+never\s+(?:said|made|written)\s+(?:it|that|this|so)\b)",
    re.IGNORECASE,
)
_IN_FICTION = re.compile(
    r"\bin\s+(?:the|a|his|her|their)\s+(?:\w+\s+){0,2}?(?:novel|script|play|sketch|satire|parody|cartoon|comedy|sitcom|short\s+story|skit)\b|"
    r"\bin\s+(?:dem|einem|seinem|ihrem)\s+Roman\b|\bdans\s+(?:le|un|son)\s+roman\b|\ben\s+(?:la|una|su)\s+novela\b|\bв\s+романе\b",
    re.IGNORECASE,
)
#: Small words that were taken for a person.
_NO_NAMES = frozenset([
    "aurait", "avrebbe", "teria", "auraient", "habría", "habrían", "haveria", "якобы", "будто", "contrary",
    "according", "soll", "hätte", "würde", "avait", "ayant", "selon", "según", "laut", "hours", "however",
    "meanwhile", "instead", "yesterday", "today", "tomorrow", "tuesday", "monday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "although", "while", "after", "before", "then", "there", "here", "this",
    "that", "these", "those", "what", "which", "who", "when", "where", "why", "how",
])  # fmt: skip


#: "She did not say where, but told us: “…”": what is denied is something else.
_GOES_ON = re.compile(r"[,;，；،]|\b(?:but|and|who|aber|und|mais|et|pero|y|но|и)\b")


def why_unsaid(text: str, quote: Quote, language: str) -> str | None:
    """Why a finished quote may not be told as its speaker's words, or None; `DENIED` ones are nobody's at all."""
    mention = quote.speaker
    if mention is None:
        return None
    parts = _parts(text, quote)
    if parts is None:
        return None
    ahead, behind, after = parts
    for signs, why in ((_DENIED, DENIED), (_SUPPOSED, SUPPOSED)):
        found = _compiled(language, signs is _DENIED)
        if found is not None and _speaks(found, ahead, mention.text, quote.speaker_name, behind, after):
            return why
    english = _in_english(text, quote, ahead, behind) if language == "en" else None
    return english or _not_theirs(quote, language, ahead, behind) or _taken_back(text, quote)


def _not_theirs(quote: Quote, language: str, ahead: str, behind: str) -> str | None:
    mention = quote.speaker
    assert mention is not None
    second = _SECOND_HAND.get(language)
    inside = mention.text[mention.text.find(",") :] if "," in mention.text else ""
    if second is not None and (second.search(behind) or second.search(inside)):
        return SECOND_HAND
    if _FALSE_PERSON.search(mention.text) or _IN_FICTION.search(f"{ahead[-80:]} | {behind[:80]}"):
        return NOT_THEM
    return None


def _in_english(text: str, quote: Quote, ahead: str, behind: str) -> str | None:
    if is_denied(behind):
        return DENIED
    if is_unspoken(behind):
        return SUPPOSED
    if is_faked(text, quote, ahead):
        return NOT_THEM
    return SECOND_HAND if is_anothers(quote, ahead, behind) else None


def _taken_back(text: str, quote: Quote) -> str | None:
    """What the next sentences say of it: "The video is a deepfake.", "She denies having said it." """
    mention = quote.speaker
    assert mention is not None
    start = max(mention.end, quote.span.end)
    following = text[start : start + 250].lstrip(' .,!?”"’»“').partition("\n")[0]
    following = following[
        : min((found.start() for found in _MARKS.finditer(following)), default=len(following))
    ]
    if _IS_FALSE.search(following):
        return NOT_THEM
    return SUPPOSED if _DENIES_IT.search(following) else None


def no_name(quote: Quote) -> bool:
    """Whether what is shown as the speaker's name is a year or a small word: "2018 Jamal Khashoggi", "якобы"."""
    shown = (quote.speaker_name or quote.speaker_full or "").strip()
    return bool(shown) and (
        shown[0].isdigit() or shown.lower() in _NO_NAMES or (quote.speaker_name or "A")[0] in "-–—/%$"
    )


def _speaks(
    found: tuple[re.Pattern[str], ...], ahead: str, mention: str, name: str | None, behind: str, after: bool
) -> bool:
    before_mention, behind_mention, between = found
    said = behind_mention.match(behind)
    if said and (after or not _GOES_ON.search(behind[said.end() :].rstrip(" ,:："))):
        return True
    lead = mention[: mention.find(name)] if name and name in mention else ""
    if after:
        return between.search(f"{ahead}{lead}") is not None
    return any(before_mention.search(words) for words in (ahead, f"{ahead}{lead}"))


def _parts(text: str, quote: Quote) -> tuple[str, str, bool] | None:
    """What stands before and behind the mention in its sentence, and whether it follows its quote; None if far off."""
    mention = quote.speaker
    assert mention is not None
    if mention.start >= quote.span.end:
        ahead = text[quote.span.end : mention.start].lstrip(' .,!?”"’»“')
        if len(ahead) > 200:
            return None
        ahead = ahead[max((found.end() for found in _END.finditer(ahead)), default=0) :]
        return ahead, _cut(text[mention.end : mention.end + 250]), True
    if quote.span.start - mention.end > 250:
        return None
    start = max(0, mention.start - 250)
    ahead = text[start : mention.start]
    cuts = [found.end() for pattern in (_END, _MARKS) for found in pattern.finditer(ahead)]
    return ahead[max(cuts, default=0) :], _cut(text[mention.end : quote.span.start]), False


def _cut(words: str) -> str:
    """Up to the end of the sentence, or to the next marks."""
    stops = [found.start() for pattern in (_END, _MARKS) if (found := pattern.search(words))]
    return words[: min(stops, default=len(words))]


@cache
def _compiled(language: str, denied: bool) -> tuple[re.Pattern[str], ...] | None:
    signs = (_DENIED if denied else _SUPPOSED).get(language)
    if signs is None:
        return None
    behind = rf"[,\s]*(?:[^,]{{0,60}},\s*)?(?:{signs.behind})" if signs.behind else r"(?!)"
    return tuple(
        re.compile(pattern or r"(?!)", re.IGNORECASE) for pattern in (signs.ahead, behind, signs.between)
    )
