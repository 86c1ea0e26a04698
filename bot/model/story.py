"""Stories: an article that matched, told: matches, quotes, summary; and the outlets that carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.entry import TextFrom
from bot.model.ids import EntryId, FeedUrl, InterestKey, StoryCode, StoryId, story_code


class Place(StrEnum):
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term stands. Offsets are Python string offsets into the title or text, end exclusive."""

    interest: InterestKey
    #: The term as the topic or watch writes it.
    term: str
    place: Place
    start: int
    end: int
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Matching:
    """What the matcher makes of an article: a score 0…1 per interest that has any evidence, and where."""

    scores: Mapping[InterestKey, float]
    matches: tuple[Match, ...]
    #: Watches, as the matcher numbers them, that hang on who is quoted: answered once the quotes are read.
    waiting: tuple[int, ...] = ()

    @property
    def best(self) -> tuple[InterestKey, float] | None:
        return max(self.scores.items(), key=lambda pair: (pair[1], pair[0]), default=None)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start…end (exclusive) of the article's text, and those characters."""

    start: int
    end: int
    text: str


class Judgement(StrEnum):
    """What chats say of a story. Kept as counts with the story; who said it is kept nowhere."""

    OFF_TOPIC = "off-topic"
    SHOULD_HAVE_COME = "should-have-come"


class QuoteKind(StrEnum):
    FULL = "full"  # a statement that can stand alone
    MIXED = "mixed"  # a fragment in the reporter's sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between marks that somebody is said to have spoken or written, and who.

    The span lies inside its marks. `speaker` is the mention that governs it ("they"), None if there is none;
    `speaker_full` who that is, name and role as the article gives them; `speaker_role` the role alone.
    """

    span: Span
    kind: QuoteKind
    #: The outlet's own marks, opening and closing.
    marks: tuple[str, str] = ("“", "”")
    speaker: Span | None = None
    speaker_full: str | None = None
    speaker_name: str | None = None
    speaker_role: str | None = None
    #: One of the at most three that an alert shows; certain enough to stake a press release on.
    pushed: bool = False
    #: 0…1, the attribution's own certainty.
    certainty: float = 0.0
    #: Somebody else may have said it: people are not shown it with a name.
    doubted: bool = False
    #: Why it was taken or left, for `explain -v`.
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A marked passage that is not told as a quote, and why."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet's telling of a story."""

    outlet: str
    title: str
    seen_at: datetime
    feed: FeedUrl | None = None
    entry: EntryId | None = None
    url: str | None = None
    language: str | None = None
    published: datetime | None = None
    text_from: TextFrom = TextFrom.PAGE
    #: The first 600 characters of its text: what later tellings are compared with (bot.stories.same).
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A story over all its outlets. Offsets in matches, quotes, summary go into `title` and `text` of the lead.

    `seq` is the order in which the store took it, 0 before; `changed_seq` moves with every change.
    """

    id: StoryId
    title: str
    text: str
    #: The lead first, then in the order they joined.
    sources: tuple[Source, ...]
    scores: Mapping[InterestKey, float]
    matches: tuple[Match, ...]
    quotes: tuple[Quote, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    summary: tuple[Span, ...] = ()
    language: str | None = None
    development_of: StoryId | None = None
    #: The first poll of a feed, or older than we push: shown when asked, not pushed.
    quiet: bool = False
    #: Why it was withdrawn by an operator.
    withdrawn: str | None = None
    withdrawn_at: datetime | None = None
    #: Judgement → how many chats said so.
    judged: Mapping[str, int] = field(default_factory=dict)
    seq: int = 0
    changed_seq: int = 0

    @property
    def lead(self) -> Source:
        return self.sources[0]

    @property
    def seen_at(self) -> datetime:
        """When the first outlet's entry was read: look-back runs on this, never on what an outlet claims."""
        return self.lead.seen_at

    @property
    def newest(self) -> datetime:
        """When the last outlet told it, by what it says itself but not later than we read it.

        What lists show and are ordered by: the first entries of a feed newly added are old news, not today's.
        """
        return max(min(source.published or source.seen_at, source.seen_at) for source in self.sources)

    @property
    def code(self) -> StoryCode:
        return story_code(self.id)

    @property
    def sure_quotes(self) -> tuple[Quote, ...]:
        """Those whose speaker is certain: what people may see with a name, and copy."""
        return tuple(quote for quote in self.quotes if not quote.doubted)

    @property
    def not_shown(self) -> tuple[LeftOut, ...]:
        """Marked passages that people are not shown as quotes, in the order of the text."""
        doubted = (
            LeftOut(quote.span, "who said it is not certain") for quote in self.quotes if quote.doubted
        )
        return tuple(sorted((*self.left_out, *doubted), key=lambda one: one.span.start))

    @property
    def pushed_quotes(self) -> tuple[Quote, ...]:
        return tuple(quote for quote in self.quotes if quote.pushed)

    def interests(self, threshold: float) -> tuple[InterestKey, ...]:
        """Those that reach the threshold, the strongest first."""
        ranked = sorted(self.scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(key for key, score in ranked if score >= threshold)


@dataclass(frozen=True, slots=True)
class NewStory:
    """No outlet has told it yet."""


@dataclass(frozen=True, slots=True)
class SameAs:
    """One more source of a known story."""

    story: StoryId


@dataclass(frozen=True, slots=True)
class DevelopmentOf:
    """Real news on a story already told."""

    story: StoryId


Sameness = NewStory | SameAs | DevelopmentOf


@dataclass(frozen=True, slots=True)
class StoryPage:
    """One page of an answer. `total` counts all that match, not only this page."""

    stories: Sequence[Story]
    total: int
    page: int = 0
    #: Story → the passage of its text to show, with the words to set bold as spans into it.
    passages: Mapping[StoryId, "Passage"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    bold: tuple[tuple[int, int], ...] = ()
