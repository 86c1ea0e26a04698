"""For those who run the bot: how it stands, its feeds, an invitation, and what somebody reported (screen 13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.render.clean import clean, cut
from bot.messages.render.dates import dated, day
from bot.messages.render.judged import Doubt, Missed, doubts_markup, missed_markup
from bot.messages.render.parts import headline
from bot.messages.render.presses import ReportKind, Verb
from bot.messages.render.quotes import marked, speaker_of
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
    join,
    message,
    say,
    say_many,
    words,
)
from bot.model.feed import FeedState
from bot.model.message import Message, Press
from bot.model.story import Quote, Story
from bot.model.words import Translator


def _reported(kind: ReportKind, t: Translator) -> str:
    match kind:
        case ReportKind.SPEAKER:
            return t("wrong speaker")
        case ReportKind.WORDS:
            return t("wrong words")
        case ReportKind.STORY:
            return t("another story")
        case ReportKind.TOPIC:
            return t("off topic")


def render_report(story: Story, kind: ReportKind, t: Translator) -> Message:
    """What somebody says is wrong, with the quotes as sent and the page around them."""
    head = say(
        t, "{what} · {code}", what=bold(t("Somebody says: {what}", what=_reported(kind, t))), code=story.code
    )
    blocks = []
    if kind in (ReportKind.SPEAKER, ReportKind.WORDS):
        blocks = [_in_the_page(story, quote, t) for quote in story.pushed_quotes]
    whole = NOTHING
    while not whole or not PAGE.fit(whole):
        whole = join("\n\n", [head + NEWLINE + headline(story), *blocks])
        if not blocks:
            break
        blocks = blocks if PAGE.fit(whole) else blocks[:-1]
    return message(whole, [[Press(button_text(t("The alert")), f"{Verb.BACK}:{story.code}")]])


def _in_the_page(story: Story, quote: Quote, t: Translator) -> Markup:
    name, role = speaker_of(quote)
    who = join(", ", [bold(name), role]) if name else words(t("Speaker not named"))
    around = story.text[max(0, quote.span.start - 60) : quote.span.end + 90]
    said = block(words(marked(quote, 240)) + NEWLINE + words("—") + SPACE + who)
    return said + NEWLINE + say(t, "In the page: … {passage} …", passage=cut(clean(around), 320))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bot stands, in numbers."""

    feeds: Sequence[FeedState]
    stories: int
    entries: int
    bytes_on_disk: int
    owed: int
    sent: int
    possible_repeats: int
    dropped: int
    oldest_owed: datetime | None
    private: int
    groups: int
    channels: int
    held: int
    #: Telegram told the whole bot to wait.
    pause_until: datetime | None
    now: datetime
    #: Terms that chats mostly judged useless.
    doubts: Sequence[Doubt] = ()
    #: Terms that stood in what should have come, those missed most first.
    missed: Sequence[Missed] = ()


def render_status(standing: Standing, t: Translator) -> Message:
    failing = [feed for feed in standing.feeds if feed.failures]
    well = len(standing.feeds) - len(failing)
    lines = [
        say(t, "Feeds: {well} of {all} are well", well=well, all=len(standing.feeds)),
        say(
            t,
            "Kept: {stories}, {entries}, {megabytes} MB",
            stories=say_many(t, "{n} story", "{n} stories", standing.stories),
            entries=say_many(t, "{n} entry", "{n} entries", standing.entries),
            megabytes=f"{standing.bytes_on_disk / 1e6:.1f}",
        ),
        say(
            t,
            "Alerts: {owed} owed, {sent} sent, {repeats} possible repeats, {dropped} given up",
            owed=standing.owed,
            sent=f"{standing.sent:,}",
            repeats=standing.possible_repeats,
            dropped=standing.dropped,
        ),
        say(
            t,
            "Chats: {private}, {groups}, {channels}; {held} held",
            private=say_many(t, "{n} person", "{n} people", standing.private),
            groups=say_many(t, "{n} group", "{n} groups", standing.groups),
            channels=say_many(t, "{n} channel", "{n} channels", standing.channels),
            held=standing.held,
        ),
    ]
    if standing.oldest_owed is not None and standing.owed:
        lines.append(
            say(t, "The oldest is owed since {time}", time=dated(t, standing.oldest_owed, standing.now))
        )
    if standing.pause_until is not None and standing.pause_until > standing.now:
        lines.append(
            words(t("Telegram told the bot to wait until {time}.", time=f"{standing.pause_until:%H:%M} UTC"))
        )
    return message(
        bold(t("Status"))
        + PARAGRAPH
        + join("\n", lines)
        + missed_markup(standing.missed, t)
        + doubts_markup(standing.doubts, t),
        [[Press(button_text(t("Feeds")), f"{Verb.FEEDS}:0")]],
    )


