"""Answers about one article that somebody asks for by its link (screen 12a): have it, why not, read it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.messages.render.clean import clean, cut
from bot.messages.render.dates import dated, short_day
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
    nearest: str | None,
    score: float,
    terms: Sequence[str],
    threshold: float,
    t: Translator,
    *,
    all_terms: bool,
) -> Sequence[Markup]:
    """The nearest topic and how near, and the words that spoke for it; `all_terms`: there are no others."""
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
    shown = [bold(cut(clean(term), 60)) for term in terms[:3]]
    if len(shown) == 1 and all_terms:
        lines.append(say(t, "One piece of evidence: “{term}”. No second one in the text.", term=shown[0]))
    elif shown:
        lines.append(say(t, "The evidence: {term}.", term=join(", ", shown)))
    return lines


def with_everything(more_a_week: int | None, t: Translator) -> str:
    """What a lower threshold would have brought; `more_a_week` None where there is no number."""
    if more_a_week is None:
        return t("With sensitivity “everything” it would have come.")
    return t("With sensitivity “everything” it would have come, and about {n} more a week.", n=more_a_week)


def not_told(why: NotTold, nearest: str | None, threshold: float, t: Translator) -> Sequence[Markup]:
    """Why an entry became no story."""
    terms = [why.term] if why.term else []
    match why.why:
        case WhyNot.NO_TEXT:
            return [words(t("There was no text to judge it by."))]
        case WhyNot.EXCLUDED:
            lines = below(nearest, why.score, terms, threshold, t, all_terms=False)
            return [words(t("It reads like sport, a product or a review.")), *lines]
        case WhyNot.NO_INTEREST | WhyNot.BELOW:
            return below(nearest, why.score, terms, threshold, t, all_terms=False)


def other_language(language: str, t: Translator) -> str:
    return t(
        "It is in {language}, which this chat does not read. /settings changes that.",
        language=language_name(t, language),
    )


def due_later(local: datetime, t: Translator, *, digest: bool) -> str:
    """`local`: when it comes, in the chat's own time."""
    when = f"{local:%H:%M}"
    if digest:
        return t("It waits for the digest of {day}, {time}.", day=short_day_as_it_is(local, t), time=when)
    return t("Held in your quiet hours until {time}.", time=when)


def short_day_as_it_is(local: datetime, t: Translator) -> str:
    """The day of a local time, not turned into UTC."""
    return short_day(t, local.replace(tzinfo=UTC))
