"""The passage of a story's text that shows why it is an answer: where most of the words sought stand together."""

from collections.abc import Sequence

from bot.model.query import Query
from bot.model.story import Passage, Story
from bot.stories.query_places import Found, Places

#: Characters of a passage, without the dots at its ends.
LONGEST = 156
_BOLD_WORDS = 3
#: Places looked at from each place on: more than fit are only there if a text repeats one word over and over.
_LOOKED_AT = 24


def find_passage(query: Query, story: Story) -> Passage:
    """At most about 160 characters of the story's text, word for word, and at most three words of it to set bold."""
    text = story.text
    found = Places(text, story.language).of(query)
    if not found:
        return _cut(text, 0, [])
    best: list[Found] = []
    most = (0, 0)
    last = 0
    for first, place in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].end - place.start <= LONGEST:
            last += 1
        chosen = _distinct(found[first : min(last + 1, first + _LOOKED_AT)])
        worth = (len(chosen), sum(each.words for each in chosen))
        if worth > most:
            best, most = chosen, worth
    # A phrase of more than three words shows where it stands, and is not bold.
    return _cut(text, best[0].start if best else found[0].start, best)


def _distinct(window: Sequence[Found]) -> list[Found]:
    """Of each word sought its first place, as long as no more than three words become bold."""
    kept: list[Found] = []
    seen: set[int] = set()
    bold = 0
    for place in window:
        if (
            place.leaf not in seen
            and bold + place.words <= _BOLD_WORDS
            and (not kept or place.start >= kept[-1].end)
        ):
            kept.append(place)
            seen.add(place.leaf)
            bold += place.words
    return kept


def _cut(text: str, start: int, places: Sequence[Found]) -> Passage:
    """The passage around `start`, from word end to word end, with dots where the text goes on."""
    end = places[-1].end if places else start
    room = max(0, LONGEST - (end - start))
    paragraph = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = stop if stop >= 0 else len(text)
    last = min(stop, max(paragraph, start - room // 3) + LONGEST)
    # Near the end of a paragraph there is room for more of what stands before.
    first = max(paragraph, min(start, last - LONGEST))
    if first and not text[first - 1].isspace():
        gap = text.find(" ", first, start)
        first = gap + 1 if gap >= 0 else first
    if last < len(text) and not text[last].isspace():
        gap = text.rfind(" ", end, last)
        last = gap if gap >= 0 else last
    before, after = ("… " if first else ""), (" …" if last < len(text.rstrip()) else "")
    bold = tuple((len(before) + place.start - first, len(before) + place.end - first) for place in places)
    return Passage(before + text[first:last].replace("\n", " ") + after, bold)
