"""Screens behind an alert's buttons, in the same message: its quotes, its outlets, why it came (screen 12)."""

from collections.abc import Sequence

from bot.messages.render.clean import clean, cut, cut_sentence
from bot.messages.render.dates import dated, timed
from bot.messages.render.parts import ForChat, TopicTitle, back, headline, other_sources, outlets, source_name
from bot.messages.render.presses import Verb, press
from bot.messages.render.quotes import copied, quote_markup
from bot.messages.render.text import (
    NOTHING,
    PAGE,
    PARAGRAPH,
    SPACE,
    Markup,
    block,
    bold,
    button_text,
    join,
    link,
    message,
    say,
    say_many,
    words,
)
from bot.messages.render.why import evidence
from bot.model.alert import Alert
from bot.model.entry import TextFrom
from bot.model.message import Button, Copy, Message, Press
from bot.model.story import Story
from bot.model.words import Translator

_QUOTES_A_PAGE, _OUTLETS_A_PAGE = 3, 10


def _part(count: int, size: int, page: int) -> tuple[int, slice]:
    """The page that exists nearest to the one asked for, and what stands on it."""
    page = min(max(page, 0), max(count - 1, 0) // size)
    return page, slice(page * size, page * size + size)


def _turning(story: Story, verb: Verb, page: int, count: int, size: int, t: Translator) -> list[Button]:
    row: list[Button] = []
    if page:
        row.append(Press(button_text(t("‹ Earlier")), press(verb, story.code, page - 1)))
    if (page + 1) * size < count:
        row.append(Press(button_text(t("More ›")), press(verb, story.code, page + 1)))
    return row


def render_quotes(story: Story, chat: ForChat, t: Translator, page: int = 0) -> Message:
    """All quotes of a story, three to a page, each with who said it; Copy buttons for those that fit one."""
    quotes = story.sure_quotes if story.lead.text_from is not TextFrom.TEASER else ()
    page, part = _part(len(quotes), _QUOTES_A_PAGE, page)
    head = join("\n", [join(" · ", [bold(t("Quotes")), words(str(len(quotes)))]), headline(story, 150)])
    whole = NOTHING
    for units, linked in ((400, True), (260, True), (200, True), (160, False)):
        blocks = [
            block(quote_markup(quote, story.lead, t, units=units, linked=linked)) for quote in quotes[part]
        ]
        whole = join("\n\n", [head, *(blocks or [words(t("No quotes in this story."))])])
        if PAGE.fit(whole):
            break
    copies: list[Button] = []
    for number, quote in enumerate(quotes[part], start=page * _QUOTES_A_PAGE + 1):
        payload = copied(quote, story.lead, t)
        if payload:
            copies.append(Copy(button_text(t("Copy {n}", n=number)), payload))
    turning = _turning(story, Verb.QUOTES, page, len(quotes), _QUOTES_A_PAGE, t)
    return message(whole, (copies, turning, (back(story, t),)), protect=chat.protect)


def render_left_out(story: Story, chat: ForChat, t: Translator, page: int = 0) -> Message:
    """Marked passages of the text that were not told as quotes, and why."""
    left = story.not_shown
    page, part = _part(len(left), _QUOTES_A_PAGE, page)
    head = join(" · ", [bold(t("Left-out quotes")), words(str(len(left)))])
    passages = []
    for one in left[part]:
        text = clean(one.span.text)
        passages.append(
            join("\n", [block(cut_sentence(text, 240) or cut(text, 240)), cut(t(clean(one.why)), 120)])
        )
    whole = join("\n\n", [head, *(passages or [words(t("None was left out."))])])
    turning = _turning(story, Verb.LEFT_OUT, page, len(left), _QUOTES_A_PAGE, t)
    to_why = Press(button_text(t("‹ Back")), press(Verb.WHY, story.code))
    return message(whole, (turning, (to_why,)), protect=chat.protect)


def render_sources(story: Story, chat: ForChat, t: Translator, page: int = 0) -> Message:
    """The outlets that tell it, the lead first: each with its link, time and language."""
    sources = (story.lead, *other_sources(story, chat))
    page, part = _part(len(sources), _OUTLETS_A_PAGE, page)
    head = join(" · ", [bold(t("Sources")), words(str(len(sources)))])
    whole = NOTHING
    for linked in (True, False):
        rows = []
        for source in sources[part]:
            name = source_name(source, chat, t)
            when = dated(t, source.published, source.seen_at) if source.published else words(t("undated"))
            teaser = t("feed’s summary only") if source.text_from is TextFrom.TEASER else ""
            rows.append(join(" · ", [link(name, source.url) if linked else words(name), when, teaser]))
        whole = join("\n\n", [head, headline(story, 150), join("\n", rows)])
        if PAGE.fit(whole):
            break
    turning = _turning(story, Verb.SOURCES, page, len(sources), _OUTLETS_A_PAGE, t)
    return message(whole, (turning, (back(story, t),)), protect=chat.protect)


def render_why(
    story: Story,
    alert: Alert | None,
    chat: ForChat,
    t: Translator,
    *,
    topic_title: TopicTitle,
) -> Message:
    """Why this came: each topic with its score and the words that spoke for it, and when it was read and sent."""
    interests = alert.interests if alert and alert.interests else story.interests(chat.threshold)
    reasons: Sequence[Markup] = ()
    whole = NOTHING
    for shown, places in ((3, 2), (2, 2), (2, 1), (1, 1)):
        reasons = [
            evidence(story, key, chat, t, places, topic_title=topic_title) for key in interests[:shown]
        ]
        head = join(" · ", [bold(t("Why this alert")), words(story.code)])
        whole = head + PARAGRAPH + join("\n", [*reasons]) + PARAGRAPH + _history(story, alert, t)
        if PAGE.fit(whole):
            break
    first: list[Button] = []
    if story.not_shown:
        first.append(Press(button_text(t("Left-out quotes")), press(Verb.LEFT_OUT, story.code)))
    first.append(Press(button_text(t("Something is wrong")), press(Verb.REPORT, story.code)))
    return message(whole, (first, (back(story, t),)), protect=chat.protect)


def _history(story: Story, alert: Alert | None, t: Translator) -> Markup:
    lead = story.lead
    steps = []
    if lead.published:
        steps.append(say(t, "Published {time}", time=dated(t, lead.published, lead.seen_at)))
    steps.append(say(t, "read {time}", time=timed(t, lead.seen_at, lead.seen_at)))
    if alert and alert.sent_at:
        steps.append(say(t, "sent {time}", time=timed(t, alert.sent_at, alert.sent_at)))
    read = (
        t("Only the feed’s summary could be read.")
        if lead.text_from is TextFrom.TEASER
        else t("Every sentence and quote stands in the page as read then.")
    )
    left = len(story.not_shown)
    truth = words(read)
    if left:
        told = say_many(
            t,
            "{n} of {all} marked passages was left out: not certain enough.",
            "{n} of {all} marked passages were left out: not certain enough.",
            left,
            all=left + len(story.sure_quotes),
        )
        truth = truth + SPACE + told
    lines = [join(" · ", steps), truth]
    if outlets(story) > 1:
        lines.append(say_many(t, "{n} outlet joined later.", "{n} outlets joined later.", outlets(story) - 1))
    return join("\n", lines)
