"""What a pressed button sends back: a verb, a story's code, and a little more; at most 16 bytes.

    verb[:CODE[:extra]]        q:4K7Q:1   t:4K7Q:9ZKD   L::2   g

Data is never trusted: whoever reads it checks rights and looks everything up again. Two stories may share a code,
so the message pressed in (`store.stories.by_message`) goes before the code. Topics are named by four signs
(`topic_sign`), because their names are longer than a button's data should be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import InterestKey, StoryCode, StoryId, content_id, story_code

MAX_BYTES = 16


class Verb(StrEnum):
    """The first sign of a button's data. In brackets: what extra says. Signs are never given to another verb."""

    # Under one story's alert; all with its code.
    BACK = "b"  # the alert as it was
    MENU = "m"  # the keyboard behind ⋯
    QUOTES = "q"  # all its quotes (page)
    LEFT_OUT = "x"  # passages that were not told as quotes (page)
    WHY = "w"
    SOURCES = "s"  # its outlets (page)
    MUTE_STORY = "z"
    MUTE_TOPIC = "t"  # (nothing: asks which; topic sign: mutes it)
    REPORT = "r"  # (nothing: asks what is wrong; a ReportKind)
    OPEN = "o"  # from a list, this story in full (where ‹ Back leads, as "L2")
    READ_NOW = "n"  # the article of a link that was asked about

    # Lists; code is empty.
    LATEST = "L"  # (page, or page.topic sign)
    SEARCH = "S"  # (page, "n" before it: newest first); the query stands in the message
    SPEAKER = "Q"  # statements of a speaker (page); the speaker stands in the message
    FEEDS = "D"  # operators (page)

    # The chat's own settings.
    START = "g"  # subscribe to what is ticked
    TOPICS = "P"  # the keyboard of topics (page)
    TOGGLE = "T"  # a topic on or off (topic sign)
    LANGUAGES = "l"  # (nothing: asks which; a language code: on or off)
    SETTING = "e"  # (which, and to what, as "s.b"; nothing: all of them)
    PAUSE = "p"  # ("0": resume)
    UNSUBSCRIBE = "u"
    UNDO = "U"
    FORGET = "F"  # ("1": yes)
    CLOSE = "c"  # the message goes
    SHOW = "h"  # a waiting push is shown (at-risk chats)
    OPERATOR = "O"  # operators: withdraw, drop a quote, it is right (as "w.s")
    NOTHING = "-"  # a label


class ReportKind(StrEnum):
    SPEAKER = "s"
    WORDS = "w"
    STORY = "o"
    TOPIC = "t"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button's data, read."""

    verb: Verb
    code: StoryCode | None = None
    extra: str = ""

    @property
    def page(self) -> int:
        """`extra` as a page, 0 where it is none."""
        return int(self.extra) if re.fullmatch(r"[0-9]{1,4}", self.extra) else 0


def press(verb: Verb, code: StoryCode | None = None, extra: str | int = "") -> str:
    """The data of a button; ValueError for what would be longer than 16 bytes or not come back the same."""
    data = f"{verb}:{code or ''}:{extra}".rstrip(":")
    if len(data.encode()) > MAX_BYTES or read_press(data) != Pressed(verb, code, str(extra)):
        raise ValueError(f"no button can carry {data!r}")
    return data


_FORM = re.compile(
    r"(?P<verb>[A-Za-z-])(?::(?P<code>[0-9A-HJKMNP-TV-Z]{4})?(?::(?P<extra>[A-Za-z0-9._-]{1,12}))?)?"
)


def read_press(data: str) -> Pressed | None:
    """What a button said; None for data that none of our buttons has (another version's, or forged)."""
    form = _FORM.fullmatch(data)
    if form is None or len(data.encode()) > MAX_BYTES or data.endswith(":"):
        return None
    try:
        verb = Verb(form["verb"])
    except ValueError:
        return None
    return Pressed(verb, StoryCode(form["code"]) if form["code"] else None, form["extra"] or "")


def topic_sign(key: InterestKey) -> str:
    """Four signs that stand for a topic or watch in a button."""
    return story_code(StoryId(content_id("interest", key)))


def topic_of_sign(sign: str, keys: Iterable[InterestKey]) -> InterestKey | None:
    """Which of `keys` a sign stands for."""
    return next((key for key in keys if topic_sign(key) == sign), None)
