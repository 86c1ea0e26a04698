"""Keeps the token out of every log line, tracebacks included.

httpx writes each address it asks, with the token in it, at INFO; python-telegram-bot at DEBUG, and in errors.
"""

import logging
import re
import traceback

# Numbers, a colon, 30 or more signs: the form of a token, wherever it stands (a path, a quoted address, a repr).
_FORM = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{25,}", re.IGNORECASE)
HIDDEN = "<token>"


class TokenFilter(logging.Filter):
    """Rewrites a record's message and traceback."""

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self._token = token

    def hide(self, text: str) -> str:
        """The text without the token and without anything that looks like one."""
        if self._token:
            text = text.replace(self._token, HIDDEN).replace(self._token.replace(":", "%3A"), HIDDEN)
            secret = self._token.partition(":")[2]
            if len(secret) >= 8:
                text = text.replace(secret, HIDDEN)
        return _FORM.sub(HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        told = _message(record)
        if record.exc_info and record.exc_info[0] is not None:
            # With the message, so that every formatter writes it, whatever it does with `exc_info`.
            told += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        record.msg, record.args, record.exc_info, record.exc_text = self.hide(told), None, None, None
        for name, value in vars(record).items():
            if name != "msg" and isinstance(value, str):
                setattr(record, name, self.hide(value))
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg} {record.args}"


def hide_token(token: str) -> TokenFilter:
    """Puts the filter on every handler of the root logger (a logger's own filters do not see its children's records).

    Call it again after adding a handler; what it returns can be put on handlers that are not the root's.
    """
    hiding = TokenFilter(token)
    for handler in logging.getLogger().handlers:
        for old in [one for one in handler.filters if isinstance(one, TokenFilter)]:
            handler.removeFilter(old)
        handler.addFilter(hiding)
    return hiding
