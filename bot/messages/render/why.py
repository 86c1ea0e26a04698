"""The words of a text that spoke for a topic, each in its surroundings."""

from bot.messages.render.clean import clean, clean_passage, cut, is_rtl
from bot.messages.render.parts import ForChat, TopicTitle
from bot.messages.render.text import SPACE, Markup, bold, code, join, passage, say, words
from bot.model.ids import InterestKey, is_watch
from bot.model.story import Match, Place, Story
from bot.model.words import Translator

#: Characters of the text left and right of a term.
_AROUND = 36


def certainty(score: float, t: Translator) -> str:
    """A score in one word: sure from 0.85, likely from 0.6."""
    return t("sure") if score >= 0.85 else t("likely") if score >= 0.6 else t("weak")


def evidence(
    story: Story, key: InterestKey, chat: ForChat, t: Translator, places: int, *, topic_title: TopicTitle
) -> Markup:
    """A line with the score, then at most so many places where a term stands, the headline's first."""
    score = story.scores.get(key, 0.0)
    if is_watch(key):
        head = say(t, "Your watch {query}", query=code(cut(topic_title(key), 120)))
    else:
        head = say(
            t,
            "{topic}, {certainty} ({score}; this chat takes from {threshold})",
            topic=bold(topic_title(key)),
            certainty=certainty(score, t),
            score=f"{score:.2f}",
            threshold=f"{chat.threshold:.2f}",
        )
    return join("\n", [head, *(_place(story, match, t) for match in _strongest(story, key)[:places])])


def _strongest(story: Story, key: InterestKey) -> list[Match]:
    """One match for each term: its first place, in the headline if it stands there; no place shown twice."""
    first: dict[str, Match] = {}
    for match in sorted(story.matches, key=lambda match: (match.place is not Place.TITLE, match.start)):
        if match.interest == key:
            first.setdefault(match.term, match)
    apart: list[Match] = []
    for match in sorted(first.values(), key=lambda match: (-match.weight, match.start - match.end)):
        # "spyware" inside "spyware licence" says nothing that the longer one does not.
        if not any(_overlap(match, other) for other in apart):
            apart.append(match)
    return sorted(apart[:3], key=lambda match: (match.place is not Place.TITLE, match.start))


def _overlap(one: Match, other: Match) -> bool:
    return one.place is other.place and one.start < other.end and other.start < one.end


def _place(story: Story, match: Match, t: Translator) -> Markup:
    text = story.title if match.place is Place.TITLE else story.text
    before, after = text[: match.start].rpartition("\n")[2], text[match.end :].partition("\n")[0]
    where = (
        t("Headline:") if match.place is Place.TITLE else t("Paragraph {n}:", n=_paragraph(text, match.start))
    )
    rtl = is_rtl(text)
    left, right = _nearest(before, left=True), _nearest(after, left=False)
    return (
        words(where)
        + SPACE
        + passage(left, rtl=rtl)
        + bold(words(text[match.start : match.end], rtl=rtl))
        + passage(right, rtl=rtl)
    )


def _nearest(text: str, *, left: bool) -> str:
    """Whole words next to the term, with … where more follows."""
    text = clean_passage(text)
    if len(text) <= _AROUND:
        return text
    if left:
        return "… " + text[-_AROUND:].partition(" ")[2]
    return text[:_AROUND].rpartition(" ")[0] + " …"


def _paragraph(text: str, at: int) -> int:
    return sum(1 for line in text[:at].split("\n")[:-1] if clean(line)) + 1
