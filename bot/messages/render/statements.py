"""/quotes: what somebody said, word for word (screen 16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.messages.render.clean import clean, cut
from bot.messages.render.dates import clock_time, day
from bot.messages.render.parts import outlets
from bot.messages.render.quotes import copied, marked, speaker_of
from bot.messages.render.talk import archive_since
from bot.messages.render.text import (
    NEWLINE,
    NOTHING,
    PAGE,
    PARAGRAPH,
    SPACE,
    Markup,
    block,
    bold,
    button_text,
    code,
    italic,
    join,
    link,
    message,
    say,
    say_many,
    words,
)
from bot.model.message import Button, Copy, Message, Press
from bot.model.story import Quote, Story
from bot.model.words import Translator


@dataclass(frozen=True, slots=True)
class Statements:
    """A page of what somebody said, or, without a speaker, of what anybody said."""

    #: As typed.
    asked: str
    #: What of it narrowed the speaker's statements: words, a year.
    narrowed: str
    found: Sequence[tuple[Story, Quote]]
    total: int
    first: datetime | None
    earlier: str | None = None
    later: str | None = None
    file: str | None = None


def render_quotes_page(statements: Statements, t: Translator) -> Message:
    """Three to a page, each dated, sourced and linked, with a Copy button where it fits one."""
    speakers = {speaker_of(quote)[0].casefold() for _, quote in statements.found}
    one = len(speakers) == 1 and bool(statements.asked)
    whole = NOTHING
    for units, linked in ((500, True), (300, True), (200, True), (120, True), (120, False)):
        blocks = [
            _statement(story, quote, t, units, named=not one, linked=linked)
            for story, quote in statements.found
        ]
        whole = join("\n\n", [_quotes_head(statements, one, t), *blocks, _quotes_tail(statements, t)])
        if PAGE.fit(whole):
            break
    copies: list[Button] = []
    for number, (story, quote) in enumerate(statements.found, start=1):
        payload = copied(quote, story.lead, t)
        if payload:
            copies.append(Copy(button_text(t("Copy {n}", n=number)), payload))
    return message(whole, [copies, _quotes_turning(statements, t)])


def _quotes_head(statements: Statements, one: bool, t: Translator) -> Markup:
    count = say_many(t, "{n} statement", "{n} statements", statements.total)
    if not statements.asked:
        return join(" · ", [bold(t("Quotes")), count])
    if not one:
        return join(" · ", [bold(cut(clean(statements.asked), 120)), count])
    name, role = speaker_of(statements.found[0][1])
    who = join(", ", [bold(name or clean(statements.asked)), role])
    return who + NEWLINE + join(" · ", [cut(clean(statements.narrowed), 60), count])


def _statement(story: Story, quote: Quote, t: Translator, units: int, *, named: bool, linked: bool) -> Markup:
    """The words in a block quote, who said them if that varies, and below outlet, date, how many others."""
    inside = words(marked(quote, units))
    if named:
        name, role = speaker_of(quote)
        who = join(", ", [bold(name), role]) if name else words(t("Speaker not named"))
        inside = inside + NEWLINE + words("—") + SPACE + who
    name = cut(clean(story.lead.outlet), 60)
    outlet = italic(link(name, story.lead.url) if linked else name)
    others = outlets(story) - 1
    when = day(t, story.lead.published or story.seen_at)
    return block(inside) + NEWLINE + join(", ", [outlet, f"{when} + {others}" if others else when])


def _quotes_tail(statements: Statements, t: Translator) -> Markup:
    rule = t("Word for word only: what outlets paraphrase is not here.")
    return join(" ", [archive_since(statements.first, t), rule])


def _quotes_turning(statements: Statements, t: Translator) -> list[Button]:
    row: list[Button] = []
    if statements.earlier is not None:
        row.append(Press(button_text(t("‹ Newer")), statements.earlier))
    if statements.file is not None:
        row.append(Press(button_text(t("As a file")), statements.file))
    if statements.later is not None:
        row.append(Press(button_text(t("Older ›")), statements.later))
    return row


def render_no_quotes(asked: str, first: datetime | None, t: Translator) -> Message:
    return message(
        say(t, "No statement of {speaker} is here.", speaker=bold(cut(clean(asked), 120)))
        + PARAGRAPH
        + join(
            " ",
            [
                archive_since(first, t),
                say(t, "The name must stand in the article: {form}", form=code("/quotes Türk")),
            ],
        )
    )


def quotes_as_text(statements: Sequence[tuple[Story, Quote]], t: Translator) -> str:
    """A file of statements: quote, who, outlet, date, link; an empty line between."""
    parts = []
    for story, quote in statements:
        who = ", ".join(filter(None, speaker_of(quote))) or t("Speaker not named")
        source = story.lead
        when = (source.published or story.seen_at).astimezone(UTC)
        outlet = f"{clean(source.outlet)}, {day(t, when)}, {clock_time(t, when)}"
        parts.append("\n".join(filter(None, (marked(quote, 100_000), f"— {who}", outlet, source.url or ""))))
    return "\n\n".join(parts) + "\n"
