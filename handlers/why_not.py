"""Why a story was not sent to a chat: one reason, the first that stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.alerts.rhythm import zone_of
from bot.alerts.settle import UNWANTED
from bot.messages.render.asked import below, due_later, other_language, with_everything
from bot.messages.render.text import Markup
from bot.model.alert import Alert, AlertState
from bot.model.ids import InterestKey, is_watch
from bot.model.interest import Sensitivity
from bot.model.story import Story
from bot.model.subscription import Pace
from handlers.chat import Chat, about_a_week, base_language
from handlers.judged import terms_of
from handlers.services import Services
from handlers.telling import titles

#: What an outlet published longer before we read it is not pushed (bot.alerts.route).
_OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What to say over it, the reason, and whether saying "should have come" to it means anything."""

    head: str
    reasons: Sequence[Markup | str]
    judge: bool = False


async def why_not(story: Story, alert: Alert | None, chat: Chat, services: Services) -> WhyNot:
    """For a story that did not come here, in the order of what happens to one on its way."""
    t = chat.t
    if story.withdrawn is not None:
        return WhyNot(t("Not sent to you"), [t("It was withdrawn.")])
    if not chat.subscribed:
        return WhyNot(t("It is here"), [t("Nothing is sent here: /start begins.")])
    if alert is not None:
        return _owed(alert, chat, services)
    head = t("Not sent to you")
    if early := _stopped_early(story, chat):
        return WhyNot(head, [early])
    if (near := await _below(story, chat, services)) is not None:
        return near
    return WhyNot(head, [_stopped(story, chat, services)])


def _stopped_early(story: Story, chat: Chat) -> str:
    """What stops a story before anybody asks what it is on; "" if nothing does."""
    t, view = chat.t, chat.view
    if story.seen_at < view.since:
        return t("It was read before you subscribed.")
    if story.quiet or _too_old(story):
        return t("It was older than what is sent, or among a feed’s first entries.")
    if story.language and view.languages and base_language(story.language) not in view.languages:
        return other_language(story.language, t)
    return ""


def _owed(alert: Alert, chat: Chat, services: Services) -> WhyNot:
    t, view = chat.t, chat.view
    if alert.state is AlertState.DROPPED and alert.error == UNWANTED:
        return WhyNot(
            t("Not sent to you"), [t("It is muted here, or was no longer wanted when its turn came.")]
        )
    if alert.state is AlertState.DROPPED:
        return WhyNot(t("Not sent to you"), [t("It was owed, and given up: Telegram did not take it.")])
    if view.held_until is not None:
        return WhyNot(t("Held"), [t("Telegram does not let me write here. /subscribe tries again.")])
    if alert.due_at > services.clock.now():
        local = alert.due_at.astimezone(zone_of(view.timezone))
        return WhyNot(t("It comes later"), [due_later(local, t, digest=view.rhythm.pace is not Pace.NOW)])
    return WhyNot(t("It comes next"), [t("Owed, waiting for Telegram.")])


def _too_old(story: Story) -> bool:
    published = story.lead.published
    return published is not None and published < story.seen_at - _OLDEST


async def _below(story: Story, chat: Chat, services: Services) -> WhyNot | None:
    """Below the chat's threshold in every interest of its own, or on what it did not choose; else None."""
    t, view = chat.t, chat.view
    title = titles(view, t, services)
    threshold = view.sensitivity.threshold
    reached = [key for key in story.interests(threshold) if not is_watch(key) or view.wants(key)]
    if any(view.wants(key) for key in reached):
        return None
    topics = [key for key in story.interests(0.0) if not is_watch(key)]
    wanted = next((key for key in topics if view.wants(key)), None)
    if reached and (wanted is None or story.scores[wanted] < Sensitivity.EVERYTHING.threshold):
        chosen = t(
            "It is on {topic}, which this chat did not choose. /topics changes that.", topic=title(reached[0])
        )
        return WhyNot(t("Not sent to you"), [chosen])
    nearest = wanted or next(iter(topics), None)
    score = story.scores.get(nearest, 0.0) if nearest else 0.0
    reasons: list[Markup | str] = list(
        below(
            title(nearest) if nearest else None,
            score,
            terms_of(story, nearest),
            threshold,
            t,
            all_terms=True,
        )
    )
    if nearest and view.wants(nearest) and score >= Sensitivity.EVERYTHING.threshold:
        reasons.append(with_everything(await _more(chat, services), t))
    return WhyNot(t("Not sent to you"), reasons, judge=True)


async def _more(chat: Chat, services: Services) -> int | None:
    """How many more a week at the lowest threshold; None while nobody can know, or none worth a number."""
    now = await about_a_week(chat.view, services)
    everything = await about_a_week(replace(chat.view, sensitivity=Sensitivity.EVERYTHING), services)
    return None if now is None or everything is None else max(everything - now, 0) or None


def _stopped(story: Story, chat: Chat, services: Services) -> str:
    """For a story that reached something the chat wants, and is not owed all the same."""
    t, view = chat.t, chat.view
    now = services.clock.now()
    wanted: list[InterestKey] = [
        key for key in story.interests(view.sensitivity.threshold) if view.wants(key)
    ]
    if story.id in view.muted_stories or story.development_of in view.muted_stories:
        return t("It is muted. /settings unmutes.")
    if all(view.muted_topics.get(key, now) > now for key in wanted):
        title = titles(view, t, services)
        return t("{topic} is muted. /settings unmutes.", topic=title(wanted[0]))
    if view.paused:
        return t("The chat is paused. /resume goes on.")
    if story.development_of is not None:
        return t("It goes on with a story; three such in a day are sent.")
    return t("It was read before this chat chose what it is on, or while it was paused or muted.")
