"""What was asked of /quotes, read, and the statements that answer it: whose, about what, when."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.ids import InterestKey
from bot.model.interest import Sensitivity
from bot.model.query import Field
from bot.model.story import Quote, Story
from bot.model.subscription import Subscription
from bot.stories.query_document import SearchDocument
from handlers.namesakes import Person, Statement, people_named, role_words, words_of
from handlers.services import Services
from handlers.telling import own_watches

#: Statements of one name that are looked through.
MOST = 5000
#: More statements than this by whoever has a word in name or role: it is a common word.
_COMMON = 1000
#: Stories whose quotes are shown when nobody is named.
_NEWEST = 40
_WORDS = 8
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_AGE = re.compile(r"([0-9]{1,4})([dwmy])", re.IGNORECASE)
_LONGEST = timedelta(days=365 * 50)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
#: Narrows to statements by somebody whose role has this word; buttons between namesakes send it.
ROLE = "role:"
#: Everybody of that name together.
ANYBODY = "all:"


@dataclass(frozen=True, slots=True)
class Asked:
    """The speaker's words, and what narrows the speaker's statements, in the order typed."""

    speaker: str
    #: Years, ages and words.
    narrowed: tuple[str, ...] = ()
    role: str | None = None
    #: Namesakes are not asked about.
    anybody: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Statements, newest first; or, if several people have the name, these people."""

    asked: Asked
    found: Sequence[Statement] = ()
    people: Sequence[Person] = ()
    #: Whose they all are, if one person's or body's.
    person: Person | None = None
    #: What narrows, and how many statements there are without it.
    without: Sequence[tuple[str, int]] = ()
    #: Statements by others in whose role the name stands ("spokesperson for Reyk").
    in_roles: int = 0


async def find_said(typed: str, view: Subscription, services: Services) -> Said:
    """What answers `typed`, in languages that the chat reads, of what it may know."""
    languages, watches = view.languages, own_watches(view)
    asked = await _read(typed, watches, services)

    def readable(statement: Statement) -> bool:
        language = statement[0].language
        return not languages or language is None or language.partition("-")[0] in languages

    now = services.clock.now()
    if not asked.speaker:
        lately = [each for each in await _lately(services) if readable(each)]
        return Said(asked, [each for each in lately if _all_hold(asked.narrowed, each, now)])
    every = [each for each in await _of_name(asked.speaker, watches, services) if readable(each)]
    people = people_named(asked.speaker, every)
    named = {id(quote) for person in people for _, quote in person.statements}
    others = [
        each for each in every if id(each[1]) not in named and words_of(asked.speaker) <= _full(each[1])
    ]
    if asked.role is not None:
        own = [each for person in people for each in person.statements]
        spoken = [each for each in (*own, *others) if words_of(asked.role) <= role_words(each[1])]
        holding = [person for person in people if words_of(asked.role) <= person.role_words]
        if holding:
            spoken = [each for person in holding for each in person.statements]
        said = _narrowed(asked, spoken, now)
        return replace(said, person=holding[0] if len(holding) == 1 else None)
    if len(people) > 1 and not asked.anybody:
        # Of namesakes only those are asked about who said something of what is asked.
        holding = [one for person in people if (one := _fitting(person, asked, now)).statements]
        if len(holding) > 1:
            return Said(asked, people=holding, in_roles=len(others))
        names = {one.name for one in holding}
        people = [person for person in people if person.name in names] or people
    own = [each for person in people for each in person.statements]
    # Only in roles: the word is an office or a body, and whoever holds or speaks for it is meant.
    said = _narrowed(asked, own or others, now)
    return replace(said, in_roles=len(others) if own else 0, person=people[0] if len(people) == 1 else None)


def _fitting(person: Person, asked: Asked, now: datetime) -> Person:
    kept = [each for each in person.statements if _all_hold(asked.narrowed, each, now)]
    return replace(person, statements=kept)


def _narrowed(asked: Asked, spoken: Sequence[Statement], now: datetime) -> Said:
    spoken = sorted(spoken, key=lambda each: each[0].seen_at, reverse=True)
    found = [each for each in spoken if _all_hold(asked.narrowed, each, now)]
    without = []
    for left_out in dict.fromkeys(asked.narrowed):
        rest = [one for one in asked.narrowed if one != left_out]
        n = sum(1 for each in spoken if _all_hold(rest, each, now))
        if n > len(found):
            without.append((left_out, n))
    return Said(asked, found, without=sorted(without, key=lambda pair: -pair[1]))


