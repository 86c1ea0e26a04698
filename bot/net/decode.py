"""Content encodings, decoded by ourselves so that a small body cannot become a large one."""

import zlib


class TooLarge(Exception):
    """More than the limit, whatever the headers said."""


class Undecodable(Exception):
    """An encoding nobody asked for, or a body that is not what its header says."""


class BodyDecoder:
    """Takes a body chunk by chunk and never holds more than `limit` bytes of it, decoded."""

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise Undecodable("the body is packed in a way we did not ask for")
        self._name = name.removeprefix("x-")
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._taken = 0
        self._taken_before = False
        self._inflate: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        """Raises TooLarge or Undecodable."""
        self._taken += len(chunk)
        if self._taken > self._limit:
            raise TooLarge
        if not self._taken_before and self._name == "gzip" and not b"\x1f\x8b".startswith(chunk[:2]):
            self._name = "identity"  # said to be packed, but is not: some servers do that
        self._taken_before = True
        if self._name in {"", "identity"}:
            self._keep(chunk)
            return
        if self._inflate is None:
            self._inflate = zlib.decompressobj(self._window(chunk))
        elif self._inflate.eof:
            return  # padding behind the end
        try:
            self._keep(self._inflate.decompress(chunk, self._limit - self._size + 1))
        except zlib.error:
            raise Undecodable("the packed body is damaged") from None

    def finish(self) -> bytes:
        """The whole body; Undecodable if its end is missing."""
        if self._inflate is not None and not self._inflate.eof:
            raise Undecodable("the packed body ends too early")
        return b"".join(self._parts)

    def _window(self, chunk: bytes) -> int:
        if self._name == "gzip":
            return zlib.MAX_WBITS | 16
        # "deflate" means the zlib format, but some servers send it without its header.
        zlib_header = chunk[:1] and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
        return zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise TooLarge
        self._parts.append(data)
