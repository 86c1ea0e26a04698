"""Answers about one article that somebody asks for by its link (screen 12a): have it, why not, read it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.messages.render.clean import clean, cut
from bot.messages.render.dates import dated
from bot.messages.render.languages import language_name
from bot.messages.render.text import NOTHING, Markup, bold, join, link, message, say, words
from bot.model.entry import NotTold, WhyNot
from bot.model.message import Keyboard, Message
from bot.model.words import Translator


@dataclass(frozen=True, slots=True)
class Asked:
    """The article as far as we know it; only `url` is always there."""

    url: str
    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    seen_at: datetime | None = None


def render_asked(
    head: str, asked: Asked, reasons: Sequence[Markup | str], keyboard: Keyboard, t: Translator
) -> Message:
    """One reason, the first that stopped it; and what can be done."""
    host = (urlsplit(asked.url).hostname or "").removeprefix("www.")
    title = link(cut(clean(asked.title) or host, 220) or "…", asked.url, spell_out=True)
    when = NOTHING
    if asked.published is not None:
        when = dated(t, asked.published, asked.seen_at or asked.published)
    elif asked.seen_at is not None:
        when = say(t, "seen {time}", time=dated(t, asked.seen_at, asked.seen_at))
    outlet = join(" · ", [cut(clean(asked.outlet), 60), when])
    top = join("\n", [bold(head), title, outlet])
    return message(join("\n\n", [top, join("\n", reasons)]), keyboard)


def below(
    nearest: str | None, score: float, term: str | None, threshold: float, t: Translator
) -> Sequence[Markup]:
    """The nearest topic and how near, and the word that spoke for it."""
    if nearest is None:
        return [words(t("No word of any topic stands in it."))]
    lines = [
        say(
            t,
            "Nearest topic: {topic}, {score}; this chat takes from {threshold}.",
            topic=bold(nearest),
            score=f"{score:.2f}",
            threshold=f"{threshold:.2f}",
        )
    ]
    if term:
        lines.append(say(t, "The evidence: {term}.", term=bold(cut(clean(term), 60))))
    return lines


def not_told(why: NotTold, nearest: str | None, threshold: float, t: Translator) -> Sequence[Markup]:
    """Why an entry became no story."""
    match why.why:
        case WhyNot.NO_TEXT:
            return [words(t("There was no text to judge it by."))]
        case WhyNot.EXCLUDED:
            lines = below(nearest, why.score, why.term, threshold, t)
            return [words(t("It reads like sport, a product or a review.")), *lines]
        case WhyNot.NO_INTEREST | WhyNot.BELOW:
            return below(nearest, why.score, why.term, threshold, t)


def other_language(language: str, t: Translator) -> str:
    return t(
        "It is in {language}, which this chat does not read. /settings changes that.",
        language=language_name(t, language),
    )
