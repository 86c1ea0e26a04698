"""Invitations to a closed instance: links that carry their own end and cannot be made without the secret.

Nothing is stored for them, so the store never says who invited whom.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime, timedelta

#: How long an invitation holds unless an operator says otherwise.
HOLDS = timedelta(days=30)
_MARK = 16


class Invitations:
    """Makes and checks the token of `t.me/<bot>?start=<token>` (Telegram: at most 64 of A-Z a-z 0-9 _ -)."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"watchword invitation", "sha256")

    def make(self, now: datetime, holds: timedelta = HOLDS) -> tuple[str, datetime]:
        """A token and when it ends."""
        end = int((now + holds).timestamp())
        when = end.to_bytes(5, "big")
        return urlsafe_b64encode(when + self._sign(when)).decode(), datetime.fromtimestamp(end, UTC)

    def holds(self, token: str, now: datetime) -> bool:
        """Whether we made it and its end has not come."""
        try:
            raw = urlsafe_b64decode(token.encode("ascii"))
        except (NotBase64, ValueError):
            return False
        when, mark = raw[:5], raw[5:]
        return hmac.compare_digest(mark, self._sign(when)) and int.from_bytes(when, "big") > now.timestamp()

    def _sign(self, when: bytes) -> bytes:
        return hmac.digest(self._key, when, "sha256")[:_MARK]