_FEEDS_A_PAGE = 10


def render_feeds(feeds: Sequence[FeedState], page: int, t: Translator, now: datetime) -> Message:
    """All feeds, those in trouble first, ten to a page."""
    ranked = sorted(feeds, key=lambda feed: (-feed.failures, feed.name.casefold()))
    pages = max(0, len(ranked) - 1) // _FEEDS_A_PAGE
    page = min(max(page, 0), pages)
    part = ranked[page * _FEEDS_A_PAGE : (page + 1) * _FEEDS_A_PAGE]
    rows = [_feed(number, feed, t, now) for number, feed in enumerate(part, start=page * _FEEDS_A_PAGE + 1)]
    head = bold(t("Feeds")) + Markup(" · ", " · ", 3) + say_many(t, "{n} feed", "{n} feeds", len(feeds))
    turn = []
    if page:
        turn.append(Press(button_text(t("‹ Earlier")), f"{Verb.FEEDS}:{page - 1}"))
    if page < pages:
        turn.append(Press(button_text(t("More ›")), f"{Verb.FEEDS}:{page + 1}"))
    return message(join("\n\n", [head, join("\n", rows) or words(t("None yet: /addfeed adds one."))]), [turn])


def _feed(number: int, feed: FeedState, t: Translator, now: datetime) -> Markup:
    name = bold(str(number)) + SPACE + words(cut(clean(feed.name), 40))
    if feed.failures:
        since = day(t, feed.failing_since) if feed.failing_since else day(t, now)
        why = cut(clean(feed.error or t("no reason given")), 60)
        return join(" · ", [name, t("fails since {day}: {why}", day=since, why=why)])
    if feed.last_ok_at is None:
        return join(" · ", [name, t("not read yet")])
    newest = feed.last_new_at
    return join(" · ", [name, t("newest {day}", day=day(t, newest)) if newest else t("well")])


def render_feed_refused(url: str, why: str, t: Translator) -> Message:
    return message(
        say(
            t,
            "Not added: {feed} cannot be read ({why}).",
            feed=code(cut(clean(url), 200)),
            why=cut(clean(why), 200),
        )
    )


def render_feed_added(url: str, added: bool, t: Translator) -> Message:
    address = code(cut(clean(url), 200))
    if added:
        return message(
            say(t, "Added: {feed}. It is read within minutes; its first entries are not sent.", feed=address)
        )
    return message(say(t, "It was there: {feed}.", feed=address))


def render_feed_removed(url: str, removed: bool, t: Translator) -> Message:
    address = code(cut(clean(url), 200))
    if removed:
        return message(say(t, "Removed: {feed}. Its stories stay.", feed=address))
    return message(say(t, "There is no such feed: {feed}. /feeds lists them.", feed=address))


def render_invitation(private: str, group: str, until: datetime, t: Translator) -> Message:
    """Two links: for a person, for a group. Whoever has one may use it."""
    return message(
        join(
            "\n",
            [
                say(t, "For a person: {link}", link=code(private)),
                say(t, "For a group: {link}", link=code(group)),
                say(t, "Both hold until {day}, for whoever has them.", day=day(t, until)),
            ],
        )
    )
