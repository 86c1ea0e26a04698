"""What a query means is said once, in bot.stories.search; every backend gives those answers through its own door."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.ids import InterestKey
from bot.model.query import Query
from bot.model.story import Quote, QuoteKind, Source, Span, Story
from bot.ports import Store
from bot.stories.query_document import document_of
from bot.stories.search import judge, parse_query
from storage.open import open_store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import NOW, SPYWARE, HandClock, decides, poll, story

DAY = timedelta(days=1)
QUERIES = (
    "police", "policing schools", '"facial recognition"', "recogn*", "police -school", "spyware NOT police",
    "(school OR court) spyware", "title:police", "speaker:núñez", "speaker:nobody", "quote:appeal", "source:harbour",
    "topic:spyware", "topic:biometrics", "lang:fr", "after:3d", "before:3d", "police after:2026-11-20",
    "überwachung", "uberwachung", "a", "nothingatall", "court -police -school", "слежка",
)  # fmt: skip


def told() -> list[Story]:
    rows = (
        ("police in schools", "en", 0, SPYWARE, "Ana Núñez, lawyer"),
        ("policing a school", "en", 1, "biometrics", "Ben Ortiz"),
        ("facial recognition at the court", "en", 5, "biometrics", None),
        ("recognition of a facial kind", None, 9, SPYWARE, "Zoë Müller"),
        ("Überwachung der Polizei", "de", 2, SPYWARE, None),
        ("la police et l’école", "fr", 4, SPYWARE, "Ana Núñez"),
        ("массовая слежка", "ru", 6, "shutdowns", None),
    )
    made = []
    for title, language, days, topic, speaker in rows:
        one = story(
            title,
            language=language,
            seen_at=NOW - days * DAY,
            scores={InterestKey(topic): 0.9},
            speaker=speaker,
        )
        made.append(
            one if days % 2 else replace(one, sources=(replace(one.lead, outlet="The Harbour Post"),))
        )
    said = Span(0, 7, "A court")
    quoted = Quote(said, QuoteKind.FULL, speaker_full="Cem Aydın")
    made.append(replace(made[0], id=story("two outlets").id, quotes=(quoted,)))
    made[-1] = replace(
        made[-1], sources=(*made[-1].sources, Source("Kanal 5", "spyware over schools", NOW - DAY))
    )
    return made


async def answers(store: Store, typed: str, *, newest_first: bool = False) -> list[str]:
    query = parse_query(typed)
    page = await store.stories.search(query, NOW, frozenset(), 0, 50, newest_first=newest_first)
    assert page.total == len(page.stories)
    return [one.id for one in page.stories]


def meant(stories: list[Story], typed: str) -> set[str]:
    query = parse_query(typed)
    return {one.id for one in stories if judge(query, document_of(one), NOW)}


async def agrees(store: Store, stories: list[Story]) -> None:
    for typed in QUERIES:
        assert set(await answers(store, typed)) == meant(stories, typed), typed


async def test_a_store_answers_as_the_meaning_of_the_query_says(bot: Bot, store: Store) -> None:
    stories = told()
    await poll(store, decides(stories))
    await agrees(store, stories)
    await agrees(await bot.restart(), stories)
    found = [len(meant(stories, typed)) for typed in QUERIES]
    assert 0 in found
    assert sum(0 < number < len(stories) for number in found) > len(QUERIES) / 2


async def test_newest_first_means_newest_first(store: Store) -> None:
    stories = told()
    await poll(store, decides(stories))
    found = await answers(store, "topic:spyware", newest_first=True)
    seen = {one.id: one.seen_at for one in stories}
    times = [seen[one] for one in found]  # type: ignore[index]  # ids of stories
    assert times == sorted(times, reverse=True)


async def test_what_changes_is_found_as_it_now_stands(store: Store) -> None:
    (first,) = (await poll(store, decides([story("police")]))).poll.stories
    await store.stories.change(
        replace(first, title="customs", sources=(replace(first.lead, title="customs"),))
    )
    assert await answers(store, "title:police") == []
    assert await answers(store, "title:customs") == [first.id]


async def test_a_withdrawn_story_is_still_found_by_who_searches_for_it(bot: Bot, store: Store) -> None:
    (first,) = (await poll(store, decides([story("police")]))).poll.stories
    await store.stories.change(replace(first, withdrawn="wrong speaker", withdrawn_at=NOW))
    query = parse_query("police")
    page = await store.stories.search(query, NOW, frozenset(), 0, 5)
    assert [one.withdrawn for one in page.stories] == ["wrong speaker"]
    page = await (await bot.restart()).stories.search(query, NOW, frozenset(), 0, 5)
    assert [one.withdrawn for one in page.stories] == ["wrong speaker"]


@pytest.mark.parametrize("is_running", [True, False])
async def test_a_reader_beside_the_bot_finds_what_was_written_until_now(
    bot: Bot, store: Store, url: str, *, is_running: bool
) -> None:
    stories = told()
    await poll(store, decides(stories))
    if not is_running:
        await bot.stop()
    async with open_store(url, HandClock(), read_only=True) as reader:
        await agrees(reader, stories)


async def test_what_only_somebodys_watch_found_is_found_by_who_has_that_watch_alone(store: Store) -> None:
    watched = InterestKey("watch:mine")
    hidden = story("police", scores={watched: 1.0, SPYWARE: 0.39}, speaker="Hidden Speaker")
    public = story("police at the gate", scores={watched: 1.0, SPYWARE: 0.4})
    await poll(store, decides([hidden, public]))
    query = parse_query("police")
    for own, ids in (
        ((), {public.id}),
        ((watched,), {public.id, hidden.id}),
        (("watch:other",), {public.id}),
    ):
        keys = [InterestKey(key) for key in own]
        page = await store.stories.search(query, NOW, frozenset(), 0, 9, own=keys)
        assert ({one.id for one in page.stories}, page.total) == (ids, len(ids))
        page = await store.stories.search(query, NOW, frozenset(), 0, 9, newest_first=True, own=keys)
        assert {one.id for one in page.stories} == ids
        _, total = await store.stories.quotes("hidden", 0, 5, own=keys)
        assert total == (hidden.id in ids)
    await store.stories.change(replace(next(iter(await found(store, query, watched))), scores={SPYWARE: 0.9}))
    assert len(await found(store, query)) == 2


async def found(store: Store, query: Query, *own: InterestKey) -> list[Story]:
    page = await store.stories.search(query, NOW, frozenset(), 0, 9, own=own)
    return [one for one in page.stories if one.title == "police" or not own]
