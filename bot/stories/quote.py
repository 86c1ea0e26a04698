"""Quotes: the words between marks that somebody is said to have spoken, and who. Never a word that is not there.

Marks are paired (quote_marks), the text around them read as tokens (quote_tokens), each passage attributed
(attribute), judged to be a statement or not (quote_statement), and its mention traced to a name (names_table).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from bot.model.story import LeftOut, Match, Quote, QuoteKind, Span
from bot.stories.attribute import Attribution, attribute
from bot.stories.attribute_frames import Frame
from bot.stories.names import Phrase
from bot.stories.names_table import NamesTable, Speaker
from bot.stories.quote_choose import Candidate, choose_quotes
from bot.stories.quote_cues import LANGUAGES_WITHOUT_SPACES, Cues, cues_for
from bot.stories.quote_guards import checked, why_denied, why_never
from bot.stories.quote_language import language_of
from bot.stories.quote_marks import Passage, pair_marks
from bot.stories.quote_statement import read_page, statement_features, words_in
from bot.stories.quote_tokens import Token, read_tokens
from bot.stories.quote_unmarked import split_inserts, unmarked
from bot.stories.quote_unsaid import DENIED
from bot.stories.quote_weights import Weights, shipped_weights

#: A passage is told as a quote from here on (probability of being a statement).
TOLD = 0.6
#: … and the speaker's is this high with it (probabilities of speakers are calibrated on English).
TOLD_WITH_SPEAKER = 0.4
#: The same for other languages: the models know only English, and are less sure there of what is as true.
TOLD_ELSEWHERE, TOLD_WITH_SPEAKER_ELSEWHERE = 0.45, 0.15
#: Shown in an alert only from here on: statement, and speaker.
SURE_STATEMENT, SURE_SPEAKER = 0.9, 0.85
#: Patterns strong enough for an alert.
SOLID = frozenset(
    ["after-vs", "after-sv", "after-vs-late", "after-according", "after-line", "before-sv", "before-main", "before-vs",
     "before-according", "label", "carry", "around", "earlier-sv"]
)  # fmt: skip
_WHY = {
    "after-sv": "{who} + verb of saying after it",
    "after-vs": "verb of saying + {who} after it",
    "after-unknown": "a word that may be a verb of saying + {who} after it",
    "after-vs-late": "verb of saying + {who} after it",
    "after-according": "“according to” {who} after it",
    "after-by": "“by” {who} after it",
    "after-noun": "a noun of saying tied to {who} after it",
    "after-line": "{who} on the line after it",
    "after-dash": "{who} behind a dash after it",
    "before-sv": "{who} + verb of saying before it",
    "before-main": "{who} + verb of saying before it",
    "before-vs": "verb of saying + {who} before it",
    "before-according": "“according to” {who} before it",
    "before-by": "“by” {who} before it",
    "before-noun": "a noun of saying tied to {who} before it",
    "before-possessive": "what {who} owns is said before it",
    "label": "{who} and a colon before it",
    "subject": "{who} is the subject of its sentence",
    "carry": "{who} spoke the passage before it",
    "next": "{who} speaks the passage after it",
}


_NO_STATEMENT = "it may be no statement"
_GOES_ON = "its sentence goes on after its speaker"
_HEADLINE = "it is a headline"
_FRAGMENT = "a fragment"
_LOOSE = "what ties it to its speaker is not certain enough"
_UNNAMED = "the article does not name the speaker"
_NO_SPEAKER = "the speaker is neither a name nor a role"
#: Doubts about the words, which leave it certain who spoke.
_OF_WORDS = frozenset([_NO_STATEMENT, _GOES_ON, _HEADLINE, _FRAGMENT])
#: Doubts about one part of a quote that say nothing of what continues it.
_OF_ONE_PART = _OF_WORDS | {_LOOSE}
#: Doubts that leave it certain who spoke, or name nobody.
_NOT_OF_SPEAKER = _OF_WORDS | {_UNNAMED, _NO_SPEAKER}
_LABEL = re.compile(r"(?P<who>[A-Z][A-Z.’' -]{2,30}):\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Quotes:
    """Told quotes in the order of the text, and the marked passages that were left out."""

    quotes: tuple[Quote, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that was made of one text before anything is decided."""

    text: str
    tokens: Sequence[Token]
    table: NamesTable
    cues: Cues


