"""What went wrong, in the words of `watchword check` and one line for people."""

import ssl
from datetime import timedelta

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientSSLError,
    InvalidURL,
    ServerDisconnectedError,
)

from bot.model.feed import FetchFailed, FetchProblem
from bot.net.doors import AddressRefused

#: What the client raises for faults of the world.
FAULTS = (ClientError, OSError, ValueError)

_FORBIDDEN = frozenset({401, 402, 403, 451})
_GONE = frozenset({404, 410})


def describe_status(status: int, retry_after: timedelta | None) -> FetchFailed:
    """For any answer that carries no document."""
    if status in _GONE:
        problem, said = FetchProblem.GONE, "there is nothing at this address any more"
    elif status in _FORBIDDEN:
        problem, said = FetchProblem.FORBIDDEN, "the server does not let us read it"
    elif status == 429:
        problem, said = FetchProblem.UNREACHABLE, "the server asks us to come less often"
    elif status == 206 or status < 400:
        problem, said = FetchProblem.BROKEN, "the server gave no whole document"
    elif status >= 500:
        problem, said = FetchProblem.UNREACHABLE, "the server has a fault of its own"
    else:
        problem, said = FetchProblem.UNREACHABLE, "the server did not take the request"
    return FetchFailed(problem, f"{said} ({status})", retry_after=retry_after, status=status)


def describe_fault(error: Exception) -> FetchFailed:
    """For any of FAULTS; never quotes an address."""
    match error:
        case _ if _refused(error):
            said = FetchProblem.REFUSED, "the name leads to an address that is not public"
        case InvalidURL():
            said = FetchProblem.REFUSED, "the address cannot be read"
        case ClientConnectorCertificateError():
            said = FetchProblem.UNREACHABLE, "its certificate is not valid for this name"
        case ClientSSLError() | ssl.SSLError():
            said = FetchProblem.UNREACHABLE, "no secure connection could be agreed on"
        case ClientConnectorDNSError():
            said = FetchProblem.UNREACHABLE, "its name is not known to the name service"
        case ClientConnectorError():
            said = FetchProblem.UNREACHABLE, "no connection to the server"
        case ServerDisconnectedError():
            said = FetchProblem.UNREACHABLE, "the server hung up without an answer"
        case ClientPayloadError():
            said = FetchProblem.BROKEN, "the answer breaks off before its end"
        case OSError():
            said = FetchProblem.UNREACHABLE, "the connection failed"
        case _:
            said = FetchProblem.BROKEN, "the answer is not proper HTTP"
    return FetchFailed(*said)


def _refused(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, AddressRefused):
            return True
        error = error.__cause__ or error.__context__
    return False
