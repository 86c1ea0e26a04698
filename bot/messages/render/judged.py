"""What chats judged, for those who run the bot: what should have come, and terms that mostly bring what nobody wants."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.render.clean import clean, cut
from bot.messages.render.parts import headline
from bot.messages.render.presses import Verb
from bot.messages.render.text import (
    PARAGRAPH,
    Markup,
    bold,
    button_text,
    join,
    link,
    message,
    say,
    say_many,
    words,
)
from bot.model.message import Message, Press
from bot.model.story import Story
from bot.model.words import Translator

#: Terms that are named at most.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A term that is mostly judged useless, and about what leaving it out would have changed."""

    term: str
    topic: str
    #: Judgements on stories where it was the strongest term, and how many of them say off topic.
    judgements: int
    off_topic: int
    #: Of so many stories of the last 30 days so many would not have come; of these were judged off topic.
    stories: int
    gone: int
    gone_off_topic: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A term that stood in what should have come, and was not enough; None: no word of any topic stood in it."""

    term: str | None
    topic: str
    #: Judgements "should have come" on what it stood in.
    times: int


def missed_markup(missed: Sequence[Missed], t: Translator) -> Markup:
    """One paragraph; nothing where nobody missed anything."""
    if not missed:
        return Markup()
    rows = [
        say(
            t,
            "“{term}” ({topic}): {n}",
            term=bold(cut(clean(one.term), 60)),
            topic=cut(one.topic, 40),
            n=one.times,
        )
        if one.term is not None
        else say(t, "no word of any topic: {n}", n=one.times)
        for one in missed[:_SHOWN]
    ]
    head = bold(t("Should have come, by the term that was nearest"))
    return PARAGRAPH + join("\n", [head, *rows])


def doubts_markup(doubts: Sequence[Doubt], t: Translator) -> Markup:
    """One paragraph; nothing where there is no doubt."""
    if not doubts:
        return Markup()
    rows = [_doubt(one, t) for one in doubts[:_SHOWN]]
    head = bold(t("Terms in doubt"))
    tail = words(t("Nothing changes by itself: the topic files are yours."))
    return PARAGRAPH + join("\n", [head, *rows, tail])


def _doubt(one: Doubt, t: Translator) -> Markup:
    judged = say(
        t,
        "“{term}” ({topic}): {off} of {n} judgements say off topic.",
        term=bold(cut(clean(one.term), 60)),
        topic=cut(one.topic, 40),
        off=one.off_topic,
        n=one.judgements,
    )
    changed = say(
        t,
        "Without it about {gone} of {all} stories of the last 30 days would not have come, {off} of them judged off topic.",
        gone=one.gone,
        all=f"{one.stories:,}",
        off=one.gone_off_topic,
    )
    return join(" ", [judged, changed])


def render_should_have_come(
    story: Story, why: Sequence[Markup | str], t: Translator, *, times: int
) -> Message:
    """A story that was not sent to somebody who wanted it."""
    head = join(" · ", [bold(t("Somebody says: should have come")), words(story.code)])
    said = say_many(t, "{n} chat said so.", "{n} chats said so.", times)
    return message(
        join("\n\n", [join("\n", [head, headline(story)]), join("\n", why), said]),
        [[Press(button_text(t("The alert")), f"{Verb.BACK}:{story.code}")]],
    )


def render_missed(url: str, title: str, why: Sequence[Markup | str], t: Translator, *, times: int) -> Message:
    """An article that became no story, and that somebody wanted."""
    head = bold(t("Somebody says: should have come"))
    shown = link(cut(clean(title) or url, 220), url, spell_out=True)
    said = say_many(t, "{n} chat said so.", "{n} chats said so.", times)
    return message(join("\n\n", [join("\n", [head, shown]), join("\n", why), said]))
