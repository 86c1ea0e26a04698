"""The passage of a story's text that shows why it is an answer: where most of the words sought stand together."""

from collections.abc import Iterator, Sequence

from bot.model.query import And, Field, Or, Phrase, Query, Word
from bot.model.story import Passage, Story
from bot.stories.fold import Token, tokens
from bot.stories.query_document import Sought, keyed, sought

#: Characters of a passage, without the dots at its ends.
LONGEST = 156
_BOLD_WORDS = 3

#: Leaf of the query, start, end, how many words.
_Found = tuple[int, int, int, int]


def find_passage(query: Query, story: Story) -> Passage:
    """At most about 160 characters of the story's text, word for word, and at most three words of it to set bold."""
    text = story.text
    found = sorted(_places(_leaves(query), text, story.language), key=lambda place: place[1])
    if not found:
        return _cut(text, 0, [])
    best, most = 0, (0, 0)
    last = 0
    for first in range(len(found)):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1][2] - found[first][1] <= LONGEST:
            last += 1
        window = found[first : last + 1]
        worth = (len({place[0] for place in window}), sum(place[3] for place in _distinct(window)))
        if worth > most:
            best, most = first, worth
    window = [place for place in found[best:] if place[2] - found[best][1] <= LONGEST]
    return _cut(text, found[best][1], _distinct(window))


def _distinct(window: Sequence[_Found]) -> list[_Found]:
    """Of each word sought its first place, as long as no more than three words become bold."""
    kept: list[_Found] = []
    seen: set[int] = set()
    bold = 0
    for place in window:
        if place[0] not in seen and bold + place[3] <= _BOLD_WORDS and (not kept or place[1] >= kept[-1][2]):
            kept.append(place)
            seen.add(place[0])
            bold += place[3]
    return kept


def _leaves(query: Query) -> list[Sought]:
    """What is looked for in the text; not what must not occur, nor what stands in other fields."""
    match query:
        case Word(text=text, field=Field.ANY | Field.QUOTE, prefix=prefix):
            return [sought(text, prefix)]
        case Phrase(text=text, field=Field.ANY | Field.QUOTE):
            return [sought(text, prefix=False)]
        case And(nodes=nodes) | Or(nodes=nodes):
            return [leaf for node in nodes for leaf in _leaves(node)]
        case _:
            return []


def _places(leaves: Sequence[Sought], text: str, language: str | None) -> Iterator[_Found]:
    line = tokens(text)
    by_last: dict[str, list[int]] = {}
    open_ended: list[int] = []
    keys: dict[int, tuple[str, ...]] = {}
    for number, leaf in enumerate(leaves):
        if not leaf.words:
            continue
        keys[number] = leaf.words if leaf.open_end else tuple(keyed(word, language) for word in leaf.words)
        if leaf.open_end:
            open_ended.append(number)
        else:
            by_last.setdefault(keys[number][-1], []).append(number)
    for at, token in enumerate(line):
        for number in by_last.get(keyed(token.text, language), ()):
            if place := _ending_at(line, at, number, keys[number], language):
                yield place
        for number in open_ended:
            if token.text.startswith(keys[number][-1]) and (
                place := _ending_at(line, at, number, keys[number], None)
            ):
                yield place


def _ending_at(
    line: Sequence[Token], at: int, number: int, wanted: tuple[str, ...], language: str | None
) -> _Found | None:
    first = at - len(wanted) + 1
    if first < 0:
        return None
    before = [keyed(token.text, language) if "_" in wanted[0] else token.text for token in line[first:at]]
    if before != list(wanted[:-1]):
        return None
    return number, line[first].start, line[at].end, len(wanted)


def _cut(text: str, start: int, places: Sequence[_Found]) -> Passage:
    """The passage around `start`, from word end to word end, with dots where the text goes on."""
    end = places[-1][2] if places else start
    room = max(0, LONGEST - (end - start))
    first = max(0, start - room // 3, text.rfind("\n", 0, start) + 1)
    last = min(len(text), first + LONGEST)
    stop = text.find("\n", end, last)
    last = stop if stop >= 0 else last
    if first and not text[first - 1].isspace():
        gap = text.find(" ", first, start)
        first = gap + 1 if gap >= 0 else first
    if last < len(text) and not text[last].isspace():
        gap = text.rfind(" ", end, last)
        last = gap if gap >= 0 else last
    before, after = ("… " if first else ""), (" …" if last < len(text.rstrip()) else "")
    bold = tuple((len(before) + place[1] - first, len(before) + place[2] - first) for place in places)
    return Passage(before + text[first:last].replace("\n", " ") + after, bold)
