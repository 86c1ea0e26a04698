"""Interests: topics (data in bot/topics) and people's watches, alike to the matcher."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.ids import InterestKey
from bot.model.query import Query


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for a topic."""

    text: str
    #: Evidence, 0 < weight ≤ 1: 1 decides alone, two distinct ones of 0.5 decide together.
    weight: float
    #: "stem": inflections match; "exact": only these forms, whole words; "prefix": what begins so.
    form: str = "stem"
    #: At least one must stand within `within` words, if any are given.
    near: tuple[str, ...] = ()
    within: int = 12
    #: None of these may stand within `within` words.
    not_near: tuple[str, ...] = ()
    #: A company, product, law or body: written as it is written, case counts.
    name: bool = False
    #: Terms of one group are ways of saying one thing: together they count once. "" stands alone.
    group: str = ""


@dataclass(frozen=True, slots=True)
class TopicFile:
    """One language of a topic, as topics/<name>/<language>.toml gives it."""

    language: str
    #: What people read: "Spyware", "Press freedom".
    title: str
    terms: tuple[Term, ...]
    #: Words that rule a whole article out unless it has strong evidence (sport, product review …) → penalty.
    against: tuple[Term, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in all its languages."""

    name: InterestKey
    languages: Mapping[str, TopicFile] = field(default_factory=dict)

    def title(self, language: str = "en") -> str:
        file = self.languages.get(language) or self.languages.get("en") or next(iter(self.languages.values()))
        return file.title


@dataclass(frozen=True, slots=True)
class Watch:
    """A query of one's own beside the topics. Its key does not name the chat."""

    key: InterestKey
    #: As typed, shown back to people.
    text: str
    query: Query
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Interests:
    """All that anybody wants, at one moment; `version` grows when it changes."""

    topics: tuple[Topic, ...]
    watches: tuple[Watch, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """Of 100 stories sent so many are on topic; of 100 on topic so many do not come."""

    on_topic: int
    missed: int


class Sensitivity(StrEnum):
    EVERYTHING = "everything"
    BALANCED = "balanced"
    SUREST = "surest"

    @property
    def threshold(self) -> float:
        """The score a story must have: scores are calibrated to these in bot/stories/match."""
        return {"everything": 0.4, "balanced": 0.6, "surest": 0.85}[self.value]

    @property
    def measured(self) -> Measured:
        """On a natural mix of English news; the table in bot/stories/match says how (`python -m tests.eval.relevance`)."""
        figures = {"everything": Measured(61, 2), "balanced": Measured(85, 5), "surest": Measured(95, 52)}
        return figures[self.value]
