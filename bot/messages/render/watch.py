"""Watches: what one would have sent before it is saved (screen 14), and those a chat has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.render.clean import clean, cut
from bot.messages.render.parts import headline
from bot.messages.render.talk import a_week, listed_day, number_word
from bot.messages.render.text import (
    NOTHING,
    PAGE,
    Markup,
    bold,
    button_text,
    code,
    join,
    message,
    say,
    say_many,
    words,
)
from bot.model.message import Button, Copy, Message, Press
from bot.model.story import Story
from bot.model.words import Translator

#: How long headlines may be, and whether they are links; the next where a screen does not fit.
_RUNGS = ((120, True), (80, True), (50, True), (80, False), (50, False))
#: Telegram's limit for what a button copies, in UTF-16 units; typed text is plain enough to count signs.
_COPIED = 250


@dataclass(frozen=True, slots=True)
class Would:
    """A story that a watch would have sent."""

    story: Story
    #: It came anyway, under a topic of the chat.
    had: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A story that all but one part of the query speaks of."""

    story: Story
    #: The part that failed.
    failed: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The query a little wider or narrower: what its button says and sends; `weekly` None while nobody can know."""

    label: str
    weekly: int | None
    data: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a query would have sent in the days that are held."""

    text: str
    days: int
    count: int
    #: None: the archive is too young to say.
    weekly: int | None
    #: How many came anyway, and the one topic they came under, if it is one.
    had: int
    had_topic: str | None
    newest: Sequence[Would]
    near: Sequence[Near]
    variants: Sequence[Variant]
    #: None: it cannot be saved; then `why_not` says why.
    save: str | None
    why_not: str
    change: str
    drop: str


def render_watch(preview: Preview, t: Translator, now: datetime) -> Message:
    """Before it is saved: the number, what came anyway, the newest; the buttons say what they cost."""
    head = join(" ", [bold(t("Watch")), code(cut(clean(preview.text), 300))])
    whole = NOTHING
    for units, linked in _RUNGS:
        rows = [_row(one.story, units, linked, t("had") if one.had else "", t, now) for one in preview.newest]
        for near in preview.near:
            failed = say(t, "without {word}", word=bold(cut(clean(near.failed), 40)))
            rows.append(_row(near.story, units, linked, failed, t, now))
        parts: list[Markup | str] = [
            head,
            _told(preview, t),
            join("\n", rows),
            preview.why_not or _uncounted(t),
        ]
        whole = join("\n\n", parts)
        if PAGE.fit(whole):
            break
    save = [] if preview.save is None else [Press(_costs(t("Save"), preview.weekly, t), preview.save)]
    variants = [Press(_variant(one), one.data) for one in preview.variants]
    last = [
        Press(button_text(t("Change")), preview.change),
        Press(button_text(t("Drop")), preview.drop),
    ]
    return message(whole, [save, variants, last])


def _told(preview: Preview, t: Translator) -> Markup:
    """How many it would have sent, and how many of them came anyway."""
    nearest = t("The nearest:") if preview.near else ""
    if preview.weekly is None:
        early = t("The archive is younger than two days: too early to say how often it would come.")
        if not preview.count:
            return join(" ", [early, t("Nothing in it fits."), nearest])
        fits = say_many(t, "{n} article in it fits.", "{n} articles in it fit.", preview.count)
        return join(" ", [early, fits])
    if not preview.count:
        nothing = t("It would have sent nothing in the {n} days we hold.", n=preview.days)
        return join(" ", [nothing, nearest])
    told = say(
        t,
        "In the {days} days we hold it would have sent {n}, {weekly}.",
        days=preview.days,
        n=bold(f"{preview.count:,}"),
        weekly=bold(a_week(preview.weekly, t)),
    )
    return join(" ", [told, _had(preview, t)])


def _uncounted(t: Translator) -> str:
    return t(
        "What no topic told is counted by the feed’s own text. From now on pages are read as well, "
        "where a word of the watch stands in headline or teaser."
    )


def _had(preview: Preview, t: Translator) -> str:
    if not preview.had:
        return ""
    number = number_word(preview.had, t).capitalize()
    if preview.had_topic is None:
        return t.plural(
            "One of them came anyway under your topics.",
            "{number} of them came anyway under your topics.",
            preview.had,
            number=number,
        )
    return t.plural(
        "One of them came anyway under {topic}.",
        "{number} of them came anyway under {topic}.",
        preview.had,
        number=number,
        topic=preview.had_topic,
    )


