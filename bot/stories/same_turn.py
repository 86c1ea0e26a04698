"""Whether a telling brings real news on a story: something was decided, ended or began that no telling said before."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.model.story import Story
from bot.stories.fold import stem, tokens

#: Within these hours outlets still report one event with each its own verbs; later a new one is news.
SETTLED = timedelta(hours=12)

# A turn has one word or several that mean the same: if any of a row was said before, the others are no news.
_TURNS: dict[str, tuple[str, ...]] = {
    "en": (
        "convicted convicts conviction guilty sentenced sentences sentence jailed",
        "acquitted acquits cleared acquittal",
        "charged charges indicted indicts indictment",
        "rules ruled ruling rulings verdict overturns overturned quashes quashed upholds upheld annuls strikes struck",
        "resigns resigned resignation quits sacked fired ousted dismissed stepping",
        "released frees freed release releases",
        "dies died",
        "extradited extradites deported deports",
        "passes passed approves approved adopts adopted enacts enacted vetoes vetoed",
        "repeals repealed scraps scrapped withdraws withdrawn",
        "sues sued lawsuit fined fines",
        "sanctions sanctioned blacklists blacklisted",
        "restored restores reinstated reinstates lifts lifted",
        "apologises apologizes apologised apologized apology",
    ),
    "de": (
        "verurteilt schuldig urteil", "freigesprochen freispruch", "angeklagt anklage", "tritt rücktritt entlassen",
        "freigelassen", "gestorben stirbt", "ausgeliefert abgeschoben", "verabschiedet beschlossen", "sanktionen",
    ),
    "fr": (
        "condamné coupable condamnation", "acquitté relaxé", "inculpé", "démissionne démission", "libéré libération",
        "mort décédé", "extradé expulsé", "adopté adopte", "sanctions",
    ),
    "es": (
        "condenado culpable condena", "absuelto", "acusado imputado", "dimite renuncia dimisión", "liberado",
        "muere fallece", "extraditado deportado", "aprueba aprobada", "sanciones",
    ),
    "ru": (
        "приговорён приговор осуждён", "оправдан", "обвинение", "отставка", "освобождён", "умер скончался",
        "экстрадирован депортирован", "принял приняла", "санкции",
    ),
    "ar": ("حكم إدانة أدين", "براءة", "اتهام", "استقالة استقال", "إفراج أفرج", "وفاة توفي", "ترحيل", "إقرار أقر", "عقوبات"),
}  # fmt: skip


def _stems(language: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(stem(token.text, language) for token in tokens(row)) for row in _TURNS.get(language, ())
    )


_ROWS = {language: _stems(language) for language in _TURNS}


def turns(story: Story, said: Collection[str], since: datetime) -> bool:
    """Whether the headline tells of a turn that is not among the stems `said` on a story first seen at `since`."""
    if story.seen_at - since < SETTLED:
        return False
    language = (story.language or "en")[:2]
    headline = {stem(token.text, language) for token in tokens(story.title)}
    return any(
        not headline.isdisjoint(row) and not any(word in said for word in row)
        for row in _ROWS.get(language, _ROWS["en"])
    )
