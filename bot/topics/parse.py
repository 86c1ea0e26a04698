"""One topic file, from TOML.

    title = "Press freedom"             # what people read
    reviewed = true                     # false until a native speaker has read the file
    must_match = ["…"]                  # sentences that must, and must not, reach the topic: they are tests
    must_not_match = ["…"]

    [lists]                             # word lists of this file, named as "@censors" below
    censors = ["censor", "media regulator"]

    [[terms]]
    texts = ["press freedom", "…"]      # each counts for itself; `text = "…"` for one
    weight = 0.9                        # 1 decides alone, two of 0.5 together
    form = "stem"                       # or "exact", "prefix"

    [[terms]]
    any = ["journalist", "reporter"]    # ways of saying one thing: together they count once
    weight = 1.0
    near = ["jailed", "@punished"]      # one of these must stand within `within` words
    within = 12
    not_near = ["football"]             # none of these may
    name = true                         # written as it is written: case counts

    [[against]]                         # as terms: they take `weight` away from the whole article
    texts = ["box office"]
    weight = 0.8

In terms and in near lists a word that begins with "=" stands for this form alone ("=officer" is no "office"), and a
word that ends with "*" for all that begin so ("журналист*"; three letters or more).

`_shared/<language>.toml` has `[lists]` and `[[against]]` only; its lists may be named, and its `against` counts,
in every topic of that language.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import TopicError
from bot.model.interest import Term, TopicFile

_FORMS = ("stem", "exact", "prefix")
_FILE_KEYS = {"title", "reviewed", "must_match", "must_not_match", "lists", "terms", "against"}
_SHARED_KEYS = {"reviewed", "lists", "against"}
_TERM_KEYS = {"text", "texts", "any", "weight", "form", "near", "not_near", "within", "name"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What all topics of a language have in common."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    against: tuple[Term, ...] = ()


NOTHING_SHARED = Shared()


def parse_topic_file(path: Path, source: str, shared: Shared = NOTHING_SHARED) -> TopicFile:
    """A topic in one language; TopicError names file, line where known, and remedy."""
    reader = _Reader(path, source, shared)
    reader.only(reader.document, _FILE_KEYS, "")
    lists = reader.lists()
    terms = reader.terms("terms", lists)
    if not terms:
        raise reader.mistake("there are no terms", "add at least one [[terms]] table")
    return TopicFile(
        language=path.stem,
        title=reader.title(),
        terms=terms,
        against=(*reader.terms("against", lists), *shared.against),
        must_match=reader.sentences("must_match"),
        must_not_match=reader.sentences("must_not_match"),
    )


def parse_shared(path: Path, source: str, base: Shared = NOTHING_SHARED) -> Shared:
    """Lists and words against, on top of `base`: a list of the same name replaces it, `against` is added."""
    reader = _Reader(path, source, base)
    reader.only(reader.document, _SHARED_KEYS, "")
    lists = reader.lists()
    return Shared(lists, (*base.against, *reader.terms("against", lists)))


class _Reader:
    def __init__(self, path: Path, source: str, shared: Shared) -> None:
        self.path, self.source, self.shared = path, source, shared
        try:
            self.document = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            line = int(place[1]) if place else None
            raise self.mistake(f"this is no TOML: {error}", "mend this line", line) from None

    def mistake(self, what: str, remedy: str, line: int | None = None) -> TopicError:
        place = f"{self.path}:{line}" if line else str(self.path)
        return TopicError(f"{place}: {what}", remedy)

    def only(self, table: Mapping[str, Any], known: set[str], where: str, line: int | None = None) -> None:
        for key in table:
            if key not in known:
                raise self.mistake(
                    f"unknown key {key!r}{where}",
                    f"use one of: {', '.join(sorted(known))}",
                    line or self.line_of(key),
                )

    def line_of(self, word: str, nth: int = 0) -> int | None:
        lines = [number for number, line in enumerate(self.source.splitlines(), 1) if word in line]
        return lines[nth] if nth < len(lines) else None

    def title(self) -> str:
        title = self.document.get("title")
        if not isinstance(title, str) or not title.strip():
            raise self.mistake("the title is missing", 'write title = "…", as people shall read it')
        return title.strip()

    def sentences(self, key: str) -> tuple[str, ...]:
        return self.strings(self.document.get(key, []), key, self.line_of(key))

    def strings(self, value: object, what: str, line: int | None) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            raise self.mistake(f"{what} must be a list of texts", f'write {what} = ["…", "…"]', line)
        return tuple(value)

    def lists(self) -> dict[str, tuple[str, ...]]:
        own = self.document.get("lists", {})
        if not isinstance(own, dict):
            raise self.mistake(
                "lists must be a table", "write [lists] and below it name = […]", self.line_of("lists")
            )
        lists = dict(self.shared.lists)
        for name, words in own.items():
            line = self.line_of(name)
            lists[name] = self.named(self.strings(words, name, line), lists, line)
        return lists

    def named(
        self, words: Sequence[str], lists: Mapping[str, tuple[str, ...]], line: int | None
    ) -> tuple[str, ...]:
        """Words, with each "@list" replaced by what stands in that list."""
        result: list[str] = []
        for word in words:
            if not word.startswith("@"):
                result.append(word)
            elif word[1:] in lists:
                result += lists[word[1:]]
            else:
                raise self.mistake(
                    f"there is no list {word}",
                    f"use one of: {', '.join('@' + name for name in sorted(lists))}",
                    line,
                )
        return tuple(dict.fromkeys(result))

    def terms(self, kind: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[Term, ...]:
        tables = self.document.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self.mistake(f"{kind} must be tables", f"write [[{kind}]]", self.line_of(kind))
        terms: list[Term] = []
        for number, table in enumerate(tables):
            line = self.line_of(f"[[{kind}]]", number)
            self.only(table, _TERM_KEYS, f" in [[{kind}]]", line)
            terms += self.term(table, f"{kind} {number + 1}", lists, line)
        return tuple(terms)

    def term(
        self, table: Mapping[str, Any], label: str, lists: Mapping[str, tuple[str, ...]], line: int | None
    ) -> list[Term]:
        ways = [key for key in ("text", "texts", "any") if key in table]
        if len(ways) != 1:
            raise self.mistake("one of text, texts, any must be given", 'write texts = ["…"]', line)
        way = ways[0]
        texts = [table["text"]] if way == "text" else table[way]
        words = self.named(self.strings(texts, way, line), lists, line)
        weight, form, within = table.get("weight"), table.get("form", "stem"), table.get("within", 12)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
            raise self.mistake(f"weight {weight!r} is not between 0 and 1", "write weight = 0.5", line)
        if form not in _FORMS:
            raise self.mistake(f"unknown form {form!r}", f"use one of: {', '.join(_FORMS)}", line)
        if isinstance(within, bool) or not isinstance(within, int) or not 1 <= within <= 100:
            raise self.mistake(f"within {within!r} is not 1 to 100 words", "write within = 12", line)
        if not isinstance(table.get("name", False), bool):
            raise self.mistake("name must be true or false", "write name = true", line)
        near, not_near = (
            self.named(self.strings(table.get(key, []), key, line), lists, line)
            for key in ("near", "not_near")
        )
        return [
            Term(
                text=word.strip("=*"),
                weight=float(weight),
                form="exact" if word.startswith("=") else "prefix" if word.endswith("*") else form,
                near=near,
                within=within,
                not_near=not_near,
                name=table.get("name", False),
                group=f"{self.path.parent.name}: {label}" if way == "any" else "",
            )
            for word in words
        ]
