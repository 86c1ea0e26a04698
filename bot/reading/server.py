"""The process that forks reading children: `python -m bot.reading.server FD MEMORY MODULE…`.

It imports the modules once (and calls their `preload`, if they have one) and then forks a worker in milliseconds whenever the bot sends the end of a new line;
the worker before is killed, as it is when the bot says so. When the bot is gone its end of FD closes, and everything here ends.
"""

import array
import gc
import importlib
import logging
import os
import pickle
import signal
import socket
import sys

from bot.model.entry import ReadFailed
from bot.model.feed import FetchProblem
from bot.reading.confine import confine, die_with_parent, leave_the_network
from bot.reading.wire import HEADER_SIZE, body_size, frame


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    memory, modules = int(sys.argv[2]), sys.argv[3:]
    for asked in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; the bot's to answer
        signal.signal(asked, signal.SIG_IGN)
    for name in modules:
        getattr(importlib.import_module(name), "preload", _nothing)()
    gc.freeze()
    leave_the_network()
    control.sendall(b"r")
    worker = 0
    while (order := _receive_order(control)) is not None:
        _end(worker)
        worker = 0
        if isinstance(order, socket.socket):
            worker = os.fork()
            if worker == 0:
                control.close()
                _work(order, memory)
            order.close()
    _end(worker)


def _nothing() -> None:
    pass


def _receive_order(control: socket.socket) -> socket.socket | bool | None:
    """The end of a line for a new worker; True if the present one is to be killed; None if the bot is gone."""
    descriptors = array.array("i")
    data, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(descriptors.itemsize))
    for _, _, payload in ancillary:
        descriptors.frombytes(payload[: descriptors.itemsize])
    if descriptors:
        return socket.socket(fileno=descriptors[0])
    return True if data else None


def _end(worker: int) -> None:
    if worker:
        os.kill(worker, signal.SIGKILL)  # not yet reaped, so the number is still its own
        os.waitpid(worker, 0)


def _work(line: socket.socket, memory: int) -> None:
    """One job after the other until the line closes."""
    die_with_parent()
    logging.disable(logging.CRITICAL)  # the libraries' remarks on bad documents are of no use to anybody
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    confine(memory)
    while header := _receive(line, HEADER_SIZE):
        request = _receive(line, body_size(header))
        answer = _answer(request)
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        line.sendall(answer)
    os._exit(0)


def _receive(line: socket.socket, size: int) -> bytes:
    """Exactly so many bytes, or none if the line closed."""
    parts = bytearray()
    while len(parts) < size:
        chunk = line.recv(min(size - len(parts), 1 << 20))
        if not chunk:
            return b""
        parts += chunk
    return bytes(parts)


def _answer(request: bytes) -> bytes:
    try:
        name, seconds, args = pickle.loads(request)  # noqa: S301 - from the bot itself
        module, _, function = name.partition(":")
        signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody listens to its signal: it ends the worker
        return frame(getattr(importlib.import_module(module), function)(*args))
    except MemoryError:
        return frame(ReadFailed(FetchProblem.TOO_LARGE, "reading it takes more memory than is allowed"))
    except RecursionError:
        return frame(ReadFailed(FetchProblem.BROKEN, "it is nested too deeply"))
    except Exception as error:  # noqa: BLE001 - whatever a document does to a library is the document's fault
        return frame(ReadFailed(FetchProblem.BROKEN, f"it cannot be read ({type(error).__name__})"))


if __name__ == "__main__":
    main()
