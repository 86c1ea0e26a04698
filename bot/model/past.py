"""What was read in the last weeks and answers a query: stories, and entries that became none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.entry import Article
from bot.model.story import Story


@dataclass(frozen=True, slots=True)
class Untold:
    """An entry that became no story, or none its asker may know of: the article as its feed carried it."""

    article: Article
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """The newest first, each story once; `total` counts all, not only these."""

    found: Sequence[Story | Untold]
    total: int