async def _read(typed: str, own: frozenset[InterestKey], services: Services) -> Asked:
    """Times narrow wherever they stand; of the words, the most side by side that name a speaker; the rest narrow."""
    role, anybody, words = None, False, []
    for word in typed.split()[: _WORDS + 4]:
        if word.casefold().startswith(ROLE):
            role = word[len(ROLE) :] or None
        elif word.casefold() == ANYBODY:
            anybody = True
        else:
            words.append(word)
    names = [word for word in words if not _is_time(word)][:_WORDS]
    for first, last in _runs(len(names)):
        speaker = " ".join(names[first:last])
        if words_of(speaker) and await _total(speaker, own, services):
            narrowed = list(words)
            for word in names[first:last]:
                narrowed.remove(word)
            return Asked(speaker, tuple(narrowed), role, anybody)
    return Asked(" ".join(names), tuple(word for word in words if _is_time(word)), role, anybody)


def _runs(n: int) -> list[tuple[int, int]]:
    """Words side by side: those from the start first, then others, the longest first."""
    runs = [(first, last) for first in range(n) for last in range(first + 1, n + 1)]
    return sorted(runs, key=lambda run: (run[0] > 0, run[0] - run[1], run[0]))


async def _total(speaker: str, own: frozenset[InterestKey], services: Services) -> int:
    _, total = await services.store.stories.quotes(speaker, 0, 1, own=own)
    return total


async def _of_name(speaker: str, own: frozenset[InterestKey], services: Services) -> Sequence[Statement]:
    """Statements by whoever has the name or a part of it, so that short names are found as well; newest first."""
    found: dict[tuple[str, int], Statement] = {}
    for part in dict.fromkeys((speaker, *(word for word in speaker.split() if len(word) > 2))):
        # A part that so many have ("International") is nobody's short name.
        if part == speaker or await _total(part, own, services) <= _COMMON:
            statements, _ = await services.store.stories.quotes(part, 0, MOST, own=own)
            for story, quote in statements:
                found.setdefault((story.id, quote.span.start), (story, quote))
    return sorted(found.values(), key=lambda each: each[0].seen_at, reverse=True)


async def _lately(services: Services) -> Sequence[Statement]:
    """What the alerts of the newest stories quote."""
    topics = tuple(topic.name for topic in services.topics)
    page = await services.store.stories.latest(
        topics, Sensitivity.BALANCED.threshold, frozenset(), 0, _NEWEST
    )
    return [(story, quote) for story in page.stories for quote in story.pushed_quotes]


def _full(quote: Quote) -> frozenset[str]:
    return words_of(quote.speaker_full or "")


# ── what narrows ────────────────────────────────────────────────────────────────────────────────────────────


def _is_time(word: str) -> bool:
    return bool(_YEAR.fullmatch(word) or _AGE.fullmatch(word))


def _all_hold(narrowed: Sequence[str], statement: Statement, now: datetime) -> bool:
    return all(_holds(word, statement, now) for word in narrowed)


def _holds(word: str, statement: Statement, now: datetime) -> bool:
    """A year, an age ("30d"), or a word in the quote, the headline or among the topics; inflections count."""
    if _YEAR.fullmatch(word):
        return _when(statement[0]).year == int(word)
    if age := _AGE.fullmatch(word):
        length = timedelta(days=int(age[1]) * _DAYS[age[2].lower()])
        return _when(statement[0]) > now - min(length, _LONGEST)
    return _speaks_of(word, *statement)


def _when(story: Story) -> datetime:
    return story.lead.published or story.seen_at


def _speaks_of(word: str, story: Story, quote: Quote) -> bool:
    bare = word.strip('"“”„«».,;:!?()')
    document = SearchDocument(
        titles=(story.title,), text=quote.span.text, seen_at=story.seen_at, language=story.language
    )
    topics = {key.casefold() for key in story.interests(Sensitivity.BALANCED.threshold)}
    return bare.casefold() in topics or document.has(bare, Field.ANY)


def distinct_role(person: Person, people: Sequence[Person]) -> str | None:
    """A word of this person's role that no namesake of the same name has; for a button."""
    rivals = [other for other in people if other is not person]
    taken = {word for other in rivals for word in other.role_words}
    own = Counter(word for _, quote in person.statements for word in role_words(quote))
    free = [word for word, _ in own.most_common() if word not in taken]
    return free[0] if free else None
