"""Telegram misbehaving towards one chat as a row of the hostile set says, and what must come of its alert."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from bot.model.alert import AlertState
from tests.tgsim.tgsim import TgSim

FOREVER = 1000
_SAID = {
    401: "Unauthorized",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}


class _Unsaid(dict[str, Any]):
    """An error body; what it leaves out, the simulator may still ask for its headers."""

    def __missing__(self, key: str) -> dict[str, str]:
        return {"retry_after": ""}


class HostileSim(TgSim):  # type: ignore[misc]  # the simulator is not typed
    """The strict simulator, but for what `refuse` is told to answer to messages for one chat."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self._refusal: dict[str, Any] | None = None
        self._victim, self._left, self._only_markup, self._method = "", 0, False, ""

    def refuse(self, chat: str, script: dict[str, Any], times: int, must: "Outcome") -> None:
        """Answers `script` ({"err", "desc", "retry_after"}) to that chat's next messages, instead of taking them."""
        code = int(script["err"])
        said = str(script.get("desc", _SAID.get(code, "Internal Server Error")))
        self._refusal = _Unsaid(ok=False, error_code=code, description=said)
        if "retry_after" in script:
            self._refusal["parameters"] = {"retry_after": script["retry_after"]}
            self._refusal["description"] = f"Too Many Requests: retry after {script['retry_after']}"
        if (new := _new_id(script)) is not None:
            self._refusal["parameters"] = {"migrate_to_chat_id": new}
        self._victim, self._left, self._only_markup = chat, times, must.plain and code == 400
        self._method = "editmessagetext" if must.edits else "sendmessage"

    def relent(self, *, unless: bool = False) -> None:
        """Takes messages for that chat again."""
        self._left = self._left if unless else 0

    async def _perform(self, method: str, a: dict[str, Any], files: Any, conn: Any, rule: Any) -> Any:
        hit = method == self._method and a.get("chat_id") == self._victim and self._left > 0
        if hit and not (self._only_markup and "parse_mode" not in a):
            assert self._refusal is not None
            self._left -= 1
            return self._refusal["error_code"], self._refusal, None
        return await super()._perform(method, a, files, conn, rule)


@dataclass(frozen=True)
class Outcome:
    """What must have come of an alert once every wait is over."""

    #: Requests that reached Telegram, and messages that then stand in the chat.
    calls: range
    messages: int = 1
    state: AlertState = AlertState.SENT
    marked: bool = False
    plain: bool = False
    active: bool = True
    #: Not sent before so many seconds.
    waits: float = 0.0
    #: Held until it is mended, an administrator told once.
    held: bool = False
    #: Telegram does not know the token: the run ends, the queue is kept.
    token_refused: bool = False
    #: The group goes on under another id.
    moves: bool = False
    #: It is said of an edit, not of the message itself.
    edits: bool = False


def expected(script: dict[str, Any], expect: str) -> Outcome:
    """By the bot's own table of transitions: a closed topic is held, what is ambiguous is sent once more and marked."""
    twice = range(2, 3)
    match script:
        case {"conn": _} | {"pool": _}:
            must = Outcome(range(3))
        case {"sent": bool(sent)}:
            must = Outcome(twice, 2 if sent else 1, marked=True)
        case {"err": 429}:
            must = Outcome(twice, waits=float(script.get("retry_after", 20)))
        case {"err": int(code)} if code >= 500:
            must = Outcome(twice, marked=True)
        case {"err": int(code)} if code not in (400, 403):
            must = Outcome(twice, plain=code == 413, token_refused=code in (401, 404))
        case {"err": _}:
            must = _refused(expect, script.get("desc", ""), moves=_new_id(script) is not None)
        case _:
            must = Outcome(range(1, 2))
    return must


def _new_id(script: dict[str, Any]) -> int | None:
    return next((int(value) for key, value in script.items() if "migrate" in key), None)


def _refused(expect: str, said: str, *, moves: bool) -> Outcome:
    """What a 400 or 403 makes of it: by what the row expects, or by what Telegram said where it says nothing of that."""
    rows: tuple[tuple[bool | re.Match[str] | None, Outcome], ...] = (
        (moves, Outcome(range(1, 2), moves=True)),
        (re.search("modified|to edit|be edited", said), Outcome(range(1, 2), edits=True)),
        (re.search("after 2", expect), Outcome(range(2, 3), 0, AlertState.DROPPED, active=False)),
        (re.search("deactivate", expect), Outcome(range(1, 3), 0, AlertState.DROPPED, active=False)),
        # Dates that readers' own clocks show are left out first.
        (
            re.search("without formatting|shorter|split", expect)
            or re.search("BUTTON|entit|parse|URL", said),
            Outcome(range(2, 4), plain=True),
        ),
        (re.search("drop|dead-letter", expect), Outcome(range(1, 4), 0, AlertState.DROPPED)),
        (re.search("pause|hold|fall back|as above", expect), Outcome(range(2, 3), held=True)),
    )
    return next((must for holds, must in rows if holds), Outcome(range(1, 4), 0, AlertState.DROPPED))


@contextmanager
def misbehaving(sim: HostileSim, chat: str, script: dict[str, Any], must: Outcome) -> Iterator[Any]:
    """The simulator, told to misbehave to that chat, or what stands in its place while no connection is to be had."""
    match script:
        case {"conn": str(how)}:
            with no_telegram(how) as nowhere:
                yield nowhere
            return
        case {"pool": _}:
            # The only connection is busy with the other chat.
            sim.fault("delay", method="sendMessage", seconds=0.4, count=1)
        case {"trunc": _}:
            sim.fault("truncate", method="sendMessage", chat=chat, count=1)
        case {"sent": bool(sent)}:
            sim.fault(
                "hang" if "hang" in script else "close",
                method="sendMessage",
                chat=chat,
                accepted=sent,
                count=1,
            )
        case {"err": int(code), "body": _}:
            sim.fault("http", method="sendMessage", chat=chat, status=code, count=1)
        case {"err": int(code)}:
            lasting = code in (400, 403) or must.held
            sim.refuse(chat, script, FOREVER if lasting else 1, must)
        case _:
            pass
    yield sim


@contextmanager
def no_telegram(how: str) -> Iterator[Any]:
    """Where no connection ever stands: a name nobody has, or an address that does not answer."""
    if how == "dns":
        yield SimpleNamespace(base_url="http://telegram.invalid/bot")
        return
    with socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # The one place in the queue is taken: whoever comes next waits for ever.
        waiting.setblocking(False)
        waiting.connect_ex(full.getsockname())
        yield SimpleNamespace(base_url=f"http://127.0.0.1:{full.getsockname()[1]}/bot")
