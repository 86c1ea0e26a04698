"""One thing held by two stores: what becomes of it when one is brought into the other. Pure; twice is as good as once."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.model.alert import Alert, AlertState
from bot.model.kept import KeptFeed
from bot.model.story import Match, Source, Story

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
#: Of an alert that two stores know: the state that says most of what the chat has seen.
_STRENGTH = {AlertState.OWED: 0, AlertState.DROPPED: 0, AlertState.INTENDED: 1, AlertState.SENT: 2}


def merged_story(held: Story | None, brought: Story) -> Story:
    """The held one, with the outlets, interests and judgements it lacks; withdrawn if either is."""
    if held is None:
        return brought
    known = {_name(source) for source in held.sources}
    sources = (*held.sources, *(one for one in brought.sources if _name(one) not in known))
    keys = brought.scores.keys() - held.scores.keys()
    judged = {
        key: max(held.judged.get(key, 0), brought.judged.get(key, 0))
        for key in {**held.judged, **brought.judged}
    }
    withdrawn = held if held.withdrawn is not None else brought
    return replace(
        held,
        sources=sources,
        scores={**held.scores, **{key: score for key, score in brought.scores.items() if key in keys}},
        matches=_matches(held, brought),
        judged=judged,
        withdrawn=withdrawn.withdrawn,
        withdrawn_at=withdrawn.withdrawn_at,
    )


def _matches(held: Story, brought: Story) -> tuple[Match, ...]:
    """Those of both, where the offsets are of the same text."""
    if (held.title, held.text) != (brought.title, brought.text):
        return held.matches
    if set(held.matches) <= set(brought.matches):
        return brought.matches
    known = {one.interest for one in held.matches}
    return (*held.matches, *(one for one in brought.matches if one.interest not in known))


def _name(source: Source) -> tuple[str | None, ...]:
    return (source.entry,) if source.entry is not None else (source.outlet, source.url, source.title)


def merged_feed(held: KeptFeed | None, brought: KeptFeed) -> KeptFeed:
    """How it stands by the one that read it last; what was said of it in the chat here outweighs what was said there."""
    if held is None:
        return brought
    is_newer = (brought.state.last_ok_at or _LONG_AGO) > (held.state.last_ok_at or _LONG_AGO)
    state = replace(brought.state, source=held.state.source) if is_newer else held.state
    firsts = [one.state.first_read_at for one in (held, brought) if one.state.first_read_at is not None]
    state = replace(state, first_read_at=min(firsts, default=None))
    return KeptFeed(
        state,
        listed=held.listed or brought.listed,
        added=held.added or (brought.added and not held.removed),
        removed=held.removed or (brought.removed and not held.added),
    )


def merged_alert(held: Alert | None, brought: Alert) -> Alert:
    """An alert that may have been sent anywhere is not owed anew."""
    if held is None or _STRENGTH[brought.state] > _STRENGTH[held.state]:
        return brought
    return held
