"""Whether a telling brings real news on a story: something was decided, ended or began that no telling said before."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model.story import Story
from bot.stories.fold import stem, tokens

#: Within these hours outlets still report one event with each its own verbs; later a new one is news. What is starred
#: below turns a story round, and is news at once.
SETTLED = timedelta(hours=12)

# A turn has several words that mean the same: if any of a row was said before, the others are no news. Headlines use
# these very forms; nouns beside them ("deportations", "rules") tell of what is the matter, not that it happened.
_TURNS: dict[str, tuple[str, ...]] = {
    "en": (
        "convicted convicts guilty sentenced jailed",
        "* acquitted acquits cleared",
        "charged indicted indicts",
        "* ruled overturns overturned quashes quashed upholds upheld annuls annulled verdict",
        "* resigns resigned quits sacked fired ousted",
        "released frees freed release",
        "dies died",
        "extradited extradites deported",
        "passes passed approves approved adopts adopted enacts enacted vetoes vetoed",
        "* repeals repealed scraps scrapped withdraws withdrawn",
        "sues sued fined",
        "sanctioned sanctions blacklisted",
        "restored restores reinstated reinstates lifts lifted",
        "apologises apologizes apologised apologized",
    ),
    "de": (
        "verurteilt schuldig urteil", "* freigesprochen freispruch", "angeklagt anklage", "* tritt rücktritt entlassen",
        "freigelassen", "gestorben stirbt", "ausgeliefert abgeschoben", "verabschiedet beschlossen", "sanktionen",
    ),
    "fr": (
        "condamné coupable condamnation", "* acquitté relaxé", "inculpé", "* démissionne démission", "libéré libération",
        "mort décédé", "extradé expulsé", "adopté adopte", "sanctions",
    ),
    "es": (
        "condenado culpable condena", "* absuelto", "acusado imputado", "* dimite renuncia dimisión", "liberado",
        "muere fallece", "extraditado deportado", "aprueba aprobada", "sanciones",
    ),
    "ru": (
        "приговорён приговор осуждён", "* оправдан", "обвинение", "* отставка", "освобождён", "умер скончался",
        "экстрадирован депортирован", "принял приняла", "санкции",
    ),
    "ar": ("حكم إدانة أدين", "* براءة", "اتهام", "* استقالة استقال", "إفراج أفرج", "وفاة توفي", "ترحيل", "إقرار أقر", "عقوبات"),
}  # fmt: skip


# What is only asked for, feared or possible has not happened.
_UNDONE_WORDS = """
    call calls calling urge urges demand demands should must could may might would if whether why how bid seek seeks
    face faces
"""
_UNDONE = frozenset(_UNDONE_WORDS.split())

# A new count of the dead or the held, and a figure taken back; and an inquiry, where it is opened and not only told of.
_NEW_COUNT = re.compile(
    r"\b(?:rises|rise|climbs|grows|jumps|risen|revised) (?:up |down )?to (?:at least |over )?(\d+)\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(r"(?:corrected|correction)\b", re.IGNORECASE)
_OPENED = frozenset(["opens", "opened", "launches", "launched", "orders", "ordered"])
_INQUIRY = frozenset(["inquiry", "investigation", "probe"])
_INQUIRY_STEMS = frozenset(stem(word, "en") for word in [*_INQUIRY, "investigates"])


class _Turn(NamedTuple):
    words: frozenset[str]
    stems: frozenset[str]
    at_once: bool


def _rows(language: str) -> tuple[_Turn, ...]:
    """Of each row the words as folded, and their stems."""
    rows = [([token.text for token in tokens(row)], row.startswith("*")) for row in _TURNS[language]]
    return tuple(
        _Turn(frozenset(row), frozenset(stem(word, language) for word in row), at_once)
        for row, at_once in rows
    )


_ROWS = {language: _rows(language) for language in _TURNS}


def turns(story: Story, said: Collection[str], since: datetime) -> bool:
    """Whether the headline tells of a turn that is not among the stems `said` on a story first seen at `since`."""
    if story.title.rstrip().endswith("?"):
        return False
    headline = {token.text for token in tokens(story.title)}
    if not headline.isdisjoint(_UNDONE):
        return False
    settled = story.seen_at - since >= SETTLED
    if says_other_count(story.title):
        count = _NEW_COUNT.search(story.title)
        return (count[1] if count else stem("corrected", "en")) not in said
    if settled and _opens_inquiry(headline) and _INQUIRY_STEMS.isdisjoint(said):
        return True
    rows = _ROWS.get((story.language or "en")[:2], _ROWS["en"])
    return any(
        (settled or turn.at_once)
        and not headline.isdisjoint(turn.words)
        and not any(word in said for word in turn.stems)
        for turn in rows
    )


def says_other_count(title: str) -> bool:
    """Whether a headline says itself that a count is another than was told before."""
    return _NEW_COUNT.search(title) is not None or _CORRECTED.match(title) is not None


def _opens_inquiry(headline: Collection[str]) -> bool:
    return not _OPENED.isdisjoint(headline) and not _INQUIRY.isdisjoint(headline)
