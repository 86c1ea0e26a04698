"""Reads topics: the shipped folders beside this file, then an operator's own.

A folder is a topic, a file in it a language: `<name>/<language>.toml`. `_shared/<language>.toml` holds the word
lists that every topic of that language may name, and the words that speak against all of them. The format stands
in `parse.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TopicError
from bot.model.ids import InterestKey
from bot.model.interest import Topic, TopicFile
from bot.topics.parse import NOTHING_SHARED, Shared, parse_shared, parse_topic_file

SHIPPED = Path(__file__).parent
_SHARED = "_shared"


@dataclass(frozen=True, slots=True)
class LoadedTopics:
    """Topics by name, and a problem for each file that was left out."""

    topics: tuple[Topic, ...]
    problems: tuple[TopicError, ...]


def load_topics(folder: Path | None = None) -> LoadedTopics:
    """The shipped topics and those in `folder`: one of the same name replaces the shipped one, others are added.

    A file with a mistake is left out and named in `problems`; the rest goes on.
    """
    problems: list[TopicError] = []
    shared = _read_shared(SHIPPED, {}, problems)
    found = _read_topics(SHIPPED, shared, problems)
    if folder is not None:
        if folder.is_dir():
            own = _read_shared(folder, shared, problems)
            found |= _read_topics(folder, own, problems)
        else:
            problems.append(
                TopicError(
                    f"{folder}: there is no such folder", "create it, or take topics.folder out of the file"
                )
            )
    return LoadedTopics(tuple(found[name] for name in sorted(found)), tuple(problems))


def _read_shared(folder: Path, base: dict[str, Shared], problems: list[TopicError]) -> dict[str, Shared]:
    shared = dict(base)
    for path in _files(folder / _SHARED):
        try:
            shared[path.stem] = parse_shared(path, _text(path), shared.get(path.stem, NOTHING_SHARED))
        except TopicError as mistake:
            problems.append(mistake)
    return shared


def _read_topics(folder: Path, shared: dict[str, Shared], problems: list[TopicError]) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    for home in sorted(folder.iterdir()):
        if not home.is_dir() or home.name.startswith(("_", ".")):
            continue
        languages: dict[str, TopicFile] = {}
        for path in _files(home):
            try:
                languages[path.stem] = parse_topic_file(
                    path, _text(path), shared.get(path.stem, NOTHING_SHARED)
                )
            except TopicError as mistake:
                problems.append(mistake)
        if languages:
            found[home.name] = Topic(InterestKey(home.name), languages)
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.glob("*.toml") if path.is_file())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TopicError(f"{path}: this is no UTF-8 (byte {error.start})", "save the file as UTF-8") from None
    except OSError as error:
        raise TopicError(
            f"{path}: cannot be read ({error.strerror})", "make it readable for the bot's user"
        ) from None
