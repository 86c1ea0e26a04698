"""Articles as `explain` takes them: JSON lines, pages, addresses."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.model.entry import Article


@dataclass(frozen=True, slots=True)
class Asked:
    """An article somebody asks about; `id` is theirs."""

    id: object
    article: Article
    #: Read from a page: its text is not what was given, so it is told as well.
    page: bool = False


def lines_of(name: str) -> Iterator[str]:
    """The lines of a file, or of standard input for "-"; as they come."""
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8") as file:
            yield from file
    except FileNotFoundError:
        raise UsageError(
            f"{name}: there is no such file",
            "name a file of JSON lines, a page ending in .html, or an address",
        ) from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a folder", "name the files in it") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}: is not UTF-8", "write it again as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror})", "make it a readable file") from None


def bytes_of(path: Path) -> bytes | str:
    """A file's bytes, or why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def read_line(line: str, where: str) -> Asked:
    """The article of one JSON line; UsageError naming the line for anything else."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deep")
        raise UsageError(f"{where}: is no JSON ({reason})", "write one JSON object on each line") from None
    if not isinstance(given, dict):
        raise UsageError(f"{where}: is no JSON object", 'write it as {"id": …, "title": …, "text": …}')
    title, text = _text(given, "title", where), _text(given, "text", where)
    if not title.strip() and not text.strip():
        raise UsageError(f"{where}: has neither title nor text", "give at least one of the two")
    return Asked(
        given.get("id"),
        Article(
            title=title,
            text=text,
            url=_text(given, "url", where) or None,
            outlet=_text(given, "source", where),
            language=(_text(given, "language", where) or _text(given, "lang", where) or None),
            published=_time(given, where),
        ),
    )


def _text(given: Mapping[str, Any], key: str, where: str) -> str:
    value = given.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key} is no text", f'write "{key}" in quotation marks, or leave it out')
    # Half of a surrogate pair cannot be printed again; a replacement keeps every offset.
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if _has_surrogates(value)
        else value
    )


def _has_surrogates(value: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in value)


def _time(given: Mapping[str, Any], where: str) -> datetime | None:
    value = given.get("published")
    if value is None or value == "":
        return None
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise UsageError(
            f"{where}: cannot read published {value!r}", "write it as 2023-03-27T22:34:47+00:00, or null"
        ) from None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
