"""Answers that list stories: /latest and /search (screens 9 and 10); each pages in the same message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.render.clean import clean, cut
from bot.messages.render.dates import day
from bot.messages.render.parts import TopicTitle, headline, outlets
from bot.messages.render.talk import archive_since, listed_day
from bot.messages.render.text import (
    NEWLINE,
    NOTHING,
    PAGE,
    SPACE,
    Markup,
    bold,
    button_text,
    join,
    message,
    passage,
    say,
    say_many,
    words,
)
from bot.model.ids import InterestKey
from bot.model.message import Button, Message, Press
from bot.model.story import Passage, Story, StoryPage
from bot.model.words import Translator

#: How long a title may be, and whether it is a link; the next where a page does not fit.
_RUNGS = ((150, True), (110, True), (80, True), (50, True), (80, False), (50, False))


@dataclass(frozen=True, slots=True)
class Turning:
    """What the buttons below a list send: None where there is nothing to turn to."""

    #: One for each story of the page.
    opens: Sequence[str]
    earlier: str | None = None
    later: str | None = None
    #: Beside the turning, in a row of their own if there are several: label and data.
    more: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """The answer to "is it alive?"."""

    answered: int
    feeds: int
    #: In a quiet week: entries read since the newest story of the list.
    entries: int | None = None
    newest: datetime | None = None


def render_latest(
    page: StoryPage,
    interests: Callable[[Story], Sequence[InterestKey]],
    health: Health,
    turning: Turning,
    t: Translator,
    now: datetime,
    *,
    topic_title: TopicTitle,
    topic: str | None = None,
) -> Message:
    """Five to a page; the numbers open the alert in this same message."""
    head = say(t, "{latest} on {topic}", latest=bold(t("Latest")), topic=topic or t("all topics"))

    def row(number: int, story: Story, units: int, linked: bool) -> Markup:
        reached = interests(story)
        topics = topic_title(reached[0]) if reached and topic is None else ""
        corrected = t("withdrawn") if story.withdrawn is not None else ""
        return _row(number, _title(story, units, linked), story, [_when(story, t, now), topics, corrected], t)

    tail = _health(health, t, now)
    if not page.stories:
        nothing = words(t("Nothing here yet.")) if page.total == 0 else words(t("No older ones."))
        return message(join("\n\n", [head, nothing, tail]), _turning_keyboard(turning, t, latest=True))
    whole = _fitted(head, page.stories, row, tail)
    return message(whole, _turning_keyboard(turning, t, latest=True))


def _title(story: Story, units: int, linked: bool) -> Markup:
    return headline(story, units) if linked else words(cut(clean(story.title), units) or "…")


def _row(number: int, title: Markup, story: Story, details: Sequence[str], t: Translator) -> Markup:
    others = outlets(story) - 1
    outlet = cut(clean(story.lead.outlet), 40)
    where = t("{outlet} + {n}", outlet=outlet, n=others) if others else outlet
    first = bold(str(number)) + SPACE + title
    return first + NEWLINE + join(" · ", [where, *details])


def _when(story: Story, t: Translator, now: datetime) -> str:
    """The day of the newest telling."""
    return listed_day(t, story.newest, now)


def _fitted(
    head: Markup, stories: Sequence[Story], row: Callable[[int, Story, int, bool], Markup], tail: Markup
) -> Markup:
    """Titles are cut until the page fits; links go only where outlets have endless addresses."""
    whole = NOTHING
    for units, linked in _RUNGS:
        rows = [row(number, story, units, linked) for number, story in enumerate(stories, start=1)]
        whole = join("\n\n", [head, *rows, tail])
        if PAGE.fit(whole):
            break
    return whole


def _health(health: Health, t: Translator, now: datetime) -> Markup:
    if health.newest is not None and health.entries is not None:
        return say(
            t,
            "Nothing new since {day}. {entries} entries read since then from {answered} of {feeds} feeds.",
            day=listed_day(t, health.newest, now),
            entries=f"{health.entries:,}",
            answered=f"{health.answered:,}",
            feeds=f"{health.feeds:,}",
        )
    return say(
        t,
        "{answered} of {feeds} feeds answered in the last hour.",
        answered=f"{health.answered:,}",
        feeds=f"{health.feeds:,}",
    )


def _turning_keyboard(turning: Turning, t: Translator, *, latest: bool = False) -> list[list[Button]]:
    numbers: list[Button] = [Press(str(n), data) for n, data in enumerate(turning.opens, start=1)]
    turn: list[Button] = []
    if turning.earlier is not None:
        turn.append(Press(button_text(t("‹ Newer") if latest else t("‹ Back")), turning.earlier))
    more: list[Button] = [Press(button_text(label), data) for label, data in turning.more]
    if latest:
        turn += more
        more = []
    if turning.later is not None:
        turn.append(Press(button_text(t("Older ›") if latest else t("More ›")), turning.later))
    return [numbers, turn, more]


def render_topic_choice(choices: Sequence[tuple[str, str]], back: str, t: Translator) -> Message:
    """Behind "All topics ▾": which topic to list. Label and data."""
    buttons = [Press(button_text(label), data) for label, data in choices]
    rows = [buttons[place : place + 2] for place in range(0, len(buttons), 2)]
    return message(words(t("The latest on which topic?")), [*rows, [Press(button_text(t("‹ Back")), back)]])


# ── /search ─────────────────────────────────────────────────────────────────────────────────────────────────


def render_search(
    typed: str,
    page: StoryPage,
    first: datetime | None,
    turning: Turning,
    t: Translator,
    now: datetime,
    *,
    short: bool = False,
) -> Message:
    """Three to a page with two lines of passage each; `short` (groups): no passages, no advice."""
    head = join(
        " · ",
        [
            bold(cut(clean(typed), 120)),
            say_many(t, "{n} story", "{n} stories", page.total),
        ],
    )

    def row(number: int, story: Story, units: int, linked: bool) -> Markup:
        details = [_search_day(story, t, now), t("withdrawn") if story.withdrawn is not None else ""]
        line = _row(number, _title(story, units, linked), story, details, t)
        found = page.passages.get(story.id) if story.withdrawn is None else None
        return line + NEWLINE + _passage(found) if found and found.text.strip() and not short else line

    advice = (
        NOTHING
        if short
        else join(
            " ",
            [
                archive_since(first, t),
                t('Narrow it: -word, "exact words", after:30d, speaker:, quote:'),
            ],
        )
    )
    whole = _fitted(head, page.stories, row, advice)
    return message(whole, _turning_keyboard(turning, t))


def _search_day(story: Story, t: Translator, now: datetime) -> str:
    return day(t, min(story.lead.published or story.seen_at, story.seen_at, now))


def _passage(found: Passage) -> Markup:
    """The passage, at most three words of it in bold."""
    whole, at = NOTHING, 0
    for start, end in sorted(found.bold)[:3]:
        if at <= start < end <= len(found.text):
            whole = whole + passage(found.text[at:start]) + bold(found.text[start:end])
            at = end
    return whole + passage(found.text[at:])


@dataclass(frozen=True, slots=True)
class Without:
    """A search with one word less: the word, how many it would find, and what its button sends."""

    word: str
    total: int
    data: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A search with a word of the archive in the place of one that is a letter off."""

    word: str
    total: int
    data: str


def render_nothing_found(
    typed: str,
    first: datetime | None,
    without: Sequence[Without],
    meant: Sequence[Meant],
    t: Translator,
    *,
    plain: bool = False,
) -> Message:
    """`plain`: nobody asked for a search by name; perhaps it was no search at all."""
    head = say(t, "No story has all of: {words}.", words=bold(cut(clean(typed), 120)))
    tries = [t("Without “{word}”: {n}.", word=each.word, n=f"{each.total:,}") for each in without]
    tries += [t("Did you mean {word}? {n}.", word=each.word, n=f"{each.total:,}") for each in meant]
    keyboard = [
        [Press(button_text(t("Without “{word}” · {n}", word=each.word, n=f"{each.total:,}")), each.data)]
        for each in without
    ]
    keyboard += [
        [Press(button_text(t("Search {word} · {n}", word=each.word, n=f"{each.total:,}")), each.data)]
        for each in meant
    ]
    help_ = t("/help shows what I can do.") if plain else ""
    tail = join(" ", [archive_since(first, t), help_])
    return message(join("\n\n", [join(" ", [head, *tries]), tail]), keyboard)
