"""Identities, made of content or from outside; no order, clock or process is read out of them."""

from hashlib import blake2b
from typing import NewType

FeedUrl = NewType("FeedUrl", str)
#: Made of the feed's address and the entry's own key.
EntryId = NewType("EntryId", str)
#: Made of the first entry that told it.
StoryId = NewType("StoryId", str)
#: `story:chat`: owing the same story to the same chat twice is impossible.
AlertId = NewType("AlertId", str)
#: A chat's own number, as text: another messenger may have other ids.
ChatId = NewType("ChatId", str)
#: `topic name` or `watch:` and its id.
InterestKey = NewType("InterestKey", str)
#: Four signs by which people name a story.
StoryCode = NewType("StoryCode", str)

# Crockford's base 32: no I, L, O, U, so that a code read aloud stays the same code.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def content_id(*parts: str) -> str:
    """32 hexadecimal digits, equal for equal parts."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def alert_id(story: StoryId, chat: ChatId) -> AlertId:
    return AlertId(f"{story}:{chat}")


def story_code(story: StoryId) -> StoryCode:
    """The four signs of a story; two stories may share one, the newer is meant."""
    number = int(story[:8], 16)
    return StoryCode("".join(_SIGNS[(number >> shift) & 31] for shift in (15, 10, 5, 0)))


def read_code(text: str) -> StoryCode | None:
    """The code a person typed ("4k7q", "#4K7Q", "4KO1" for "4K01"), or None."""
    folded = text.strip().lstrip("#").upper().translate(str.maketrans("OIL", "011"))
    if len(folded) != 4 or any(sign not in _SIGNS for sign in folded):
        return None
    return StoryCode(folded)


def is_watch(interest: str) -> bool:
    """Whether the key of an interest is that of somebody's watch, not of a topic."""
    return interest.startswith("watch:")
