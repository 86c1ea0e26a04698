"""The first messages of a chat: the one question, what was agreed, and the one line in a group."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.render.talk import (
    a_week,
    in_a_row,
    languages_in_words,
    number_word,
    priced,
    topics_in_words,
)
from bot.messages.render.text import NOTHING, PARAGRAPH, bold, button_text, join, message, say_many, words
from bot.model.message import Keyboard, Message, Press
from bot.model.words import Translator


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic to tick: what it is called, how many a week (None: not known), and what its button sends."""

    title: str
    ticked: bool
    weekly: int | None
    data: str


@dataclass(frozen=True, slots=True)
class Welcome:
    feeds: int
    choices: Sequence[Choice]
    #: How many topics there are, if not all of them are shown.
    of: int | None
    #: Stories a week for what is ticked.
    weekly: int | None
    start: str
    expand: str
    about: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a chat subscribed to."""

    #: What the topics are called.
    topics: Sequence[str]
    #: How many there are to choose from.
    of: int
    weekly: int | None
    languages: Sequence[str]
    #: The newest story follows as an example.
    example: bool = False
    #: How many watches it has beside them.
    watches: int = 0


def ticks(choices: Sequence[Choice]) -> list[list[Press]]:
    """Two in a row: "✓ Spyware (2)"."""
    buttons = [Press(_tick(choice), choice.data) for choice in choices]
    return [buttons[place : place + 2] for place in range(0, len(buttons), 2)]


def _tick(choice: Choice) -> str:
    number = f" ({choice.weekly})" if choice.weekly is not None else ""
    return button_text(f"{'✓ ' if choice.ticked else ''}{choice.title}{number}")


def render_welcome(welcome: Welcome, t: Translator) -> Message:
    first = say_many(
        t,
        "I read {n} news feed on human and digital rights and send you each story once, with who said what, word for word.",
        "I read {n} news feeds on human and digital rights and send you each story once, with who said what, word for word.",
        welcome.feeds,
    )
    known = any(choice.weekly is not None for choice in welcome.choices)
    brackets = words(t("In brackets: how many a week at present.")) if known else NOTHING
    question = join(" ", [bold(t("What should I send?")), brackets])
    return message(first + PARAGRAPH + question, _welcome_keyboard(welcome, t))


def _welcome_keyboard(welcome: Welcome, t: Translator) -> Keyboard:
    rows = ticks(welcome.choices)
    if welcome.of is not None:
        expand = Press(button_text(t("All {n} topics…", n=welcome.of)), welcome.expand)
        if rows and len(rows[-1]) == 1:
            rows[-1].append(expand)
        else:
            rows.append([expand])
    if any(choice.ticked for choice in welcome.choices):
        rows.append([Press(priced(t("Start"), welcome.weekly, t), welcome.start)])
    rows.append([Press(button_text(t("Who runs this, what it keeps")), welcome.about)])
    return rows


def render_again(agreed: Agreed, t: Translator, *, paused: bool, keyboard: Keyboard) -> Message:
    """/start in a chat that has it all already."""
    state = t("You have {what}.", what=_what(agreed, t))
    still = t("Nothing is sent at present: paused.") if paused else t("You need not do anything.")
    return message(join(" ", [state, still]), keyboard)


def render_done(agreed: Agreed, t: Translator, keyboard: Keyboard, *, group: bool = False) -> Message:
    """After Start or /subscribe: what was agreed, what comes, how it ends, and one plea."""
    done = t("Done: {what}.", what=_what(agreed, t))
    old = (
        t("Nothing old is sent; the newest story comes now as an example.")
        if agreed.example
        else t("Nothing old is sent.")
    )
    ways = (
        t("/latest shows what there is, /settings all that shapes what comes here, /unsubscribe ends it.")
        if group
        else t("/latest shows what there is, /settings all that shapes what you get, stop ends it.")
    )
    plea = t("Only public news passes here: please write me nothing confidential.")
    second = join(" ", [ways] if group else [ways, plea])
    return message(join(" ", [done, old]) + PARAGRAPH + second, keyboard)


def _what(agreed: Agreed, t: Translator) -> str:
    """ "five topics, about 12 a week, in English and German"; up to three topics by their names."""
    few = len(agreed.topics) <= 3 and len(agreed.topics) < agreed.of
    topics = in_a_row(agreed.topics, t) if few else topics_in_words(len(agreed.topics), agreed.of, t)
    watches = (
        t.plural("one watch", "{number} watches", agreed.watches, number=number_word(agreed.watches, t))
        if agreed.watches
        else ""
    )
    what = (topics, a_week(agreed.weekly, t)) if agreed.topics else ()
    return ", ".join(filter(None, (*what, watches, languages_in_words(agreed.languages, t))))


def render_greeting(t: Translator, choose: str | None) -> Message:
    """One quiet line when a group adds the bot; without a button where an invitation is needed first."""
    if choose is None:
        return message(
            join(" ", [t("Ready."), t("An administrator can begin with an invitation link.")]), silent=True
        )
    line = join(" ", [t("Ready."), t("An administrator chooses the topics here:")])
    return message(line, [[Press(button_text(t("Choose topics")), choose)]], silent=True)


def render_channel_ready(title: str, t: Translator, choose: str) -> Message:
    """To the person who made the bot an administrator of a channel, in private."""
    line = t("I may now write in “{title}”. Nothing is sent there until you choose topics.", title=title)
    return message(words(line), [[Press(button_text(t("Choose topics")), choose)]], silent=True)
