"""Small talk: short sentences of ours, mistakes with their remedy, and the words that other screens share."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages.render.clean import cut
from bot.messages.render.dates import day, short_day
from bot.messages.render.languages import language_name
from bot.messages.render.text import (
    NOTHING,
    Markup,
    bold,
    button_text,
    code,
    join,
    message,
    passage,
    say,
    words,
)
from bot.model.message import Keyboard, Message, Press
from bot.model.words import Translator

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number_word(n: int, t: Translator) -> str:
    """ "five" up to twelve, digits above."""
    return t(_NUMBERS[n]) if 0 <= n < len(_NUMBERS) else f"{n:,}"


def in_a_row(names: Sequence[str], t: Translator) -> str:
    """ "English", "English and German", "English, French and German"."""
    if len(names) < 2:
        return "".join(names)
    return t("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def topics_in_words(n: int, of: int, t: Translator) -> str:
    """ "all 14 topics", "five topics", "one topic"."""
    if n == of and n > 1:
        return t("all {n} topics", n=n)
    return t.plural("one topic", "{number} topics", n, number=number_word(n, t))


def languages_in_words(languages: Sequence[str], t: Translator) -> str:
    """ "in English and German"; "in every language" for none."""
    if not languages:
        return t("in every language")
    return t("in {languages}", languages=in_a_row(sorted(language_name(t, each) for each in languages), t))


def a_week(weekly: int | None, t: Translator) -> str:
    """ "about 12 a week"; "" while nobody can know."""
    match weekly:
        case None:
            return ""
        case 0:
            return t("less than one a week")
        case _:
            return t("about {n} a week", n=f"{weekly:,}")


def priced(label: str, weekly: int | None, t: Translator) -> str:
    """A button that says what it costs: "Start · about 12 a week"."""
    return button_text(" · ".join(filter(None, (label, a_week(weekly, t)))))


def listed_day(t: Translator, when: datetime, now: datetime) -> str:
    """ "20 Nov" in a list; with the year when it is another one."""
    return short_day(t, when) if when.year == now.year else day(t, when)


def archive_since(first: datetime | None, t: Translator) -> str:
    return t("Archive since {day}.", day=day(t, first)) if first else t("The archive is empty so far.")


# ── answers of one sentence ─────────────────────────────────────────────────────────────────────────────────


def render_sentence(*sentences: str, keyboard: Keyboard = (), silent: bool = False) -> Message:
    """Translated sentences, one paragraph."""
    return message(join(" ", sentences), keyboard, silent=silent)


def render_pointer(t: Translator) -> Message:
    """For what is no command of ours; an operator's command looks the same to others."""
    return render_sentence(t("There is no such command."), t("/help shows what I can do."))


def render_what_to_type(t: Translator) -> Message:
    """For a picture, a voice message, nothing at all."""
    return render_sentence(
        t("Send me words to search for, a link to ask about, or /help."),
        t("Only public news passes here: please write me nothing confidential."),
    )


def render_trouble(t: Translator) -> Message:
    return render_sentence(t("That did not work, and whoever runs this can see it. Please try once more."))


def render_admins_only(t: Translator) -> Message:
    return render_sentence(t("An administrator of this chat can do that."))


def render_closed(t: Translator) -> Message:
    return render_sentence(
        t("This bot is for invited people."), t("Whoever runs it can give you a link to begin with.")
    )


def render_mistake(
    what: str,
    remedy: str,
    t: Translator,
    *,
    typed: str = "",
    at: int | None = None,
    corrected: str | None = None,
    button: Press | None = None,
) -> Message:
    """A mistake in what was typed: one sentence, the place if it is known, what to do, a form that works."""
    place = _place(typed, at) if typed and at is not None else NOTHING
    example = say(t, "For example {form}", form=code(cut(corrected, 200))) if corrected else NOTHING
    return message(join("\n", [what, place, remedy, example]), [[button]] if button else ())


def render_usage(what: str, usage: str, example: str, t: Translator) -> Message:
    """How a command is used: what it does, its form, one example."""
    form = say(t, "Write {form}", form=code(usage))
    shown = say(t, "For example {form}", form=code(example)) if example != usage else NOTHING
    return message(join("\n", [words(what), form, shown]))


def _place(typed: str, at: int) -> Markup:
    """The text around the place, with ▲ before the sign that is wrong."""
    before, after = typed[max(0, at - 40) : at], typed[at : at + 40]
    lead = "…" if at > 40 else ""
    tail = "…" if len(typed) > at + 40 else ""
    return join("", [passage(f"{lead}{before}"), bold("▲"), passage(f"{after}{tail}")])