def quote_article(
    text: str,
    *,
    title: str = "",
    language: str | None = None,
    matches: Sequence[Match] = (),
    weights: Weights | None = None,
) -> Quotes:
    """The quotes of an article with their speakers; at most three are `pushed`.

    `matches` say what is on topic; `weights` are those that ship, unless a measurement brings others.
    """
    code = language_of(text or title, language)
    cues = cues_for(code)
    everything = split_inserts(text, pair_marks(text), cues)
    outermost = [passage for passage in everything if passage.depth == 0]
    passages = sorted([*outermost, *unmarked(text, outermost, cues)], key=lambda passage: passage.start)
    left = [_left(text, passage, why_never(text, passage) or "") for passage in everything if passage.depth]
    if not passages:
        return Quotes((), tuple(left))
    tokens = read_tokens(text, passages, cues)
    weights = weights or shipped_weights()
    reading = _Reading(text, tokens, NamesTable(text, tokens, cues), cues)
    page = read_page(text, tokens, passages, cues)
    candidates: list[Candidate] = []
    before = False
    doubts: dict[int, str] = {}
    english = code == "en"
    told = TOLD if english else TOLD_ELSEWHERE
    least = TOLD_WITH_SPEAKER if english else TOLD_WITH_SPEAKER_ELSEWHERE
    for passage, found in zip(passages, attribute(text, tokens, passages, cues, weights), strict=True):
        never = why_never(text, passage) or why_denied(tokens, found)
        score = weights.statement(statement_features(page, passage, found, before))
        chance = 1 / (1 + exp(-max(-30.0, min(30.0, score))))
        before = never is None and chance >= told and chance * found.certainty >= least
        seen = checked(text, _told(reading, passage, found, chance), code) if before else None
        if seen is not None and seen.doubt == DENIED:
            seen, before, never = None, False, DENIED
        if found.best is not None and seen is not None:
            seen = _no_surer(seen, found.best.pattern, doubts.get(found.best.phrase.start))
            if seen.doubt is not None and seen.doubt not in _OF_ONE_PART:
                doubts[found.best.phrase.start] = seen.doubt
        if seen is not None:
            of_speaker = seen.doubt is not None and seen.doubt not in _NOT_OF_SPEAKER
            candidates.append(replace(seen, of_speaker=of_speaker))
        else:
            left.append(_left(text, passage, never or _why_left(found)))
    spaced = code not in LANGUAGES_WITHOUT_SPACES
    quotes = choose_quotes(candidates, matches, spaced)
    return Quotes(tuple(quotes), tuple(sorted(left, key=lambda one: one.span.start)))


def _no_surer(seen: Candidate, pattern: str, doubt: str | None) -> Candidate:
    """What continues a quote behind its speaker is never surer than the part before."""
    return replace(seen, doubt=doubt) if doubt and seen.doubt is None and pattern == "carry" else seen


def _left(text: str, passage: Passage, why: str) -> LeftOut:
    return LeftOut(Span(passage.start, passage.end, text[passage.start : passage.end]), why)


def _why_left(found: Attribution) -> str:
    if found.best is None:
        return "nobody beside it is said to have spoken it"
    return "reads like a name, a title, a term or a scare quote, not like a statement"


def _told(reading: _Reading, passage: Passage, found: Attribution, chance: float) -> Candidate:
    text = reading.text
    start, end = _inside(text, passage)
    if label := _LABEL.match(text, start, end):
        return _turn(reading, passage, label, end)
    span = Span(start, end, text[start:end])
    kind = _kind(span.text, found.frame)
    marks = (text[passage.outer_start : passage.start].strip(), text[passage.end : passage.outer_end].strip())
    if found.best is None:
        quote = Quote(
            span,
            kind,
            marks,
            certainty=0.0,
            why="a statement, but nobody beside it is said to have spoken it",
        )
        return Candidate(quote, "no speaker", "")
    phrase = found.best.phrase
    mention = _mention(reading, phrase)
    speaker, person = reading.table.resolve(phrase)
    if person is not None:
        reading.table.spoke(person)
    why = _WHY.get(found.best.pattern, "{who} stands nearest").format(who=mention.text)
    if speaker.how in ("pronoun", "role", "short") and speaker.full:
        why = f"{why}, read as {speaker.full}"
    quote = Quote(
        span,
        kind,
        marks,
        mention,
        speaker.full,
        speaker.name,
        speaker.role,
        certainty=round(chance * found.certainty, 3),
        why=why,
    )
    return Candidate(
        quote,
        _doubt(reading, found, chance, speaker, kind, passage),
        speaker.name or speaker.full or mention.text,
    )


def _turn(reading: _Reading, passage: Passage, label: re.Match[str], end: int) -> Candidate:
    """A transcript inside the marks, "WALLACE: If I may …": the label says who speaks."""
    text = reading.text
    start = label.end()
    person = reading.table.person_called(label["who"])
    mention = Span(label.start("who"), label.end("who"), label["who"])
    quote = Quote(
        Span(start, end, text[start:end]),
        QuoteKind.FULL,
        (text[passage.outer_start : passage.start].strip(), text[passage.end : passage.outer_end].strip()),
        mention,
        person.full if person else mention.text,
        person.name if person else mention.text,
        person.role if person else None,
        certainty=0.9,
        why=f"the label {mention.text} opens the turn",
    )
    return Candidate(quote, None if person else "its label names nobody", mention.text)


