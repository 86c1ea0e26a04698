"""config.toml and the environment become a Config; each mistake names its key and the remedy.

Relative paths are relative to the file. Unknown keys are mistakes: a misspelt key must not be a silent default.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bot.errors import ConfigError
from bot.model.feed import FeedSource
from bot.model.ids import FeedUrl

T = TypeVar("T")

LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked. `token` is None where none is configured (only `run` needs one)."""

    token: str | None = None
    api_url: str = "https://api.telegram.org"
    operators: frozenset[str] = frozenset()
    #: False: a chat needs an invitation link to subscribe.
    open: bool = True
    folder: Path = Path("data")
    #: host:port, exact.
    allow_private: frozenset[str] = frozenset()
    contact: str | None = None
    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=1)
    topics_folder: Path | None = None
    log_level: str = "info"
    #: What /about says: who runs this, and where the code that runs is.
    run_by: str | None = None
    code_url: str = "https://github.com/watchword-alerts/watchword"
    feeds: tuple[FeedSource, ...] = ()


_TIME = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Ten years: longer is a slip of the finger, and soon more than a date can hold.
_LONGEST = timedelta(days=3650)
#: What @BotFather gives out.
TOKEN_FORM = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")


def read_time(value: object) -> timedelta:
    """ "90s" "5m" "2h" "7d"; ValueError with the remedy for anything else."""
    form = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if form is None or float(form[1]) <= 0:
        raise ValueError('write a time as "90s", "5m", "2h" or "7d"')
    seconds = float(form[1]) * _UNITS[form[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError("write at most 3650d")
    return timedelta(seconds=seconds)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or any(ord(sign) < 32 for sign in value):
        raise ValueError('write some text on one line in quotes, as "…"')
    return value.strip()


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false, without quotes")
    return value


def is_address(text: str) -> bool:
    """Whether it is a whole web address: "https://news.example/feed"."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _address(value: object) -> str:
    text = _text(value).rstrip("/")
    if not is_address(text):
        raise ValueError("write a whole address that begins with https:// or http://")
    return text


def _feed_address(value: object) -> str:
    address = _address(value)
    if urlsplit(address).username is not None:
        raise ValueError(
            "leave out the user name and password before the @; they would stand in logs and messages"
        )
    # The path's own last slash is part of a feed's address.
    return _text(value)


def _operators(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(
        isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in value
    ):
        raise ValueError(
            "write people's numbers without quotes, as [123456789]; /about tells a person their own"
        )
    return frozenset(str(number) for number in value)


def _hosts(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(host, str) and _is_host(host) for host in value):
        raise ValueError('write host and port of each, exactly, as ["127.0.0.1:8090"]')
    return frozenset(host.lower() for host in value)


def _is_host(text: str) -> bool:
    form = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\s:/@]+):(\d{1,5})", text)
    return form is not None and 0 < int(form[2]) < 65536


def _level(value: object) -> str:
    if value not in LEVELS:
        raise ValueError("write one of " + ", ".join(f'"{level}"' for level in LEVELS))
    return str(value)


_language_form = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _language(value: object) -> str:
    if not isinstance(value, str) or not _language_form.fullmatch(value):
        raise ValueError('write the language as its code: "en", "ar", "pt-BR"')
    return value


#: Table → key → (field of Config, how it is read).
_KEYS: Mapping[str, Mapping[str, tuple[str, Callable[[object], object]]]] = {
    "telegram": {
        "token_file": ("token", _text),
        "api_url": ("api_url", _address),
        "operators": ("operators", _operators),
        "open": ("open", _truth),
    },
    "store": {"folder": ("folder", _text)},
    "fetch": {"allow_private": ("allow_private", _hosts), "contact": ("contact", _text)},
    "poll": {"floor": ("floor", read_time), "ceiling": ("ceiling", read_time)},
    "topics": {"folder": ("topics_folder", _text)},
    "log": {"level": ("log_level", _level)},
    "about": {"run_by": ("run_by", _text), "code_url": ("code_url", _address)},
}
_FEED_KEYS: Mapping[str, Callable[[object], str]] = {
    "url": _feed_address,
    "name": _text,
    "language": _language,
}


def load_config(path: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration of a file (or none: defaults) and the environment.

    Raises ConfigError for the first mistake; `.others` of it holds the rest.
    """
    document = _read(path) if path else {}
    mistakes: list[ConfigError] = []
    values = _values(document, mistakes)
    values["feeds"] = _feeds(document.get("feeds", []), mistakes)
    here = path.parent if path else Path()
    for field in ("folder", "topics_folder"):
        if field in values:
            values[field] = here / Path(str(values[field])).expanduser()
    if "folder" not in values:
        values["folder"] = here / "data"
    topics_folder = values.get("topics_folder")
    if isinstance(topics_folder, Path) and not topics_folder.is_dir():
        mistakes.append(
            ConfigError(
                f"[topics] folder: there is no folder {topics_folder}",
                "make it, or take the key out of the file",
            )
        )
    _check_pace(values, mistakes)
    try:
        values["token"] = _token(values.pop("token", None), here, environment)
    except ConfigError as mistake:
        mistakes.append(mistake)
    if mistakes:
        first, *rest = mistakes
        first.others = tuple(rest)
        raise first
    return Config(**values)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file",
            "copy config.example.toml to config.toml, or name the file with --config",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})", "make it a readable file in UTF-8") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path}: {error}", "mend that line; texts stand in quotes, lists in [ ], one key a line"
        ) from None


