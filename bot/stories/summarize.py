"""Summaries: at most three whole sentences of the article itself that read well alone, in its order."""

import re
from collections.abc import Sequence
from functools import cache

from bot.model.story import Match, Place, Quote, Span
from bot.stories.quote_language import language_of
from bot.stories.sentences import sentences

MOST = 3
FEWEST_WORDS, MOST_WORDS = 6, 55
#: In scripts without spaces, characters.
FEWEST_SIGNS, MOST_SIGNS = 12, 130
#: How many sentences from the top are looked at: who, what and where stand there.
REACH = 14
_FURNITURE = re.compile(
    r"read more|sign up|subscribe|newsletter|cookie|click here|follow us|share this|advertisement|getty images|"
    r"\bphoto(?:graph)?s?(?: by|:)|image:|\bcaption\b|file photo|all rights reserved|©|https?://|www\.|"
    r"related (?:articles|stories|topics)|watch:|listen:|updated (?:at|on)\b|last updated|published (?:at|on)\b|"
    r"lesen sie|abonnieren|lire aussi|abonnez|lea también|suscr[ií]b|читайте также|подпис|اقرأ أيضا|"
    r"this (?:article|story|post) (?:was|is|has)|the views expressed|terms of (?:use|service)|privacy policy|"
    r"contributed to this (?:report|story)|\bhide caption\b|story highlights",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|von|par|por|автор)\s+\w+(?:\s+\w+){0,4}[.,]?$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:\d{1,2}[:.h]\d\d\b|\d{1,2}\s?[ap]\.?m\.?\b)", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:\([A-Z][A-Za-z .]{1,20}\)\s*[—–-]*\s*|"
    r"[A-Z][A-Z .'’-]{2,40}(?:,\s[\w. ]{2,25}){0,2}(?:\s*\([^)]{2,40}\))?\s*(?:--|[—–-])\s+|"
    r"[A-Z][\w.'’ -]{2,40}(?:,\s[\w. ]{2,30}){0,3}(?:\s*\([^)]{2,30}\))\s*(?:--|[—–-])\s+)"
)
#: A sentence that opens so leans on the one before it.
_LEANING = {
    "en": """he she they it his her their its this that these those him them but and or so yet however meanwhile also then there
        still moreover furthermore instead nevertheless nonetheless therefore thus similarly additionally both others such
        another because which while i we you my our your here hence consequently""",
    "de": """er sie es sein seine seinem seinen ihr ihre ihren dies diese dieser dieses aber und oder doch jedoch auch dann dort so
        deshalb daher darum außerdem zudem trotzdem dennoch damit dabei daraufhin inzwischen beide andere ich wir""",
    "fr": "il elle ils elles on ce cet cette ces cela ça son sa ses leur leurs mais et ou donc or aussi puis ensuite enfin toutefois cependant pourtant ainsi alors là je nous",
    "es": "él ella ellos ellas este esta esto estos estas ese esa eso esos esas su sus pero y o sino también luego entonces además sin así allí ambos yo nosotros",
    "ru": "он она они оно его её ее их это этот эта эти но и а или однако также тогда там поэтому потом затем кроме при я мы такой такая такие",
    "ar": "هو هي هم هذا هذه هؤلاء ذلك تلك لكن ولكن كما ثم وهو وهي وهم وهذا وهذه وكان وكانت وأضاف وأضافت وقال وقالت وأكد وأكدت وذكر وتابع",
    "zh": "他 她 他们 她们 它 这 这些 那 那些 但 但是 而 此外 因此 不过 同时 同時 這 這些 他們 她們 然而 并 並",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_MARKED = re.compile(r"[“„«「\"][^“”„“«»「」\"]*[”“»」\"]")


def summarize(
    text: str,
    *,
    title: str = "",
    language: str | None = None,
    matches: Sequence[Match] = (),
    quotes: Sequence[Quote] = (),
) -> tuple[Span, ...]:
    """At most three whole sentences of the article, in its order; none rather than bad ones.

    Not the headline again, nothing that leans on a sentence left out, no page furniture, no quote that is shown.
    """
    code = language_of(text or title, language)
    shown = [(quote.span.start, quote.span.end) for quote in quotes if quote.pushed]
    places = [(match.start, match.end) for match in matches if match.place is Place.TEXT]
    fit: list[Span] = []
    for sentence in sentences(text[:20_000])[: REACH * 3]:
        good = _trimmed(sentence, text)
        if good is None or any(start < good.end and good.start < end for start, end in shown):
            continue
        if _reads_alone(good, code) and not _repeats(good, title, fit):
            fit.append(good)
        if len(fit) >= REACH:
            break
    chosen = fit[:MOST]
    if places and chosen and not any(_holds(sentence, places) for sentence in chosen):
        better = next((sentence for sentence in fit[MOST:] if _holds(sentence, places)), None)
        if better is not None:
            chosen = [*chosen[: MOST - 1], better]
    return tuple(chosen)


def _holds(sentence: Span, places: Sequence[tuple[int, int]]) -> bool:
    return any(sentence.start <= start and end <= sentence.end for start, end in places)


def _trimmed(sentence: Span, text: str) -> Span | None:
    """Without its dateline; None for what is no sentence of the article."""
    start, end = sentence.start, sentence.end
    if dateline := _DATELINE.match(text, start, end):
        start = dateline.end()
    words = text[start:end]
    if (
        not words
        or words[-1] not in ".!?…。！？؟।۔”\"»」)’'"
        or not (words[0].isalnum() or words[0] in '“"„«「‘')
    ):
        return None
    if words[0].islower() or _FURNITURE.search(words) or _CLOCK.match(words) or _BYLINE.match(words):
        return None
    if _headline(words):
        return None
    return Span(start, end, words)


def _headline(words: str) -> bool:
    """A line in title case."""
    long = [word for word in _WORD.findall(words) if len(word) > 3 and word[0].isalpha()]
    return len(long) > 4 and sum(word[0].isupper() for word in long) > 0.9 * len(long)


def _reads_alone(sentence: Span, language: str) -> bool:
    words = _WORD.findall(sentence.text)
    spaced = language not in ("zh", "ja")
    size = len(words) if spaced else len(sentence.text)
    fewest, most = (FEWEST_WORDS, MOST_WORDS) if spaced else (FEWEST_SIGNS, MOST_SIGNS)
    if not fewest <= size <= most:
        return False
    if not spaced:
        return not sentence.text.startswith(tuple(_leaning(language)))
    if words[0].lower() in _leaning(language):
        return False
    marked = sum(len(found[0]) for found in _MARKED.finditer(sentence.text))
    return marked * 2 <= len(sentence.text) and sentence.text.count("“") == sentence.text.count("”")


@cache
def _leaning(language: str) -> frozenset[str]:
    return frozenset(_LEANING.get(language, "").split())


def _repeats(sentence: Span, title: str, chosen: Sequence[Span]) -> bool:
    """The headline, or an earlier sentence, in nearly the same words."""
    words = {word.lower() for word in _WORD.findall(sentence.text) if len(word) > 3}
    for other in [title, *(one.text for one in chosen)]:
        known = {word.lower() for word in _WORD.findall(other) if len(word) > 3}
        if known and words and len(words & known) >= 0.8 * max(len(known), len(words) * 0.8):
            return True
    return False