def _inside(text: str, passage: Passage) -> tuple[int, int]:
    """Without the spaces some outlets set inside their marks, and the comma that leads to "said X"."""
    start, end = passage.start, passage.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",،，、"):
        end -= 1
    return start, end


def _mention(reading: _Reading, phrase: Phrase) -> Span:
    tokens = reading.tokens
    inner = reading.table.inner_of(phrase) if phrase.kind == "role" else None
    last = tokens[max(phrase.core, phrase.end, inner.core if inner else 0) - 1]
    start, end = tokens[phrase.start].start, last.end
    if last.possessive:
        end -= 2 if reading.text[end - 1] in "sS" and reading.text[end - 2] in "'’" else 1
    return Span(start, end, reading.text[start:end])


def _kind(words: str, frame: Frame) -> QuoteKind:
    """A statement that can stand alone, or a fragment in the reporter's sentence."""
    first = next((sign for sign in words if sign.isalpha()), "")
    whole = frame.opens or frame.lead in (":", ",", "start") or (first.isupper() and frame.lead != "that")
    if not first.isupper() and frame.lead != ":" and not frame.opens and first.lower() != first.upper():
        whole = False
    return QuoteKind.FULL if whole and len(words_in(words)) > 1 else QuoteKind.MIXED


def _goes_on(reading: _Reading, frame: Frame) -> bool:
    """“What is so sad”, Cengiz said, “is not seeing …”: half a sentence, the other half after its speaker."""
    at = frame.right
    if frame.last in ".?!…" or at >= len(reading.tokens) or reading.tokens[at].shape != "Q":
        return False
    following = reading.tokens[at]
    first = next((sign for sign in reading.text[following.start : following.end] if sign.isalpha()), "")
    return (
        first.islower() and reading.tokens[at - 1].shape in ",—" and not _joined(reading.tokens, frame.at, at)
    )


def _joined(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether another clause leads to the next passage: “…,” she said, adding “…”."""
    words = [token for token in tokens[start + 1 : stop] if token.shape == "x"]
    return any(word.low in ("and", "but", "adding", "that", "calling", "saying", "who") for word in words)


def _headline(text: str, passage: Passage) -> bool:
    """Words in title case: outlets rewrite quotes for their headlines."""
    words = [
        word for word in words_in(text[passage.start : passage.end]) if len(word) > 3 and word[0].isalpha()
    ]
    return len(words) > 2 and all(word[0].isupper() for word in words)


def _sound(reading: _Reading, phrase: Phrase) -> bool:
    """Whether a phrase can be trusted to be somebody: where nouns are capitalised, "das Motiv" looks like a name."""
    if phrase.kind == "noun":
        return False
    words = reading.tokens[phrase.start : phrase.core]
    if (
        len(words) == 1
        and words[0].shape == "X"
        and (phrase.start == 0 or reading.tokens[phrase.start - 1].shape in ".¶")
    ):
        person = reading.table.person_of(phrase)  # "Ähnlich", "Hours": a capital at the head of a sentence
        if person is None or (len(person.words) == 1 and len(person.mentions) < 2):
            return False
    if reading.cues.language == "en" or phrase.kind != "name":
        return True
    return "D" not in words[0].kinds or any(set("rcdM") & set(word.kinds) for word in words)


def _doubt(
    reading: _Reading, found: Attribution, chance: float, speaker: Speaker, kind: QuoteKind, passage: Passage
) -> str | None:
    """Why the quote may not be shown in an alert, None if it may."""
    best = found.best
    if best is None or found.certainty < SURE_SPEAKER:
        return "the speaker is not certain"
    doubts = {
        _NO_STATEMENT: chance < SURE_STATEMENT,
        _LOOSE: best.pattern not in SOLID,
        "somebody else asked it": "passive" in best.features,
        _GOES_ON: _goes_on(reading, found.frame),
        _HEADLINE: _headline(reading.text, passage),
        _NO_SPEAKER: not _sound(reading, best.phrase),
        _UNNAMED: speaker.full is None,
        "the mention may stand for somebody else": speaker.doubtful,
        "it goes on in the next paragraph, whose speaker may be another": passage.runs_on
        and best.pattern == "carry",
        "its label names nobody the article knows": not passage.opening and speaker.name is None,
        _FRAGMENT: kind is QuoteKind.MIXED,
    }
    return next((doubt for doubt, true in doubts.items() if true), None)
