"""/help, /about, /privacy, /forgetme: what can be said here, who runs this, and what it keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.render.links import safe_url
from bot.messages.render.presses import Verb
from bot.messages.render.talk import archive_since
from bot.messages.render.text import (
    NOTHING,
    PARAGRAPH,
    Markup,
    bold,
    button_text,
    code,
    join,
    link,
    message,
    say,
    say_many,
    words,
)
from bot.model.message import Keyboard, Message, Press
from bot.model.words import Translator


@dataclass(frozen=True, slots=True)
class Line:
    """One command in /help: its name, what it does in one line (not translated yet)."""

    name: str
    help: str


def render_help(
    commands: Sequence[Line], operators: Sequence[Line], t: Translator, *, private: bool
) -> Message:
    """What can be said here, one line each."""
    blocks: list[Markup] = [join("\n", [_line(each, t) for each in commands])]
    if operators:
        blocks.append(join("\n", [bold(t("For operators")), *(_line(each, t) for each in operators)]))
    if private:
        blocks.append(
            words(
                t(
                    "Other words are searched for; a link is looked up; stop ends it. /help search shows how to search, for a watch too."
                )
            )
        )
    return message(join("\n\n", blocks))


def _line(each: Line, t: Translator) -> Markup:
    return join(" ", [f"/{each.name}", t(each.help)])


def render_help_search(t: Translator) -> Message:
    """How to search, by examples."""
    rows = [
        ("police face school", t("all of these words")),
        ('"facial recognition"', t("these words side by side")),
        ("surveil*", t("words that begin so")),
        ("police -football", t("without that word")),
        ("spyware OR stalkerware", t("one of them")),
        ("title:ban topic:encryption", t("in the headline; of one topic")),
        ("speaker:Türk quote:torture", t("who said it; words inside the quotes")),
        ("source:guardian lang:de", t("of one outlet; in one language")),
        ("after:30d before:2026-06-01", t("since, until: an age or a day")),
    ]
    lines = [join(" · ", [code(example), meaning]) for example, meaning in rows]
    return message(bold(t("How to search")) + PARAGRAPH + join("\n", lines))


@dataclass(frozen=True, slots=True)
class About:
    feeds: int
    first: datetime | None
    contact: str
    code: str
    version: str
    #: The person's own id; "" where there is no person.
    person: str


def render_about(about: About, t: Translator, keyboard: Keyboard = ()) -> Message:
    what = join(
        " ",
        [
            say_many(
                t,
                "Watchword reads {n} news feed on human and digital rights and sends each story once, with who said what, word for word.",
                "Watchword reads {n} news feeds on human and digital rights and sends each story once, with who said what, word for word.",
                about.feeds,
            ),
            archive_since(about.first, t),
        ],
    )
    contact = (
        say(t, "Run by: {contact}", contact=link(about.contact, about.contact))
        if safe_url(about.contact)
        else say(t, "Run by: {contact}", contact=about.contact or t("not said"))
    )
    version = f" {about.version}" if about.version else ""
    source = say(t, "Code: {code}", code=link(f"watchword{version}", about.code, spell_out=True))
    own = say(t, "Your own id: {id}", id=code(about.person)) if about.person else NOTHING
    return message(what + PARAGRAPH + join("\n", [contact, source, own]), keyboard)


def render_privacy(t: Translator, contact: str, keyboard: Keyboard = ()) -> Message:
    kept = join(
        "\n",
        [
            bold(t("What is kept")),
            t(
                "The number of this chat, its topics, watches and settings, and which stories were sent to it."
            ),
            t("Not kept: names, what else you type, what you search for, who judged a story."),
        ],
    )
    seen = join(
        "\n",
        [
            bold(t("Who can see it")),
            t("Whoever runs this bot, and Telegram, which sees all that passes here."),
            t("Where being subscribed may be held against you, do not subscribe with your own account."),
        ],
    )
    rights = t("/export gives you all of it as a file; /forgetme deletes it.")
    who = say(t, "Run by: {contact}", contact=contact) if contact else NOTHING
    return message(join("\n\n", [kept, seen, join("\n", [rights, who])]), keyboard)


def render_who(about: Message, privacy: Message, back: str, t: Translator) -> Message:
    """Both in one, behind the welcome's last button."""
    return Message(
        f"{about.html}\n\n{privacy.html}",
        f"{about.plain}\n\n{privacy.plain}",
        [[Press(button_text(t("‹ Back")), back)]],
    )


def render_forget_question(t: Translator, *, group: bool) -> Message:
    what = (
        t("Delete all that is kept of this chat: subscription, settings, what was sent?")
        if group
        else t("Delete all that is kept of you: subscription, settings, what was sent?")
    )
    after = t("Nothing more comes then. The messages here stay until you delete them.")
    keyboard = [
        [
            Press(button_text(t("Delete it")), f"{Verb.FORGET}:1"),
            Press(button_text(t("Keep it")), f"{Verb.FORGET}:0"),
        ]
    ]
    return message(join(" ", [what, after]), keyboard)


def render_forgotten(t: Translator) -> Message:
    """The receipt. When it is sent, nothing is left to write down."""
    return message(
        words(t("Deleted: nothing of this chat is kept any more. Messages here are yours to delete."))
    )
