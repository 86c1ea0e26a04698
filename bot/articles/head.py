"""What a page says of itself: headline, author, date, language, its own address."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from bot.model.plain import plain_line
from bot.reading.markup import text_of

_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "dc.date", "date", "pubdate", "publishdate", "publication_date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_BY = re.compile(r"^\s*(?:by|von|par|por|автор:?)\s+", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_SITE_NAME = re.compile(r"\s+[|–—-]\s+(?=[^|–—-]{1,60}$)")
_MOST_META = 500


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    author: str | None
    published: datetime | None
    language: str | None
    #: The page's own idea of its address, if it is of the same host.
    canonical: str | None


def read_head(root: etree._Element, url: str) -> Head:
    """Read before anything is stripped: much of it stands in scripts."""
    meta = _meta(root)
    data = list(_linked_data(root))
    return Head(
        title=_title(root, meta),
        author=_author(meta, data),
        published=_published(root, meta, data),
        language=_language(root, meta),
        canonical=_canonical(root, url),
    )


def _meta(root: etree._Element) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for count, element in enumerate(root.iter("meta")):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = plain_line(element.get("content", "")[:2000])
        if name and content:
            found.setdefault(name.strip().lower(), content)
        if count > _MOST_META:
            break
    return found


def _title(root: etree._Element, meta: Mapping[str, str]) -> str:
    """The headline as the page shows it; what it tells to others only where it shows none.

    Some sites set their own name as a heading of the first rank: it stands at the end of the title, if at all.
    """
    shown = [line for line in (_line(element) for element in root.iter("h1")) if line]
    named = meta.get("og:title") or meta.get("twitter:title") or ""
    title = next((_line(element) for element in root.iter("title")), "")
    for line in shown:
        if title.startswith(line) or _alike(line, named):
            return line[:500]
    if shown and not named and not title.endswith(shown[0]):
        return shown[0][:500]
    first = _SITE_NAME.split(title)[0]
    return (named or first or next(iter(shown), ""))[:500]


def _alike(line: str, named: str) -> bool:
    """Half of the words of the one stand in the other: outlets shorten headlines for other eyes."""
    words, others = set(_WORDS.findall(line.casefold())), set(_WORDS.findall(named.casefold()))
    return bool(words) and len(words & others) * 2 >= min(len(words), len(others)) > 0


def _line(element: etree._Element) -> str:
    if element.tag == "title":
        return plain_line("".join(str(piece) for piece in element.itertext()))
    return plain_line(text_of(element))


def _linked_data(root: etree._Element) -> Iterator[Mapping[str, object]]:
    for count, script in enumerate(root.iter("script")):
        if count > 200:
            return
        text = script.text or ""
        if script.get("type", "").strip().lower() != "application/ld+json" or len(text) > 300_000:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for thing in value if isinstance(value, list) else [value]:
            if isinstance(thing, dict):
                graph = thing.get("@graph")
                yield from (
                    part for part in (graph if isinstance(graph, list) else [thing]) if isinstance(part, dict)
                )


def _author(meta: Mapping[str, str], data: list[Mapping[str, object]]) -> str | None:
    names: list[str] = []
    for thing in data:
        people = thing.get("author")
        for person in people if isinstance(people, list) else [people]:
            name = person.get("name") if isinstance(person, dict) else person
            if isinstance(name, str):
                names.append(plain_line(name))
    names = names or [meta[key] for key in _AUTHORS if key in meta]
    kept = [_BY.sub("", name) for name in names if name and not name.startswith(("http", "/"))]
    return ", ".join(dict.fromkeys(kept))[:200] or None


def _published(
    root: etree._Element, meta: Mapping[str, str], data: list[Mapping[str, object]]
) -> datetime | None:
    claims = [thing.get("datePublished") for thing in data]
    claims += [meta.get(key) for key in _DATES]
    first_time = next(iter(root.iter("time")), None)
    claims.append(None if first_time is None else first_time.get("datetime"))
    return next((date for date in map(_date, claims) if date is not None), None)


def _date(claim: object) -> datetime | None:
    if not isinstance(claim, str):
        return None
    try:
        date = datetime.fromisoformat(claim.strip()[:40])
    except ValueError:
        return None
    if not 1991 <= date.year <= 2100:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _language(root: etree._Element, meta: Mapping[str, str]) -> str | None:
    claim = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or meta.get("og:locale", "")
    )
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", claim)
    return found[1].lower() if found else None


def _canonical(root: etree._Element, url: str) -> str | None:
    """Never of another host: a page must not pass itself off as somebody else's."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            try:
                address = urljoin(url, link.get("href", "").strip())
                parts = urlsplit(address)
            except ValueError:
                return None
            same = _host(parts.netloc) == _host(urlsplit(url).netloc)
            named = parts.scheme in {"http", "https"} and parts.path.strip("/") and len(address) < 2048
            return address if same and named and re.fullmatch(r"[!-~]+", address) else None
    return None


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
