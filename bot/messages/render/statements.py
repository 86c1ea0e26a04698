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
    #: In how many stories all of them stand.
    stories: int
    #: Name and newest role of the one person or body whose they all are.
    person: tuple[str, str] | None = None
    earlier: str | None = None
    later: str | None = None
    oldest_first: bool = False
    file: str | None = None
    #: Label and data of the other order.
    order: tuple[str, str] | None = None
    #: What narrows, how many there are without it, and data.
    without: Sequence[tuple[str, int, str]] = ()
    #: How many others have the name in their role, and data.
    in_roles: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class WhichOne:
    """One of several people of one name; without a name: all of them."""

    name: str
    role: str
    outlets: Sequence[str]
    total: int
    data: str


def render_quotes_page(statements: Statements, t: Translator) -> Message:
    """Three to a page, each dated, sourced and linked, with a Copy button where it fits one."""
    one = statements.person is not None
    whole = NOTHING
    for units, linked in ((500, True), (300, True), (200, True), (120, True), (120, False)):
        blocks = [
            _statement(story, quote, t, units, named=not one, linked=linked)
            for story, quote in statements.found
        ]
        whole = join("\n\n", [_quotes_head(statements, t), *blocks, _quotes_tail(statements, t)])
        if PAGE.fit(whole):
            break
    copies: list[Button] = []
    for number, (story, quote) in enumerate(statements.found, start=1):
        payload = copied(quote, story.lead, t)
        if payload:
            copies.append(Copy(button_text(t("Copy {n}", n=number)), payload))
    return message(whole, [copies, _quotes_turning(statements, t), *_other_ways(statements, t)])


def _quotes_head(statements: Statements, t: Translator) -> Markup:
    count = say_many(t, "{n} statement", "{n} statements", statements.total)
    if not statements.asked:
        return join(" · ", [bold(t("Quotes")), count])
    narrowed = cut(clean(statements.narrowed), 60)
    if statements.person is None:
        return join(" · ", [bold(cut(clean(statements.asked), 120)), narrowed, count])
    name, role = statements.person
    who = join(", ", [bold(cut(clean(name), 80)), cut(clean(role), 120)])
    return who + NEWLINE + join(" · ", [narrowed, count])


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
    quoted = NOTHING
    if statements.asked and statements.stories > 1:
        quoted = say_many(t, "Quoted in {n} story.", "Quoted in {n} stories.", statements.stories)
    rule = t("Word for word only: what outlets paraphrase is not here.")
    return join(" ", [archive_since(statements.first, t), quoted, rule])


def _quotes_turning(statements: Statements, t: Translator) -> list[Button]:
    back, on = (t("‹ Older"), t("Newer ›")) if statements.oldest_first else (t("‹ Newer"), t("Older ›"))
    row: list[Button] = []
    if statements.earlier is not None:
        row.append(Press(button_text(back), statements.earlier))
    if statements.later is not None:
        row.append(Press(button_text(on), statements.later))
    return row


def _other_ways(statements: Statements, t: Translator) -> list[list[Button]]:
    """As a file, the other order; and wider: without a word, or whoever speaks for them."""
    first: list[Button] = []
    if statements.file is not None:
        first.append(Press(button_text(t("As a file")), statements.file))
    if statements.order is not None:
        first.append(Press(button_text(statements.order[0]), statements.order[1]))
    second: list[Button] = [
        Press(button_text(t("Without “{word}” · {n}", word=cut(word, 30), n=f"{n:,}")), data)
        for word, n, data in statements.without
    ]
    if statements.in_roles is not None:
        n, data = statements.in_roles
        second.append(Press(button_text(t("Who speaks for them · {n}", n=f"{n:,}")), data))
    return [first, second]


def render_which_one(asked: str, choices: Sequence[WhichOne], t: Translator) -> Message:
    """Several people have the name: by role and outlet, which one is meant."""
    rows = []
    keyboard: list[list[Button]] = []
    for number, one in enumerate(choices, start=1):
        label = one.name or t("All of them")
        keyboard.append([Press(button_text(f"{cut(label, 44)} · {one.total:,}"), one.data)])
        if one.name:
            who = join(", ", [bold(cut(clean(one.name), 60)), cut(clean(one.role), 90)])
            outlets = cut(clean(", ".join(one.outlets[:2])), 60)
            count = say_many(t, "{n} statement", "{n} statements", one.total)
            rows.append(join(" ", [str(number), join(" · ", [who, outlets, count])]))
    head = say(t, "Which {name}?", name=bold(cut(asked, 80)))
    return message(join("\n\n", [head, join("\n", rows)]), keyboard)


def render_no_quotes(
    asked: str,
    narrowed: Sequence[str],
    first: datetime | None,
    without: Sequence[tuple[str, int, str]],
    t: Translator,
) -> Message:
    """Nothing; and what there is with one word less."""
    speaker = bold(cut(clean(asked), 120))
    if narrowed and without:
        words_ = bold(cut(clean(" ".join(narrowed)), 80))
        head = say(t, "No statement of {speaker} has all of: {words}.", speaker=speaker, words=words_)
    else:
        head = say(t, "No statement of {speaker} is here.", speaker=speaker)
    form = say(t, "The name must stand in the article: {form}", form=code("/quotes Türk"))
    keyboard = [
        [Press(button_text(t("Without “{word}” · {n}", word=cut(word, 30), n=f"{n:,}")), data)]
        for word, n, data in without[:2]
    ]
    tail = join(" ", [archive_since(first, t), NOTHING if without else form])
    return message(head + PARAGRAPH + tail, keyboard)


def quotes_as_text(
    statements: Sequence[tuple[Story, Quote]], total: int, first: datetime | None, t: Translator
) -> str:
    """A file of statements: quote, who with role, outlet and date, link; an empty line between.

    Its last line says since when there is an archive, and that it holds not all of `total` if so.
    """
    parts = []
    for story, quote in statements:
        who = ", ".join(filter(None, speaker_of(quote))) or t("Speaker not named")
        source = story.lead
        when = (source.published or story.seen_at).astimezone(UTC)
        outlet = f"{clean(source.outlet)}, {day(t, when)}, {clock_time(t, when)}"
        parts.append("\n".join(filter(None, (marked(quote, 100_000), f"— {who}", outlet, source.url or ""))))
    held = archive_since(first, t)
    if len(statements) < total:
        held = f"{held} " + t(
            "The newest {n} of {all} statements.", n=f"{len(statements):,}", all=f"{total:,}"
        )
    return "\n\n".join([*parts, held]) + "\n"
