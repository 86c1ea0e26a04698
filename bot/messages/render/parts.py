"""Parts that several screens of a story share: its headline, its outlets, its buttons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.messages.render.clean import clean, cut
from bot.messages.render.languages import language_name
from bot.messages.render.presses import ReportKind, Verb, press, topic_sign
from bot.messages.render.text import NOTHING, Markup, button_text, link, say, say_many
from bot.model.entry import TextFrom
from bot.model.ids import InterestKey
from bot.model.message import Button, Keyboard, Press
from bot.model.story import Source, Story
from bot.model.subscription import Mode, Subscription
from bot.model.words import Translator

#: What people read for a topic or a watch.
TopicTitle = Callable[[InterestKey], str]


@dataclass(frozen=True, slots=True)
class ForChat:
    """What a screen of a story must know of the chat it is for; the defaults suit a chat without subscription."""

    #: Story languages; empty: all.
    languages: frozenset[str] = frozenset()
    #: From which score the chat takes a story.
    threshold: float = 0.6
    protect: bool = False
    silent: bool = False

    @classmethod
    def of(cls, subscription: Subscription) -> "ForChat":
        return cls(
            subscription.languages,
            subscription.sensitivity.threshold,
            protect=subscription.mode is Mode.AT_RISK,
        )

    def reads(self, language: str | None) -> bool:
        """Unknown languages pass."""
        return not self.languages or language is None or language.partition("-")[0] in self.languages


def headline(story: Story, units: int = 220) -> Markup:
    """The story's title as a link to its lead; the first words of its text where a feed gives no titles."""
    title = clean(story.title) or clean(story.text[:500])
    return link(cut(title, units) or "…", story.lead.url, spell_out=True)


def source_name(source: Source, chat: ForChat, t: Translator) -> str:
    """The outlet, with its language where the chat does not read it: "Al-Marsad (Arabic)"."""
    name = cut(clean(source.outlet), 60)
    if source.language is None or chat.reads(source.language):
        return name
    return t("{outlet} ({language})", outlet=name, language=language_name(t, source.language))


def other_sources(story: Story, chat: ForChat) -> Sequence[Source]:
    """One for each outlet but the lead's, those that can be read and in the chat's languages first."""
    seen = {clean(story.lead.outlet).casefold()}
    others = []
    for source in story.sources[1:]:
        outlet = clean(source.outlet).casefold()
        if outlet and outlet not in seen:
            seen.add(outlet)
            others.append(source)
    return sorted(
        others, key=lambda source: (source.text_from is TextFrom.TEASER, not chat.reads(source.language))
    )


def outlets(story: Story) -> int:
    """How many outlets tell it."""
    return 1 + len(other_sources(story, ForChat()))


def also_in(story: Story, chat: ForChat, t: Translator) -> Markup:
    """ "Also in Meridian Wire, Al-Marsad (Arabic) and 27 more": two outlets, then a number."""
    others = other_sources(story, chat)
    names = [source_name(source, chat, t) for source in others[:2]]
    if len(names) < 2:
        return say(t, "Also in {one}", one=names[0]) if names else NOTHING
    one, two = names
    more = len(others) - 2
    if not more:
        return say(t, "Also in {one} and {two}", one=one, two=two)
    return say_many(
        t, "Also in {one}, {two} and {n} more", "Also in {one}, {two} and {n} more", more, one=one, two=two
    )


def back(story: Story, t: Translator) -> Button:
    return Press(button_text(t("‹ Back")), press(Verb.BACK, story.code))


def menu_keyboard(story: Story, t: Translator) -> Keyboard:
    """Behind ⋯ (screen 1a)."""
    code = story.code
    many = outlets(story)
    first = [Press(button_text(t("Why this")), press(Verb.WHY, code))]
    if many > 1:
        first.append(Press(button_text(t("Sources · {n}", n=many)), press(Verb.SOURCES, code)))
    return (
        first,
        (
            Press(button_text(t("Mute this story")), press(Verb.MUTE_STORY, code)),
            Press(button_text(t("Mute a topic")), press(Verb.MUTE_TOPIC, code)),
        ),
        (Press(button_text(t("Something is wrong")), press(Verb.REPORT, code)), back(story, t)),
    )


def report_keyboard(story: Story, t: Translator) -> Keyboard:
    """What is wrong, in one tap."""

    def kind(text: str, kind: ReportKind) -> Button:
        return Press(button_text(text), press(Verb.REPORT, story.code, kind.value))

    return (
        (kind(t("Wrong speaker"), ReportKind.SPEAKER), kind(t("Wrong words"), ReportKind.WORDS)),
        (kind(t("Another story"), ReportKind.STORY), kind(t("Off topic"), ReportKind.TOPIC)),
        (Press(button_text(t("‹ Back")), press(Verb.MENU, story.code)),),
    )


def mute_topics_keyboard(
    story: Story, interests: Iterable[InterestKey], t: Translator, *, topic_title: TopicTitle
) -> Keyboard:
    """Which of the alert's topics to mute."""
    rows: list[Sequence[Button]] = [
        (Press(button_text(topic_title(key)), press(Verb.MUTE_TOPIC, story.code, topic_sign(key))),)
        for key in interests
    ]
    return (*rows[:8], (Press(button_text(t("‹ Back")), press(Verb.MENU, story.code)),))
