"""Which of a page's own style rules hide something; as much of CSS as that takes. Pure.

Only rules that hold on every screen count: what stands in @media and the like is left out, as are selectors with
states (:hover) or attributes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)")
_PART = re.compile(r"([.#])([\w-]+)")
_MOST_RULES = 2000
_LONGEST_SHEET = 500_000

_LENGTH_ZERO = r"0+(?:\.0+)?(?:px|em|rem|pt|%|vw|vh|ex|ch)?(?![\w.%])"
_FAR = r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw|vh)?"
_HIDES = re.compile(
    rf"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*(?:{_LENGTH_ZERO}|0?\.0\d*)"
    rf"|font-size\s*:\s*(?:{_LENGTH_ZERO}|[0-2](?:\.\d+)?p[xt](?![\w.%]))|(?:text-indent|left|right|top|bottom|margin-left|margin-top)\s*:\s*{_FAR}"
    rf"|content-visibility\s*:\s*hidden|color\s*:\s*transparent|clip\s*:\s*rect\(\s*[01](?:px)?[\s,].*?\)"
    rf"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%.*?\)|circle\(\s*0.*?\))|transform\s*:\s*(?:scale[xy]?\(\s*0\s*[,)]|translate[xy]?\(\s*{_FAR}))",
    re.IGNORECASE,
)
_FLAT = re.compile(
    rf"(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*(?:{_LENGTH_ZERO}|1px)\s*(?:!important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_INK = re.compile(r"(?:^|;)\s*color\s*:\s*([#\w(),.% ]{3,40}?)\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE)
_PAPER = re.compile(
    r"(?:^|;)\s*background(?:-color)?\s*:\s*([#\w(),.% ]{3,40}?)\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE
)
_CLIPPED = re.compile(r"(?:^|;)\s*overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)


def hides(declarations: str) -> bool:
    """Whether a style attribute or the body of a rule makes its element invisible."""
    short = declarations[:4000]
    if _HIDES.search(short) or (_FLAT.search(short) and _CLIPPED.search(short)):
        return True
    ink, paper = _INK.search(short), _PAPER.search(short)
    return ink is not None and paper is not None and ink[1].lower() == paper[1].lower()


@dataclass(frozen=True, slots=True)
class Compound:
    """One step of a selector: a tag ("" for any), and the classes and ids it must have."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]


def hiding_rules(sheets: Iterable[str]) -> Sequence[tuple[Compound, ...]]:
    """The selectors under which rules hide something, each as its steps, the element itself last."""
    found: list[tuple[Compound, ...]] = []
    for sheet in sheets:
        for selectors, body in _rules(_COMMENT.sub("", sheet[:_LONGEST_SHEET])):
            if hides(body):
                found.extend(steps for steps in map(_steps, selectors.split(",")) if steps)
            if len(found) > _MOST_RULES:
                return found[:_MOST_RULES]
    return found


def _rules(sheet: str) -> Iterable[tuple[str, str]]:
    """Selectors and declarations of the rules that stand outside every block of an at-rule."""
    depth, start, head = 0, 0, ""
    for found in re.finditer(r"[{};]", sheet):
        sign, place = found[0], found.start()
        if sign == ";":
            start = start if depth else place + 1  # @import and the like
        elif sign == "{":
            if depth == 0:
                head, start = sheet[start:place].strip(), place + 1
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not head.startswith("@"):
                    yield head, sheet[start:place]
                start = place + 1


def _steps(selector: str) -> tuple[Compound, ...]:
    words = selector.replace(">", " ").split()
    compounds = [_compound(word) for word in words[:8]]
    if not compounds or None in compounds:
        return ()
    steps = tuple(step for step in compounds if step is not None)
    # A rule for all of a tag hides by script what it shows by script; what counts is a name somebody gave.
    return steps if steps[-1].classes or steps[-1].ids else ()


def _compound(word: str) -> Compound | None:
    found = _COMPOUND.fullmatch(word)
    if found is None or not word:
        return None
    parts = _PART.findall(found["rest"])
    return Compound(
        tag=(found["tag"] or "").lower().replace("*", ""),
        classes=frozenset(name for sign, name in parts if sign == "."),
        ids=frozenset(name for sign, name in parts if sign == "#"),
    )


def fits(compound: Compound, tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element with these attributes is what the step means."""
    return (
        compound.tag in {"", tag}
        and compound.classes <= frozenset(attributes.get("class", "").split())
        and compound.ids <= {attributes.get("id", "")}
    )
