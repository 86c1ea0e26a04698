"""What a query means (bot.stories.search parses and judges it): a tree of frozen nodes.

One language for /search and for watches. Texts are as typed; folding and stemming are the judge's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Field(StrEnum):
    ANY = "any"
    TITLE = "title"
    QUOTE = "quote"
    SPEAKER = "speaker"
    SOURCE = "source"
    TOPIC = "topic"
    LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    field: Field = Field.ANY
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side in this order."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class After:
    """A date, or an age counted back from now."""

    when: datetime | timedelta


@dataclass(frozen=True, slots=True)
class Before:
    when: datetime | timedelta


@dataclass(frozen=True, slots=True)
class Not:
    node: "Query"


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Query", ...]


Query = Word | Phrase | After | Before | Not | And | Or