def _values(document: Mapping[str, object], mistakes: list[ConfigError]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for table, content in document.items():
        if table == "feeds":
            continue
        if table not in _KEYS:
            mistakes.append(
                _unknown(f"[{table}]" if isinstance(content, dict) else table, table, [*_KEYS, "feeds"])
            )
            continue
        if not isinstance(content, dict):
            mistakes.append(
                ConfigError(f"{table}: is a table", f"write it as [{table}] on a line of its own")
            )
            continue
        for key, value in content.items():
            known = _KEYS[table].get(key)
            if known is None:
                mistakes.append(_unknown(f"[{table}] {key}", key, list(_KEYS[table])))
                continue
            _take(values, known[0], f"[{table}] {key}", value, known[1], mistakes)
    return values


def _take(
    values: dict[str, Any],
    field: str,
    where: str,
    value: object,
    read: Callable[[object], object],
    mistakes: list[ConfigError],
) -> None:
    try:
        values[field] = read(value)
    except ValueError as error:
        mistakes.append(ConfigError(f"{where}: cannot take {_shown(value)}", str(error)))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown(where: str, key: str, known: list[str]) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else "known here: " + ", ".join(sorted(known))
    return ConfigError(f"{where}: there is no such key", remedy)


def _feeds(content: object, mistakes: list[ConfigError]) -> tuple[FeedSource, ...]:
    if not isinstance(content, list) or not all(isinstance(feed, dict) for feed in content):
        mistakes.append(
            ConfigError(
                "feeds: is a list of tables", 'begin each feed with [[feeds]], then url = "https://…"'
            )
        )
        return ()
    feeds: dict[str, FeedSource] = {}
    for number, table in enumerate(content, 1):
        where = f"[[feeds]] number {number}" + (
            f" ({table['name']})" if isinstance(table.get("name"), str) else ""
        )
        read: dict[str, Any] = {}
        for key, value in table.items():
            if key not in _FEED_KEYS:
                mistakes.append(_unknown(f"{where} {key}", key, list(_FEED_KEYS)))
                continue
            _take(read, key, f"{where} {key}", value, _FEED_KEYS[key], mistakes)
        if "url" not in table:
            mistakes.append(ConfigError(f"{where}: has no url", 'add url = "https://…"'))
        if "url" not in read:
            continue
        if read["url"] in feeds:
            mistakes.append(
                ConfigError(f"{where} url: {read['url']} stands there twice", "take one of the two out")
            )
        feeds[read["url"]] = FeedSource(FeedUrl(read["url"]), read.get("name"), read.get("language"))
    return tuple(feeds.values())


def _check_pace(values: dict[str, Any], mistakes: list[ConfigError]) -> None:
    floor = values.get("floor", timedelta(minutes=5))
    if "ceiling" not in values:
        values["ceiling"] = max(floor, timedelta(hours=1))
    elif floor > values["ceiling"]:
        mistakes.append(
            ConfigError(
                "[poll] floor: is longer than ceiling",
                "make floor the shorter: feeds are asked between the two",
            )
        )


def _token(file: str | None, here: Path, environment: Mapping[str, str]) -> str | None:
    token = environment.get("WATCHWORD_TOKEN", "").strip()
    where = "WATCHWORD_TOKEN"
    if not token and file is not None:
        path = here / Path(file).expanduser()
        where = f"[telegram] token_file: {path}"
        try:
            token = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is no text"
            raise ConfigError(
                f"{where}: cannot be read ({reason})",
                "put the token that @BotFather gave you into that file, alone",
            ) from None
    if not token:
        if file is not None:
            raise ConfigError(
                f"{where}: is empty", "put the token that @BotFather gave you into that file, alone"
            )
        return None
    if not TOKEN_FORM.fullmatch(token):
        # The text itself is not shown: it may be a real token with a slip of the keyboard.
        raise ConfigError(
            f"{where}: is no bot token", "a token looks like 123456789:AAE…; @BotFather gives it"
        )
    return token
