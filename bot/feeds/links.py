"""Addresses in feeds: made absolute, refused if they are none, and reduced to what two copies have in common; pure."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"{}|^`]")
_PATH_SIGNS = "%/:=&?~#+!$,;'@()*[]-._"
_LONGEST = 2048
# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm_|at_|mc_|pk_|mtm_|hsa_|ns_|wt_|_hs).*|fbclid|gclid|dclid|msclkid|yclid|igshid|ref_src|ref_url|cmp|cmpid"
    r"|ito|xtor|s_cid|sr_share|ocid|ncid|smid|spm|traffic_source|sref"
)
# Parameters that may say either, and the values with which they say where a reader came from.
_PERHAPS = frozenset(
    {"ref", "source", "src", "from", "feed", "partner", "campaign", "cid", "rss", "via", "medium"}
)
_CAME_FROM = re.compile(
    r"(?:rss|feed|atom|xml|twitter|facebook|telegram|t\.co|email|newsletter|social|share).{0,12}|1|",
    re.IGNORECASE,
)


def absolute_link(link: str | None, base: str) -> str | None:
    """An http(s) address a reader can open, or None. White space around and line breaks inside are taken out."""
    if not link:
        return None
    joined = _join(base, re.sub(r"[\t\r\n]", "", link.strip()))
    if joined is None or len(joined) > _LONGEST or _NO_ADDRESS.search(joined):
        return None
    try:
        parts = urlsplit(joined)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    path, query = quote(parts.path, safe=_PATH_SIGNS), quote(parts.query, safe=_PATH_SIGNS)
    return urlunsplit((parts.scheme, parts.netloc, path, query, quote(parts.fragment, safe=_PATH_SIGNS)))


def _join(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _tracks(name: str, value: str) -> bool:
    return bool(_TRACKING.fullmatch(name) or (name in _PERHAPS and _CAME_FROM.fullmatch(value)))


def canonical_link(link: str) -> str | None:
    """What copies of one address share: no scheme, www, tracking, fragment, last slash. None for a home page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").rstrip(".")
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _tracks(name.lower(), value)
    )
    path = parts.path.rstrip("/")
    path = path.removesuffix("/amp").removesuffix("/index.html")
    if not host or not (path or query):
        return None
    return f"{host}{path}" + (f"?{urlencode(query)}" if query else "")
