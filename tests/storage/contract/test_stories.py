"""Stories and entries: found by what people have in hand, newest first."""

from dataclasses import replace
from datetime import timedelta

from bot.model.ids import ChatId, InterestKey
from bot.model.story import Quote, QuoteKind, Source, Span
from bot.model.subscription import ALL_TOPICS
from bot.ports import Store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import NOW, SPYWARE, HandClock, decides, note, poll, story

SHUTDOWNS = InterestKey("shutdowns")
HOUR = timedelta(hours=1)


async def titles(
    store: Store, *interests: InterestKey, threshold: float = 0.6, languages: str = ""
) -> list[str]:
    wanted = frozenset(languages.split())
    return [one.title for one in (await store.stories.latest(interests, threshold, wanted, 0, 10)).stories]


async def test_a_story_is_found_by_id_code_and_any_of_its_addresses(bot: Bot, store: Store) -> None:
    a = story("a", url="https://www.news.example/a/?utm_source=feed#top")
    a = replace(a, sources=(*a.sources, Source("Other", "A", NOW, url="http://other.example/story?id=7")))
    await poll(store, decides([a, story("b")]))
    for opened in (store, await bot.restart()):
        for found in (
            await opened.stories.get(a.id),
            await opened.stories.by_code(a.code),
            await opened.stories.by_url("http://news.example/a"),
            await opened.stories.by_url("https://www.other.example/story/?fbclid=x&id=7"),
        ):
            assert found is not None
            assert found.id == a.id
        assert await opened.stories.by_url("https://other.example/story?id=8") is None
        assert await opened.stories.by_url("not an address") is None
        assert await opened.stories.by_message(ChatId("1"), "1") is None


async def test_latest_stories_come_by_their_newest_news(bot: Bot, store: Store) -> None:
    a, b, c = (story(name, seen_at=NOW + number * HOUR) for number, name in enumerate("abc"))
    await poll(store, decides([a, b, c]))
    assert await titles(store, SPYWARE) == ["c", "b", "a"]
    joined = replace(a, sources=(*a.sources, Source("Other", "A", NOW + 9 * HOUR)))
    await poll(store, decides([joined]))
    assert await titles(store, SPYWARE) == ["a", "c", "b"]
    page = await (await bot.restart()).stories.latest([SPYWARE], 0.6, frozenset(), 1, 2)
    assert ([one.title for one in page.stories], page.total, page.page) == (["b"], 3, 1)


async def test_what_an_outlet_told_long_ago_is_not_latest_because_we_read_it_now(
    bot: Bot, store: Store
) -> None:
    news, backlog, future = (
        story(name, seen_at=NOW + hours * HOUR) for name, hours in (("news", 0), ("old", 2), ("next", 1))
    )
    backlog = replace(backlog, sources=(replace(backlog.lead, published=NOW - 900 * HOUR),))
    future = replace(future, sources=(replace(future.lead, published=NOW + 900 * HOUR),))
    await poll(store, decides([backlog, news, future]))
    assert await titles(store, SPYWARE) == ["next", "news", "old"]
    assert await titles(await bot.restart(), SPYWARE) == ["next", "news", "old"]
    assert [one.newest for one in (future, news, backlog)] == [NOW + HOUR, NOW, NOW - 900 * HOUR]


async def test_latest_stories_are_those_of_ones_interests_and_languages(store: Store) -> None:
    both = {SPYWARE: 0.5, SHUTDOWNS: 0.6}
    await poll(
        store,
        decides(
            [
                story("strong", scores={SPYWARE: 0.9}, seen_at=NOW),
                story("weak", scores={SPYWARE: 0.5}, seen_at=NOW + HOUR),
                story("both", scores=both, language="fr", seen_at=NOW + 2 * HOUR),
                story("watched", scores={InterestKey("watch:1"): 1.0}, language=None, seen_at=NOW + 3 * HOUR),
            ]
        ),
    )
    assert await titles(store, SPYWARE) == ["strong"]
    assert await titles(store, SPYWARE, threshold=0.5) == ["both", "weak", "strong"]
    assert await titles(store, SPYWARE, SHUTDOWNS) == ["both", "strong"]
    assert await titles(store, ALL_TOPICS) == ["both", "strong"]
    assert await titles(store, ALL_TOPICS, InterestKey("watch:1")) == ["watched", "both", "strong"]
    assert await titles(store, ALL_TOPICS, InterestKey("watch:1"), languages="fr es") == ["watched", "both"]
    assert await titles(store, ALL_TOPICS, languages="en-GB") == ["strong"]
    assert await titles(store, InterestKey("nobody's")) == []


