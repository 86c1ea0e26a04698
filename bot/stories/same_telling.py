"""One outlet's telling as it is compared with others, and what speaks against two tellings that share their words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.model.story import Story
from bot.stories.same_about import About, about
from bot.stories.same_kind import is_commentary
from bot.stories.same_marks import Marks, marks
from bot.stories.same_names import is_year
from bot.stories.same_turn import says_other_count
from bot.stories.same_words import OPENING, comparable

#: An outlet's words are alike in all it tells, so its second telling is rather a look-alike; unless it has the headline
#: of the first, then it is rather a later state of it, or comments on what the outlet has told.
_SAME_OUTLET, _SAME_OUTLET_AND_TITLE = 0.8, 0.9
#: Share of the headlines' words that make them the same.
_SAME_TITLE = 0.35
# Addresses under which many outlets stand.
_MANY_OUTLETS = frozenset(
    [
        "news.google.com",
        "news.yahoo.com",
        "yahoo.com",
        "msn.com",
        "reddit.com",
        "t.me",
        "x.com",
        "news.ycombinator.com",
    ]
)
#: Both lead with countries, and neither mentions the other's; only copies of a text that names them late are that like.
_OTHER_COUNTRY = 0.25
#: Both name groups or people, and none is the same; under the same headline both name people, others.
_OTHER_NAMES, _OTHER_PEOPLE = 0.95, 0.25
#: Short items in which each has names, places or counts of its own.
OTHER_MARKS = 0.25
#: Both name figures and not one is the same: another quake, another month's count.
_OTHER_NUMBERS = 0.9
#: What a day between them takes away.
_A_DAY = 0.025


class Written(NamedTuple):
    """What an outlet wrote, where and when."""

    title: str
    opening: str
    language: str | None
    url: str
    seen_at: datetime


@dataclass(slots=True)
class Telling:
    """The words of what was written and how much they stand there (same_words); and what else is compared."""

    written: Written
    words: Mapping[str, float]
    #: The host of its address, "" where there is none.
    outlet: str
    #: When it was seen, in days.
    day: float
    #: An opinion piece or the like.
    commentary: bool
    #: Length of the weighed words; 0 until it is first compared.
    length: float = 0.0
    _about: About | None = None
    _numbers: frozenset[str] | None = None

    @property
    def about(self) -> About:
        """Where and who; read when it is first compared closely, which few tellings ever are."""
        if self._about is None:
            self._about = about(self.written.title, self.written.opening)
        return self._about

    @property
    def numbers(self) -> frozenset[str]:
        """Numbers among the words, but years."""
        if self._numbers is None:
            digits = (word for word in self.words if word[0].isdigit())
            self._numbers = frozenset(word for word in digits if not is_year(word))
        return self._numbers

    @property
    def marks(self) -> Marks | None:
        return marks(self.written.title, self.written.opening, self.written.language or "")

    def apart(self, other: "Telling", told: Sequence["Telling"]) -> bool:
        """Whether they are short items of different events; the other's story is `told` so."""
        own, theirs = self.marks, other.marks
        if own is None or theirs is None or self.commentary or other.commentary:
            return False
        if self.about.other_people(other.about) and own.one_frame(theirs):
            return True
        words = theirs.words.union(*(one.about.words for one in told))
        # What says itself that the count is another one tells of the same event.
        days = 0.0 if says_other_count(self.written.title) else abs(self.day - other.day)
        return own.apart(theirs, words, days)

    def holds(self, other: "Telling", countries: frozenset[str] = frozenset()) -> float:
        """The share of their likeness that outlet, time, places, names and numbers leave standing, 0…1.

        `countries` are those of the story that the other is a telling of, should it name none itself.
        """
        share = 1 - _A_DAY * min(7.0, abs(self.day - other.day))
        if self.outlet and self.outlet == other.outlet and not self.commentary:
            share *= _SAME_OUTLET_AND_TITLE if alike(self.about.title, other.about.title) else _SAME_OUTLET
        if self.about.elsewhere(other.about, countries):
            share *= _OTHER_COUNTRY
        if self.about.other_people(other.about) and alike(self.about.title, other.about.title):
            share *= _OTHER_PEOPLE
        elif self.about.others(other.about):
            share *= _OTHER_NAMES
        if self.numbers and other.numbers and self.numbers.isdisjoint(other.numbers):
            share *= _OTHER_NUMBERS
        return share


def lead_telling(story: Story) -> Telling:
    return _telling(_written_by_lead(story))


def tellings_of(story: Story, most: int, read: Sequence[Telling] = ()) -> list[Telling]:
    """Those of the lead and of the last outlets that joined, at most so many; what was `read` is not read again."""
    before = {telling.written: telling for telling in read}
    written = [_written_by_lead(story)]
    for source in story.sources[1:][-(most - 1) :]:
        language = source.language or story.language
        written.append(Written(source.title, source.opening, language, source.url or "", source.seen_at))
    return [before.get(one) or _telling(one) for one in written]


def _written_by_lead(story: Story) -> Written:
    lead = story.lead
    language = lead.language or story.language
    return Written(story.title, story.text[: 2 * OPENING], language, lead.url or "", lead.seen_at)


def _telling(written: Written) -> Telling:
    words = comparable(written.title, written.opening, written.language)
    day = written.seen_at.timestamp() / 86_400
    commentary = is_commentary(written.title, written.url)
    return Telling(written, words, _host(written.url), day, commentary)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two headlines, as the sets of their words, are much the same."""
    return len(one & other) >= _SAME_TITLE * len(one | other)


@lru_cache(maxsize=1 << 14)
def _host(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in _MANY_OUTLETS else host
