"""Telegram's HTML mode: text and entities, or the refusal with Telegram's wording.

Offsets and lengths of entities count UTF-16 units, which is also how the browser counts. The grammar is that of
https://core.telegram.org/bots/api#html-style; what a bot has no use for (custom emoji) is accepted as plain text.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from bot.sandbox.refusal import Json, bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
#: What comes after the hundredth entity is dropped without an error.
ENTITY_LIMIT = 100
#: All entities together, addresses included, must stay below about this many bytes.
ENTITY_BYTES = 9500

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "tg-time": "date_time", "tg-emoji": "custom_emoji", "pre": "pre",
    "code": "code", "blockquote": "blockquote",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});?")
_ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]*)))?")
_PLAIN = re.compile(r"[^<&]+")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_QUOTES = ("blockquote", "expandable_blockquote")
#: These cannot contain one another.
_SOLID = ("text_link", "code", "pre", "date_time")

_FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)»]")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int
    at: int


@dataclass
class _Parsed:
    text: str = ""
    length: int = 0
    entities: list[Json] = field(default_factory=list)

    def put(self, chunk: str) -> None:
        self.text += chunk
        self.length += units(chunk)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """(text, entities); Refused with Telegram's wording and byte offset."""
    parsed, stack, i = _Parsed(), list[_Open](), 0
    while i < len(source):
        if source[i] == "<":
            i = (
                _close_tag(source, i, stack, parsed)
                if source[i + 1 : i + 2] == "/"
                else _open_tag(source, i, stack, parsed)
            )
        elif reference := _REFERENCE.match(source, i):
            parsed.put(unescape(reference[0] if reference[0].endswith(";") else reference[0] + ";"))
            i = reference.end()
        elif plain := _PLAIN.match(source, i):
            parsed.put(plain[0])
            i = plain.end()
        else:
            parsed.put(source[i])
            i += 1
    if stack:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return parsed.text, parsed.entities


def _cannot_parse(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")


def _bytes_before(source: str, i: int) -> int:
    return len(source[:i].encode("utf-8", "surrogatepass"))


def _open_tag(source: str, i: int, stack: list[_Open], parsed: _Parsed) -> int:
    at = _bytes_before(source, i)
    name = re.compile(r"[^\s>]*").match(source, i + 1)
    if name is None or name.end() >= len(source):
        raise _cannot_parse(f"Unclosed start tag at byte offset {at}")
    tag = name[0].lower()
    if tag not in _TAGS:
        raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes: dict[str, str] = {}
    j = name.end()
    while source[j : j + 1] != ">":
        found = _ATTRIBUTE.match(source, j)
        if found is None:
            if source[j : j + 1].isspace():
                j += 1
                continue
            if j >= len(source):
                raise _cannot_parse(f'Unclosed start tag "{tag}" at byte offset {at}')
            raise _cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        attributes[found[1].lower()] = unescape(next((v for v in found.groups()[1:] if v is not None), ""))
        j = found.end()
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    stack.append(_Open(tag, attributes, parsed.length, len(parsed.text)))
    return j + 1


def _close_tag(source: str, i: int, stack: list[_Open], parsed: _Parsed) -> int:
    at = _bytes_before(source, i)
    if not stack:
        raise _cannot_parse(f"Unexpected end tag at byte offset {at}")
    form = re.compile(r"</([^\s>]*)\s*>").match(source, i)
    if form is None:
        raise _cannot_parse(f"Unclosed end tag at byte offset {at}")
    opened = stack[-1]
    if form[1] and form[1].lower() != opened.tag:
        raise _cannot_parse(
            f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{form[1].lower()}>"'
        )
    stack.pop()
    if parsed.length > opened.start and (entity := _entity(opened, parsed)):
        parsed.entities.append({**entity, "offset": opened.start, "length": parsed.length - opened.start})
    return form.end()


def _entity(opened: _Open, parsed: _Parsed) -> Json | None:
    kind = _TAGS[opened.tag]
    match kind:
        case "text_link":
            address = web_address(opened.attributes.get("href") or parsed.text[opened.at :])
            return {"type": kind, "url": address} if address else None
        case "date_time":
            unix, form = opened.attributes.get("unix", ""), opened.attributes.get("format", "")
            if not unix.isdigit() or not _TIME_FORMAT.fullmatch(form):
                return None
            return {"type": kind, "unix_time": int(unix), "date_time_format": form}
        case "blockquote":
            return {"type": _QUOTES["expandable" in opened.attributes]}
        case "custom_emoji":
            return None
        case _:
            return {"type": kind}


def web_address(address: str) -> str:
    """The address as Telegram keeps it, or "" for one it drops (javascript:, no host, no dot)."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "tg":
        return address
    if parts.scheme not in ("http", "https") or "." not in host or " " in host or ":" in parts.scheme:
        return ""
    return parts.geturl() if parts.path else parts._replace(path="/").geturl()


def formatted(
    text: str, parse_mode: str, limit: int = TEXT_LIMIT, what: str = "message"
) -> tuple[str, list[Json]]:
    """(text, entities) as the message will carry them; Refused for what Telegram refuses."""
    match parse_mode.lower():
        case "html":
            text, entities = parse_html(text)
        case "":
            entities = []
        case "markdown" | "markdownv2":
            raise bad_request("the sandbox understands parse_mode HTML only")
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(text, entities)
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > limit:
        raise bad_request(f"{what} is too long")
    entities = _arranged([*entities, *find_entities(text)])
    if sum(24 + len(str(entity.get("url", "")).encode()) for entity in entities) > ENTITY_BYTES:
        raise bad_request("entities too long")
    return text, entities[:ENTITY_LIMIT]


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    lead = len(text) - len(text.lstrip(" \n"))
    text = text.strip(" \n")
    total, kept = units(text), []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(total, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def _arranged(entities: list[Json]) -> list[Json]:
    """Outer before inner; block quotes do not nest, links, code and times do not overlap (the later one goes)."""
    entities = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    kept: list[Json] = []
    for group in (_QUOTES, _SOLID, tuple(kind for kind, _ in _FOUND)):
        rivals = group if group is _QUOTES else (*_SOLID, *(kind for kind, _ in _FOUND))
        for entity in entities:
            if entity["type"] in group and not any(k["type"] in rivals and _overlap(k, entity) for k in kept):
                kept.append(entity)
    kept += [
        e
        for e in entities
        if not any(e is k for k in kept) and e["type"] not in (*_QUOTES, *_SOLID, *dict(_FOUND))
    ]
    return sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def _overlap(a: Json, b: Json) -> bool:
    return bool(a["offset"] < b["offset"] + b["length"] and b["offset"] < a["offset"] + a["length"])


def find_entities(text: str) -> list[Json]:
    """What Telegram finds by itself: addresses, commands, mentions, hashtags."""
    found: list[Json] = []
    for kind, pattern in _FOUND:
        for hit in pattern.finditer(text):
            entity: Json = {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit[0])}
            if not any(_overlap(entity, other) for other in found):
                found.append(entity)
    return sorted(found, key=lambda e: int(e["offset"]))
