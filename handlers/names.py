"""What people call a topic: its name, its title in any language, in any case, alone or in a row."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from bot.errors import UsageError
from bot.model.ids import InterestKey
from bot.model.interest import Topic
from bot.model.subscription import ALL_TOPICS
from bot.model.words import Translator

_SEPARATORS = re.compile(r"[\s,]+")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}:(?=\S)|\bwww\.", re.IGNORECASE)
_EVERYTHING = {"all", "everything", "*"}


def read_topics(text: str, topics: Sequence[Topic], t: Translator, command: str) -> frozenset[InterestKey]:
    """The topics that `text` names; UsageError for anything else in it, with the nearest names."""
    if _ADDRESS.search(text):
        raise UsageError(
            t("I take topics here, not addresses: the feeds are chosen by whoever runs this bot."),
            t("For example: {example}", example=_example(topics, command)),
        )
    words = [word for word in _SEPARATORS.split(text.strip()) if word]
    if len(words) == 1 and words[0].casefold() in _EVERYTHING:
        return frozenset({ALL_TOPICS})
    if not words:
        raise UsageError(t("Which topic? /topics shows all."))
    called = _called(topics)
    longest = max((len(name.split(" ")) for name in called), default=1)
    found: set[InterestKey] = set()
    rest = words
    while rest:
        for length in range(min(longest, len(rest)), 0, -1):
            topic = called.get(_fold(" ".join(rest[:length])))
            if topic is not None:
                found.add(topic)
                rest = rest[length:]
                break
        else:
            raise _unknown(rest[0], called, topics, t, command)
    return frozenset(found)


def _unknown(
    word: str, called: Mapping[str, InterestKey], topics: Sequence[Topic], t: Translator, command: str
) -> UsageError:
    near = list(
        dict.fromkeys(called[name] for name in get_close_matches(_fold(word), called, n=3, cutoff=0.6))
    )
    shown = word if len(word) <= 30 else word[:29] + "…"
    if near:
        titles = {topic.name: topic.title(t.language) for topic in topics}
        remedy = t("Did you mean {names}?", names=", ".join(titles[name] for name in near))
        return UsageError(
            t("There is no topic “{name}”.", name=shown), remedy, corrected=f"/{command} {near[0]}"
        )
    return UsageError(
        t("There is no topic “{name}”.", name=shown),
        t("/topics shows all. For example: {example}", example=_example(topics, command)),
    )


def _called(topics: Sequence[Topic]) -> dict[str, InterestKey]:
    names: dict[str, InterestKey] = {}
    for topic in topics:
        names[_fold(topic.name)] = topic.name
        for file in topic.languages.values():
            names.setdefault(_fold(file.title), topic.name)
    return names


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _example(topics: Sequence[Topic], command: str) -> str:
    names = " ".join(topic.name for topic in topics[: 1 if command == "latest" else 2])
    return f"/{command} {names}"