async def test_a_withdrawn_story_is_no_longer_shown(bot: Bot, store: Store) -> None:
    (a,) = (await poll(store, decides([story("a")]))).poll.stories
    await store.stories.change(replace(a, withdrawn="wrong speaker", withdrawn_at=NOW))
    for opened in (store, await bot.restart()):
        assert await titles(opened, SPYWARE) == []
        assert await opened.stories.quotes("Núñez", 0, 5) == ([], 0)
        found = await opened.stories.get(a.id)
        assert found is not None
        assert found.withdrawn == "wrong speaker"
        assert found.changed_seq > a.changed_seq


async def test_quotes_are_found_by_any_words_of_their_speaker(bot: Bot, store: Store) -> None:
    said = Span(0, 7, "A court")
    more = (
        Quote(said, QuoteKind.FULL, speaker_full="Zoë Müller"),
        Quote(said, QuoteKind.MIXED, speaker_full="Ana Núñez"),
        Quote(said, QuoteKind.FULL),
    )
    a = story("a", seen_at=NOW)
    b = replace(story("b", seen_at=NOW + HOUR, speaker="Ben Nunez"), quotes=more)
    await poll(store, decides([a, b, story("c", speaker=None)]))
    for opened in (store, await bot.restart()):
        found, total = await opened.stories.quotes("NUNEZ", 0, 10)
        assert total == 2
        assert [(one.title, quote.speaker_full) for one, quote in found] == [
            ("b", "Ana Núñez"),
            ("a", "Ana Núñez, lawyer"),
        ]
        assert [quote.speaker_full for _, quote in (await opened.stories.quotes("muller zoe", 0, 10))[0]] == [
            "Zoë Müller"
        ]
        assert (await opened.stories.quotes("ana lawyer", 0, 10))[1] == 1
        assert await opened.stories.quotes("ana judge", 0, 10) == ([], 0)
        assert await opened.stories.quotes(" , ", 0, 10) == ([], 0)
        second, total = await opened.stories.quotes("nunez", 1, 1)
        assert ([one.title for one, _ in second], total) == (["a"], 2)


async def test_stories_since_a_time_come_oldest_first(store: Store) -> None:
    stories = [story(str(number), seen_at=NOW + number * HOUR) for number in (3, 1, 2, 0)]
    await poll(store, decides(stories))
    assert [one.title async for one in await store.stories.since(NOW)] == ["1", "2", "3"]
    assert await store.stories.first_seen_at() == NOW


async def test_an_empty_archive_has_no_first_day(store: Store) -> None:
    assert await store.stories.first_seen_at() is None
    assert await titles(store, SPYWARE) == []


async def test_an_entry_is_found_by_id_and_address_whether_told_or_not(bot: Bot, store: Store) -> None:
    a = story("a")
    told, silent = note("told", a), note("silent", link="https://www.news.example/silent?utm_medium=rss")
    await poll(store, decides([a], entries=[told, silent]))
    for opened in (store, await bot.restart()):
        assert await opened.entries.get(told.entry.id) == told
        assert await opened.entries.by_url("news.example/silent/") == silent
        assert await opened.entries.by_url("news.example/nothing") is None


async def test_a_revised_entry_takes_the_place_of_the_first(store: Store) -> None:
    first = note("a")
    revised = replace(first, entry=replace(first.entry, title="corrected", link="https://news.example/new"))
    await poll(store, decides(entries=[first]))
    await poll(store, decides(entries=[revised]), NOW + HOUR)
    assert await store.entries.get(first.entry.id) == revised
    assert await store.entries.by_url("https://news.example/a") is None
    assert (await store.counts()).entries == 1
    assert await store.entries.count_since(NOW) == 1


async def test_entries_are_kept_thirty_days_and_stories_longer(
    bot: Bot, store: Store, clock: HandClock
) -> None:
    a = story("a")
    await poll(store, decides([a], entries=[note("a", a)]))
    clock.move(timedelta(days=20))
    await poll(store, decides(entries=[note("b"), note("c")]), clock.now())
    clock.move(timedelta(days=10, seconds=1))
    await store.tidy(clock.now())
    for opened in (store, await bot.restart()):
        assert await opened.entries.get(note("a").entry.id) is None
        assert await opened.entries.by_url("https://news.example/a") is None
        assert await opened.entries.by_url("https://news.example/b") == note("b")
        assert await opened.entries.count_since(NOW) == 2
        assert await opened.stories.get(a.id) is not None
