"""/settings and /topics: what shapes what a chat gets, one question a screen, always with what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.render.languages import language_name
from bot.messages.render.presses import Verb
from bot.messages.render.talk import a_week, in_a_row, priced, topics_in_words
from bot.messages.render.text import PARAGRAPH, Markup, bold, button_text, join, message, say, words
from bot.messages.render.welcome import Choice, ticks
from bot.model.interest import Sensitivity
from bot.model.message import Message, Press
from bot.model.subscription import Subscription
from bot.model.words import Translator

_BACK = f"{Verb.SETTING}:"


@dataclass(frozen=True, slots=True)
class SettingsSeen:
    subscription: Subscription
    active: bool
    #: What the topics are called, of how many.
    topics: Sequence[str]
    of: int
    weekly: int | None
    #: What the button to the chat's watches sends.
    watches: str = ""


def sensitivity_name(sensitivity: Sensitivity, t: Translator) -> str:
    match sensitivity:
        case Sensitivity.EVERYTHING:
            return t("Everything")
        case Sensitivity.BALANCED:
            return t("Balanced")
        case Sensitivity.SUREST:
            return t("Only the surest")


def render_settings(seen: SettingsSeen, t: Translator) -> Message:
    subscription = seen.subscription
    topics = topics_in_words(len(seen.topics), seen.of, t)
    weekly = a_week(seen.weekly, t) if seen.topics else ""
    lines = [
        say(t, "Topics: {topics}", topics=", ".join(filter(None, (topics, weekly)))),
        say(t, "Languages of the stories: {languages}", languages=_languages(subscription, t)),
        say(t, "Sensitivity: {sensitivity}", sensitivity=sensitivity_name(subscription.sensitivity, t)),
    ]
    if subscription.watches:
        lines.append(say(t, "Watches: {n}", n=len(subscription.watches)))
    if subscription.muted_stories or subscription.muted_topics:
        lines.append(say(t, "Muted: {n}", n=len(subscription.muted_stories) + len(subscription.muted_topics)))
    lines.append(words(_state(seen, t)))
    return message(bold(t("Settings")) + PARAGRAPH + join("\n", lines), _settings_keyboard(seen, t))


def _state(seen: SettingsSeen, t: Translator) -> str:
    if not seen.active:
        return t("Nothing is sent here at present.")
    if seen.subscription.held_until is not None:
        return t("Held: Telegram does not let me write here. /subscribe tries again.")
    return t("Paused: nothing is sent.") if seen.subscription.paused else t("Each story is sent at once.")


def _settings_keyboard(seen: SettingsSeen, t: Translator) -> list[list[Press]]:
    def section(text: str, name: str) -> Press:
        return Press(button_text(text), f"{Verb.SETTING}:{name}")

    rows = [
        [section(t("Topics"), "topics"), section(t("Languages"), "languages")],
        [section(t("Sensitivity"), "sensitivity")],
    ]
    if seen.subscription.muted_stories or seen.subscription.muted_topics:
        rows[1].append(section(t("Unmute all"), "unmute"))
    if seen.watches and seen.subscription.watches:
        rows[1].append(Press(button_text(t("Watches")), seen.watches))
    if seen.active:
        paused = seen.subscription.paused
        rows.append(
            [
                Press(t("Resume") if paused else t("Pause"), f"{Verb.PAUSE}:{int(not paused)}"),
                Press(t("Stop"), f"{Verb.UNSUBSCRIBE}:"),
            ]
        )
    return rows


def _languages(subscription: Subscription, t: Translator) -> str:
    if not subscription.languages:
        return t("every language")
    return in_a_row(sorted(language_name(t, each) for each in subscription.languages), t)


def render_topics(choices: Sequence[Choice], weekly: int | None, active: bool, t: Translator) -> Message:
    """A keyboard of toggles; each press counts at once."""
    chosen = sum(choice.ticked for choice in choices)
    if active:
        often = a_week(weekly, t) if chosen else ""
        what = ", ".join(filter(None, (topics_in_words(chosen, len(choices), t), often)))
        line = say(t, "{what}. A tap changes it at once.", what=what[:1].upper() + what[1:])
    else:
        line = words(t("Nothing is sent here at present. A tap on a topic begins."))
    rows = ticks(choices)
    if chosen < len(choices) and len(choices) > 1:
        rows.append([Press(button_text(t("All topics")), f"{Verb.TOGGLE}:*")])
    rows.append([_back(t)])
    return message(bold(t("Topics")) + PARAGRAPH + line, rows)


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    code: str
    ticked: bool
    #: How many feeds are written in it.
    feeds: int


def render_languages(choices: Sequence[LanguageChoice], every: bool, t: Translator) -> Message:
    """Which languages' stories are sent; with how many feeds there are in each."""
    line = join(
        " ",
        [
            t("Stories are sent in the languages ticked."),
            t("In brackets: how many of the feeds are in it."),
        ],
    )
    buttons = [
        Press(
            button_text(
                f"{'✓ ' if choice.ticked else ''}{language_name(t, choice.code)}"
                + (f" ({choice.feeds})" if choice.feeds else "")
            ),
            f"{Verb.LANGUAGES}:{choice.code}",
        )
        for choice in choices
    ]
    rows = [buttons[place : place + 3] for place in range(0, len(buttons), 3)]
    rows.append([Press(button_text(f"{'✓ ' if every else ''}{t('Every language')}"), f"{Verb.LANGUAGES}:*")])
    rows.append([_back(t)])
    return message(bold(t("Languages")) + PARAGRAPH + line, rows)


def render_sensitivity(
    now: Sensitivity, weekly: Sequence[tuple[Sensitivity, int | None]], t: Translator
) -> Message:
    """How sure a story must be; each choice says what it costs a week."""
    explained: Markup = join(
        "\n",
        [
            t("How sure must a story be that it is about your topics? Measured on English news:"),
            *(_measured(each, t) for each in Sensitivity),
        ],
    )
    rows = [
        [
            Press(
                priced(f"{'✓ ' if each is now else ''}{sensitivity_name(each, t)}", count, t),
                f"{Verb.SETTING}:s.{each.value}",
            )
        ]
        for each, count in weekly
    ]
    return message(bold(t("Sensitivity")) + PARAGRAPH + explained, [*rows, [_back(t)]])


def _measured(sensitivity: Sensitivity, t: Translator) -> Markup:
    figures = sensitivity.measured
    return say(
        t,
        "{name}: of 100 stories {on_topic} are on topic; of 100 on topic {missed} do not come.",
        name=bold(sensitivity_name(sensitivity, t)),
        on_topic=figures.on_topic,
        missed=figures.missed,
    )


def _back(t: Translator) -> Press:
    return Press(button_text(t("‹ Back")), _BACK)
