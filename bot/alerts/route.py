"""Who is owed what, and when: pure, called inside the write that records a poll."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.alerts.rhythm import due_time
from bot.model.alert import Alert, AlertState, Rank
from bot.model.ids import InterestKey, StoryId, alert_id
from bot.model.poll import Look
from bot.model.story import Story
from bot.model.subscription import Pace, Subscription

#: What an outlet published longer ago is shown when asked, not pushed.
OLDEST = timedelta(days=7)
#: A sent message is brought up to date this long, and this late, so that joining outlets come as one edit; once it
#: names two others, only a number changes, and that may wait longer.
EDITED_FOR = timedelta(hours=48)
EDIT_AFTER, NUMBER_AFTER = timedelta(minutes=5), timedelta(hours=1)
NAMED = 3
#: Developments of one story that are pushed within a day.
DEVELOPMENTS, DAY = 3, timedelta(hours=24)


def route_alerts(stories: Sequence[Story], look: Look, now: datetime) -> tuple[Alert, ...]:
    """Alerts that new and changed stories make owed: new ones, and edits of sent ones. Whole, as they shall stand."""
    owed: list[Alert] = []
    for story in stories:
        before, existing = look.story(story.id), look.alerts_of(story.id)
        wanting = look.wanting(tuple(story.scores))
        muting = {subscription.chat for subscription in wanting if _muted(story, subscription)}
        owed.extend(
            edit
            for edit in _edits(story, before, existing.values(), now)
            if story.withdrawn is not None or edit.chat not in muting
        )
        if story.quiet or story.withdrawn is not None or _too_old(story, now):
            continue
        new = [alert for alert in _alerts(story, before, wanting, look, now) if alert.id not in existing]
        if new and not _one_too_many(story, stories, look):
            owed.extend(new)
    return tuple(owed)


def _alerts(
    story: Story, before: Story | None, wanting: Sequence[Subscription], look: Look, now: datetime
) -> Iterable[Alert]:
    first = look.alerts_of(story.development_of) if story.development_of else {}
    for subscription in wanting:
        interests = wanted(story, subscription, now)
        if not interests or (before is not None and _was_told(before, subscription, now)):
            continue
        told = first.get(alert_id(story.development_of, subscription.chat)) if story.development_of else None
        yield _alert(story, subscription, interests, told, now)


def _was_told(before: Story, subscription: Subscription, now: datetime) -> bool:
    """Whether the story's time has passed for this chat: another outlet that joins makes nothing old new.

    A quiet story was told to nobody yet. What this chat would have wanted as it stood came while it was not
    subscribed, paused or muted; what only the new words make wanted is still owed.
    """
    if before.quiet:
        return False
    return before.seen_at < subscription.since or bool(wanted(before, subscription, now))


def wanted(story: Story, subscription: Subscription, now: datetime) -> tuple[InterestKey, ...]:
    """The interests for which this chat is owed this story, the strongest first; none: it is not owed."""
    if not subscription.active or subscription.paused:
        return ()
    if not _reads(subscription, story.language) or _muted(story, subscription):
        return ()
    return tuple(
        key
        for key in story.interests(subscription.sensitivity.threshold)
        if subscription.wants(key) and subscription.muted_topics.get(key, now) <= now
    )


def still_wanted(alert: Alert, story: Story, subscription: Subscription, now: datetime) -> bool:
    """Whether an alert that was owed is to be sent now: meanwhile its story or all its interests may have been muted.

    A withdrawal is always brought to those who have the message.
    """
    if alert.message_ids and story.withdrawn is not None:
        return True
    if _muted(story, subscription):
        return False
    return not alert.interests or any(
        subscription.wants(key) and subscription.muted_topics.get(key, now) <= now for key in alert.interests
    )


def _reads(subscription: Subscription, language: str | None) -> bool:
    """Unknown languages pass: better one story too many than none from an outlet that does not say."""
    if not subscription.languages or language is None:
        return True
    return language.lower().partition("-")[0] in subscription.languages


def _muted(story: Story, subscription: Subscription) -> bool:
    return story.id in subscription.muted_stories or story.development_of in subscription.muted_stories


def _too_old(story: Story, now: datetime) -> bool:
    published = story.lead.published
    return published is not None and published < now - OLDEST


def _one_too_many(story: Story, now_told: Sequence[Story], look: Look) -> bool:
    """The fourth development of one story within a day stays in the archive."""
    if story.development_of is None:
        return False
    seen = dict(look.developments(story.development_of))
    seen |= {
        other.id: other.seen_at
        for other in _before(story, now_told)
        if other.development_of == story.development_of and not other.quiet
    }
    lately = [
        other
        for other, seen_at in seen.items()
        if other != story.id and story.seen_at - DAY < seen_at <= story.seen_at
    ]
    return len(lately) >= DEVELOPMENTS


def _before(story: Story, stories: Sequence[Story]) -> Iterable[Story]:
    """Those of the same poll that stand before it."""
    return takewhile(lambda other: other.id != story.id, stories)


def _alert(
    story: Story,
    subscription: Subscription,
    interests: tuple[InterestKey, ...],
    first: Alert | None,
    now: datetime,
) -> Alert:
    return Alert(
        id=alert_id(story.id, subscription.chat),
        story=StoryId(story.id),
        chat=subscription.chat,
        due_at=due_time(subscription.rhythm, subscription.timezone, now),
        owed_since=now,
        thread=subscription.thread,
        rank=Rank.BROADCAST if subscription.rhythm.pace is Pace.NOW else Rank.DIGEST,
        interests=interests,
        reply_to=first.message_ids[0]
        if first and first.message_ids and first.thread == subscription.thread
        else None,
    )


def _edits(story: Story, before: Story | None, existing: Iterable[Alert], now: datetime) -> Iterable[Alert]:
    """Sent alerts of a story that changed, owed again as edits; what looks the same then is not sent."""
    wait = NUMBER_AFTER if before is not None and _only_a_number(story, before) else EDIT_AFTER
    for alert in existing:
        if alert.state is not AlertState.SENT or not alert.message_ids:
            continue
        if story.withdrawn is not None:
            # However old: nobody must go on using what was wrong.
            yield replace(alert, state=AlertState.OWED, rank=Rank.URGENT, due_at=now, owed_since=now)
        elif alert.sent_at is not None and now - alert.sent_at < EDITED_FOR:
            yield replace(
                alert,
                state=AlertState.OWED,
                rank=Rank.EDIT,
                due_at=now + wait,
                owed_since=now,
                attempts=0,
            )


def _only_a_number(story: Story, before: Story) -> bool:
    """Whether outlets joined a story that names two others already, and nothing else changed."""
    same = (story.title, story.text, story.quotes, story.lead) == (
        before.title,
        before.text,
        before.quotes,
        before.lead,
    )
    return same and len(before.sources) >= NAMED
