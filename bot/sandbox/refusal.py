"""A call that the Bot API refuses, with Telegram's own wording."""

from typing import Any

#: JSON as the Bot API speaks it.
Json = dict[str, Any]


class Refused(Exception):
    """`description` as Telegram words it; `parameters` as in a Bot API answer."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(what: str) -> Refused:
    return Refused(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refused:
    return Refused(403, f"Forbidden: {what}")
