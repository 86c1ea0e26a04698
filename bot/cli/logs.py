"""Logs: one structured line each, to stderr; no token, chat id or typed text at any level."""

import logging
import sys
from datetime import UTC, datetime

from bot.messages.secrets_filter import hide_token

#: What every log record has; all else was given as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Libraries tell addresses with the token in them, updates with people's words: never below warnings.
_LIBRARIES = ("telegram", "httpx", "httpcore", "aiohttp", "apscheduler", "asyncio", "trafilatura", "htmldate")


class Line(logging.Formatter):
    """`2026-11-24T06:40:12Z info bot.poll feed read new=3 feed="https://…"`."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        facts = "".join(f" {key}={_shown(value)}" for key, value in vars(record).items() if key not in _OWN)
        line = f"{when} {record.levelname.lower()} {record.name} {record.getMessage()}{facts}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _shown(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text or not text else text


def start_logs(level: str, token: str | None) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    if token:
        handler.addFilter(hide_token(token))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