def _row(story: Story, units: int, linked: bool, note: Markup | str, t: Translator, now: datetime) -> Markup:
    title = headline(story, units) if linked else words(cut(clean(story.title), units) or "…")
    return join(" ", ["•", join(" · ", [title, listed_day(t, _when(story), now), note])])


def _when(story: Story) -> datetime:
    return min(story.lead.published or story.seen_at, story.seen_at)


def _costs(label: str, weekly: int | None, t: Translator) -> str:
    """ "Save · 2 a week"."""
    if weekly is None:
        return button_text(label)
    cost = t("{n} a week", n=f"{weekly:,}") if weekly else t("less than one a week")
    return button_text(f"{label} · {cost}")


def _variant(one: Variant) -> str:
    return button_text(one.label if one.weekly is None else f"{cut(one.label, 50)} · {one.weekly:,}")


def render_watch_saved(
    text: str, weekly: int | None, t: Translator, *, alone: bool, paused: bool, listed: str
) -> Message:
    """The receipt. `alone`: the chat has no topics, only watches."""
    said = say(t, "Saved: {query}", query=code(cut(clean(text), 300)))
    often = a_week(weekly, t)
    lines: list[Markup | str] = [
        join(", ", [said, often]),
        t("The chat is paused: /resume goes on.") if paused else t("It counts from now on."),
        t("No topic is chosen here: only watches are sent. /topics adds some.") if alone else "",
    ]
    return message(join("\n", lines), [[Press(button_text(t("All watches")), listed)]])


def render_change_watch(typed: str, back: str, t: Translator) -> Message:
    """How to send it again, changed; the button copies what to change."""
    copied: list[Button] = (
        [Copy(button_text(t("Copy to change")), typed)]
        if 0 < len(typed.encode("utf-16-le")) // 2 <= _COPIED
        else []
    )
    form = code(cut(clean(typed), 300))
    return message(
        join(
            "\n",
            [words(t("Send it again as you want it. What it would send is shown before it is saved.")), form],
        ),
        [copied, [Press(button_text(t("‹ Back")), back)]],
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A watch a chat has; `weekly` by the days that are held."""

    text: str
    paused: bool
    weekly: int | None
    data: str


def render_watches(kept: Sequence[Kept], t: Translator, most: int) -> Message:
    """All of a chat's watches; a number opens one."""
    if not kept:
        form = code('/watch "facial recognition" (police OR school)')
        return message(
            join(
                "\n\n",
                [
                    words(t("No watch here yet.")),
                    say(t, "A watch sends whatever fits a search: {form}", form=form),
                ],
            )
        )
    head = join(" · ", [bold(t("Watches")), t("{n} of at most {most}", n=len(kept), most=most)])
    whole = NOTHING
    for units in (90, 45, 20):
        rows = [
            join(
                " · ",
                [
                    join(" ", [bold(str(number)), code(cut(clean(one.text), units))]),
                    t("paused") if one.paused else a_week(one.weekly, t),
                ],
            )
            for number, one in enumerate(kept, start=1)
        ]
        whole = join("\n\n", [head, join("\n", rows)])
        if PAGE.fit(whole):
            break
    numbers: list[Button] = [Press(str(number), one.data) for number, one in enumerate(kept, start=1)]
    return message(whole, [numbers[place : place + 5] for place in range(0, len(numbers), 5)])


@dataclass(frozen=True, slots=True)
class OneWatch:
    """One watch opened from the list, and what its buttons send."""

    preview: Preview
    paused: bool
    pause: str
    delete: str
    back: str


def render_one_watch(one: OneWatch, t: Translator, now: datetime) -> Message:
    """What it would have sent lately; Change, Pause, Delete."""
    shown = render_watch(one.preview, t, now)
    state = t("Paused: it sends nothing.") if one.paused else ""
    row = [
        Press(button_text(t("Change")), one.preview.change),
        Press(button_text(t("Resume") if one.paused else t("Pause")), one.pause),
        Press(button_text(t("Delete")), one.delete),
    ]
    keyboard = [row, [Press(button_text(t("‹ Back")), one.back)]]
    html = "\n\n".join(filter(None, (shown.html, words(state).html)))
    plain = "\n\n".join(filter(None, (shown.plain, words(state).plain)))
    return Message(html, plain, keyboard)
