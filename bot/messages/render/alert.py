"""The alert: one story in one message (screens 1, 2, 4 to 6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.messages.render.clean import clean, cut, is_rtl
from bot.messages.render.dates import dated, day
from bot.messages.render.parts import ForChat, TopicTitle, also_in, headline
from bot.messages.render.presses import Verb, press
from bot.messages.render.quotes import copied, quote_markup
from bot.messages.render.summary import summary_markup
from bot.messages.render.text import (
    ALERT,
    NEWLINE,
    NOTHING,
    PARAGRAPH,
    SPACE,
    Markup,
    block,
    bold,
    button_text,
    join,
    message,
    say,
    words,
)
from bot.model.entry import TextFrom
from bot.model.ids import InterestKey
from bot.model.message import Button, Copy, Keyboard, Message, Press
from bot.model.story import Quote, Story
from bot.model.words import Translator


@dataclass(frozen=True, slots=True)
class _Rung:
    """How much of a story is shown. The ladder goes down until a message fits; the quotes button has the rest."""

    quotes: int
    sentences: int
    quote_units: int = 4000
    sentence_units: int = 4000
    linked: bool = True
    headline_units: int = 220


# What is dropped first hurts least: the third sentence, the third quote, the second of each; then words are cut,
# those of the reporter before those of the speaker.
_LADDER = (
    _Rung(3, 3),
    _Rung(3, 2),
    _Rung(2, 2),
    _Rung(3, 1),
    _Rung(2, 1),
    _Rung(1, 2),
    _Rung(1, 1),
    _Rung(2, 1, 4000, 220),
    _Rung(1, 1, 4000, 220),
    _Rung(1, 1, 600, 220),
    _Rung(1, 1, 300, 160),
    _Rung(1, 1, 160, 120, linked=False),
    _Rung(0, 1, 0, 120, linked=False),
    _Rung(0, 1, 0, 100, linked=False, headline_units=100),
)


def render_story(
    story: Story,
    interests: Sequence[InterestKey],
    chat: ForChat,
    t: Translator,
    *,
    topic_title: TopicTitle,
) -> Message:
    """The alert of a story: at most 1,000 UTF-16 units, 650 unfolded, 60 entities, 4,000 bytes of links.

    `interests` are those of the chat that the story reached, the strongest first.
    """
    if story.withdrawn is not None:
        return _withdrawn(story, chat, t)
    tail = also_in(story, chat, t)
    quotes: Sequence[Quote] = ()
    whole = NOTHING
    for rung, quotes, is_open in _ways(_shown(story)):
        parts = (
            _head(story, interests, t, topic_title, rung.headline_units),
            summary_markup(story, interests, rung.sentences, rung.sentence_units),
            _quotes(story, quotes, rung, t, is_open=is_open),
            tail,
        )
        whole = join("\n\n", parts)
        if ALERT.fit(whole):
            break
    return message(whole, _keyboard(story, quotes, t), silent=chat.silent, protect=chat.protect)


def _ways(quotes: Sequence[Quote]) -> Iterator[tuple[_Rung, Sequence[Quote], bool]]:
    """Each step of the ladder: the first quote open, or one that is shorter, or all folded, before any is cut.

    Each with its sentence links, then without: they go before text goes.
    """
    for rung in _LADDER:
        shown = tuple(quotes[: rung.quotes])
        orders = [(one, *(other for other in shown if other is not one)) for one in shown] or [()]
        for linked in (True, False) if rung.linked else (False,):
            step = replace(rung, linked=linked)
            yield from ((step, order, True) for order in orders)
            if shown:
                yield step, shown, False


def _head(
    story: Story, interests: Sequence[InterestKey], t: Translator, topic_title: TopicTitle, units: int
) -> Markup:
    topics = [cut(clean(topic_title(key)), 40) for key in interests[:2]]
    if story.development_of is not None:
        topics.insert(0, t("Development"))
    lines = [words(" · ".join(topics)), bold(headline(story, units)), _outlet_and_time(story, t)]
    if story.lead.text_from is TextFrom.TEASER:
        lines.append(words(t("From the feed’s summary; the article could not be read.")))
    return join("\n", lines)


def _outlet_and_time(story: Story, t: Translator) -> Markup:
    lead = story.lead
    outlet = cut(clean(lead.outlet), 60)
    if lead.published is None:
        when = say(t, "seen {time}", time=dated(t, lead.seen_at, lead.seen_at))
    else:
        when = dated(t, lead.published, lead.seen_at)
    return join(" · ", [words(outlet, rtl=is_rtl(when.plain)), when])


def _shown(story: Story) -> Sequence[Quote]:
    # A text that was not read in full may have lost the words before a quote that turn its meaning.
    return () if story.lead.text_from is TextFrom.TEASER else story.pushed_quotes[:3]


def _quotes(story: Story, quotes: Sequence[Quote], rung: _Rung, t: Translator, *, is_open: bool) -> Markup:
    """The first stands open, the others are in one folded block right below it."""
    marked = [
        quote_markup(quote, story.lead, t, units=rung.quote_units, linked=rung.linked) for quote in quotes
    ]
    if not marked:
        return NOTHING
    if not is_open:
        return block(join("\n\n", marked), folded=True)
    first, *others = marked
    return block(first) + (NEWLINE + block(join("\n\n", others), folded=True) if others else NOTHING)


def _keyboard(story: Story, quotes: Sequence[Quote], t: Translator) -> Keyboard:
    row: list[Button] = []
    payload = copied(quotes[0], story.lead, t) if quotes else None
    if payload:
        row.append(Copy(button_text(t("Copy quote")), payload))
    sure = len(story.sure_quotes)
    if story.lead.text_from is not TextFrom.TEASER and sure > len(quotes):
        row.append(Press(button_text(t("Quotes · {n}", n=sure)), press(Verb.QUOTES, story.code)))
    row.append(Press("⋯", press(Verb.MENU, story.code)))
    return (row,)


def _withdrawn(story: Story, chat: ForChat, t: Translator) -> Message:
    """Instead of what stood there: that it is withdrawn, and why."""
    first = bold(t("Withdrawn"))
    if story.withdrawn_at is not None:
        first = first + SPACE + dated(t, story.withdrawn_at, story.withdrawn_at)
    outlet = ", ".join(
        (cut(clean(story.lead.outlet), 60), day(t, story.lead.published or story.lead.seen_at))
    )
    reason = say(
        t,
        "Reason: {reason}. Please do not use what stood here.",
        reason=cut(clean(story.withdrawn or ""), 300).rstrip("."),
    )
    whole = first + NEWLINE + headline(story) + NEWLINE + words(outlet) + PARAGRAPH + reason
    return message(whole, silent=chat.silent, protect=chat.protect)
