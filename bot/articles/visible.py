"""Takes out of a page what its reader does not see, and the boxes that are not the article's.

A quotation nobody can find in the page is worse than none, so everything hidden goes before the text is taken.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from lxml import etree

from bot.articles.styles import Compound, fits, hides, hiding_rules
from bot.reading.markup import UNREAD

# Names that style sheets everywhere give to what is there for machines or screen readers only.
_HIDDEN_NAMES = frozenset(
    {"hidden", "d-none", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader",
     "screenreader", "screen-reader-only", "element-invisible", "invisible", "is-hidden", "u-hidden", "offscreen",
     "off-screen", "a11y-hidden", "assistive-text", "print-only", "show-for-sr", "u-visually-hidden"}
)  # fmt: skip
# Words in names of boxes that stand in or around an article and are nobody's statement.
_FOREIGN = frozenset(
    {"ad", "ads", "adv", "advert", "adverts", "advertisement", "advertising", "adsense", "sponsor", "sponsored",
     "promo", "promotion", "promoted", "cookie", "cookies", "consent", "gdpr", "onetrust", "newsletter", "signup",
     "subscribe", "subscription", "paywall", "comment", "comments", "disqus", "respond", "related", "recommended",
     "recommendations", "readmore", "outbrain", "taboola", "share", "sharing", "social", "addtoany", "breadcrumb",
     "breadcrumbs", "popup", "modal", "lightbox", "overlay", "donate", "donation", "trending", "popular",
     "mostread", "skip", "toolbar", "pagination"}
)  # fmt: skip
# Struck-out words are shown, but as withdrawn: nobody may be quoted with them.
_GONE = UNREAD - {"head", "title", "button"} | {"del", "s", "strike"}
_NAME_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_RESPONSIVE = re.compile(r"(?:sm|md|lg|xl|xxl|tablet|desktop)[:-]|(?:^|\s)(?:block|d)-(?:sm|md|lg|xl)")
_KEPT_ROOTS = frozenset({"html", "body", "head", "main", "article"})
# A box that holds more of the page's text than this is the article, whatever its name says.
_SHARE = 0.4


def strip_invisible(root: etree._Element) -> None:
    """Changes the tree: hidden elements go, text behind them stays."""
    rules = _by_name(hiding_rules(_sheets(root)))
    for element in list(root.iter(etree.Element)):
        if element.getparent() is not None and _invisible(element, rules):
            _remove(element)
    for quoted in list(root.iter("q")):
        _show_marks(quoted)


def strip_foreign(root: etree._Element) -> None:
    """Changes the tree: advertisements, consent boxes, sign-ups, comments, sharing and related links go."""
    whole = _length(root)
    for element in list(root.iter(etree.Element)):
        tag = str(element.tag)
        if tag in _KEPT_ROOTS or element.getparent() is None or not _foreign_name(element):
            continue
        if element.find(".//article") is not None or element.find(".//h1") is not None:
            continue
        if _length(element) <= whole * _SHARE:
            _remove(element)


_Rules = dict[str, list[tuple[Compound, ...]]]


def _sheets(root: etree._Element) -> list[str]:
    return ["".join(str(piece) for piece in style.itertext()) for style in root.iter("style")][:50]


def _by_name(rules: Sequence[tuple[Compound, ...]]) -> _Rules:
    """Each rule under one class or id of its last step, so that most elements need no look at it."""
    named: _Rules = defaultdict(list)
    for steps in rules:
        name = next(iter(steps[-1].classes or steps[-1].ids))
        named[name].append(steps)
    return named


def _invisible(element: etree._Element, rules: _Rules) -> bool:
    tag = str(element.tag)
    if tag in _GONE:
        return True
    attributes = element.attrib
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    if attributes.get("aria-hidden", "").strip().lower() == "true" and tag not in _KEPT_ROOTS:
        return True
    if hides(attributes.get("style", "")):
        return True
    names = attributes.get("class", "")
    words = names.split()
    if not _HIDDEN_NAMES.isdisjoint(words) and not _RESPONSIVE.search(names):
        return True
    own = [*words, attributes.get("id", "")]
    return any(_under_rule(element, steps) for name in own for steps in rules.get(name, ()))


def _under_rule(element: etree._Element, steps: tuple[Compound, ...]) -> bool:
    """Whether the last step fits the element and those before fit ancestors, in their order."""
    if not fits(steps[-1], str(element.tag), _attributes(element)):
        return False
    waiting = list(steps[:-1])
    for ancestor in element.iterancestors():
        if not waiting:
            break
        if fits(waiting[-1], str(ancestor.tag), _attributes(ancestor)):
            waiting.pop()
    return not waiting


def _attributes(element: etree._Element) -> dict[str, str]:
    return {name: element.get(name, "") for name in ("class", "id")}


def _foreign_name(element: etree._Element) -> bool:
    if element.tag == "aside":
        return True
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    if not names.strip() or len(names) > 500:
        return False
    return not _FOREIGN.isdisjoint(part.lower() for part in _NAME_PARTS.findall(names))


def _length(element: etree._Element) -> int:
    return sum(len(str(text)) for text in element.itertext())


def _remove(element: etree._Element) -> None:
    """Takes an element out; the text behind it belongs to its parent and stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''}{element.tail}"
        else:
            parent.text = f"{parent.text or ''}{element.tail}"
    parent.remove(element)


def _show_marks(quoted: etree._Element) -> None:
    """Browsers set marks around <q>; here they become letters like the others."""
    quoted.text = f"“{quoted.text or ''}"
    if len(quoted):
        quoted[-1].tail = f"{quoted[-1].tail or ''}”"
    else:
        quoted.text += "”"
    quoted.tag = "span"
