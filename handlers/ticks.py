"""Ticked topics in a button: before somebody subscribes, nothing is stored, so the keyboard itself remembers."""

from collections.abc import Collection, Sequence

from bot.model.ids import InterestKey, content_id
from bot.model.interest import Topic
from bot.model.subscription import ALL_TOPICS

_ALL = "*"


def pack_ticks(ticked: Collection[InterestKey], topics: Sequence[Topic]) -> str:
    """Short text for a button: a fingerprint of the topics there are, and which are ticked."""
    if ALL_TOPICS in ticked:
        return f"{_fingerprint(topics)}{_ALL}"
    bits = sum(1 << place for place, topic in enumerate(topics) if topic.name in ticked)
    return f"{_fingerprint(topics)}{bits:x}"


def unpack_ticks(packed: str, topics: Sequence[Topic]) -> frozenset[InterestKey] | None:
    """None if it was made for other topics than there are now, or by somebody else."""
    mark = _fingerprint(topics)
    if not packed.startswith(mark):
        return None
    rest = packed[len(mark) :]
    if rest == _ALL:
        return frozenset({ALL_TOPICS})
    try:
        bits = int(rest, 16)
    except ValueError:
        return None
    if bits < 0 or bits >> len(topics):
        return None
    return frozenset(topic.name for place, topic in enumerate(topics) if bits >> place & 1)


def toggle(
    ticked: Collection[InterestKey], topic: InterestKey, topics: Sequence[Topic]
) -> frozenset[InterestKey]:
    """With `topic` ticked if it was not, else without it; "all topics" is written out first."""
    every = frozenset(each.name for each in topics)
    now = every if ALL_TOPICS in ticked else frozenset(ticked)
    return now ^ {topic}


def _fingerprint(topics: Sequence[Topic]) -> str:
    return content_id(*(topic.name for topic in topics))[:3]
