"""What was read in the last weeks and answers a query: told or not, each story once, and only what one may know."""

from dataclasses import replace
from datetime import timedelta

from bot.model.ids import EntryId, InterestKey
from bot.model.past import Asked, Past, Untold
from bot.model.poll import TellingNote
from bot.model.story import Judgement, Story
from bot.ports import Store
from bot.stories.query_document import document_of_article
from bot.stories.search import judge, parse_query
from storage.open import open_store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import NOW, HandClock, decides, note, poll, story

DAY = timedelta(days=1)
MONTH = timedelta(days=30)
QUERIES = (
    "police",
    "policing schools",
    "recogn*",
    "police -school",
    "title:school",
    "lang:en",
    "police OR after:3d",
)
MINE = InterestKey("watch:mine")


def read(name: str, told: Story | None = None, *, summary: str = "", content: str = "") -> TellingNote:
    made = note(name, told)
    return replace(made, entry=replace(made.entry, language="en", summary=summary, content=content))


async def past(
    store: Store, typed: str, *, own: frozenset[InterestKey] = frozenset(), size: int = 50
) -> Past:
    return await store.entries.past(Asked(parse_query(typed), NOW, NOW - MONTH, size, own=own))


def titles(found: Past) -> list[str]:
    return [one.article.title if isinstance(one, Untold) else one.title for one in found.found]


async def test_entries_answer_as_the_meaning_of_the_query_says(bot: Bot, store: Store) -> None:
    notes = [
        read("police in schools", summary="The school did not answer."),
        read("policing a school", content="Facial recognition at the gate."),
        read("a court", summary="It recognized nobody."),
        read("police"),
    ]
    for days, one in zip((9, 5, 2, 1), notes, strict=True):
        await poll(store, decides(entries=[one]), NOW - days * DAY)
    await agrees(store, notes)
    await agrees(await bot.restart(), notes)


async def agrees(store: Store, notes: list[TellingNote]) -> None:
    everything = (await past(store, "after:30d")).found
    for typed in QUERIES:
        found = await past(store, typed)
        assert len(found.found) == found.total
        query = parse_query(typed)
        meant = [
            one.article.title
            for one in everything
            if isinstance(one, Untold) and judge(query, document_of_article(one.article, one.seen_at), NOW)
        ]
        assert titles(found) == meant, typed
    assert titles(await past(store, "after:30d")) == [one.entry.title for one in reversed(notes)]


async def test_a_story_counts_once_whoever_of_its_outlets_has_the_words(store: Store) -> None:
    first = story("police", seen_at=NOW - 3 * DAY)
    await poll(store, decides([first], entries=[read("police", first)]), NOW - 3 * DAY)
    await poll(store, decides(entries=[read("police and a zeppelin", first)]), NOW - 2 * DAY)
    await poll(store, decides(entries=[read("zeppelin")]), NOW - 1 * DAY)
    assert titles(await past(store, "police")) == ["police"]
    found = await past(store, "zeppelin")
    assert titles(found) == ["zeppelin", "police"]
    assert found.total == 2
    assert (await past(store, "zeppelin", size=1)).total == 2


async def test_what_only_anothers_watch_found_is_an_entry_like_any_other(store: Store) -> None:
    hidden = story("police", scores={MINE: 1.0}, seen_at=NOW - DAY)
    await poll(store, decides([hidden], entries=[read("police", hidden)]), NOW - DAY)
    (theirs,) = (await past(store, "police")).found
    assert isinstance(theirs, Untold)
    (ours,) = (await past(store, "police", own=frozenset({MINE}))).found
    assert isinstance(ours, Story)
    assert (await past(store, "speaker:núñez")).total == 0


async def test_withdrawn_quiet_and_old_stories_are_no_news(store: Store) -> None:
    old = story("police of old")
    old = replace(old, sources=(replace(old.lead, published=NOW - 60 * DAY),))
    stories = [
        replace(story("quiet police"), quiet=True),
        replace(story("police withdrawn"), withdrawn="wrong"),
        old,
    ]
    await poll(store, decides(stories))
    assert (await past(store, "police")).total == 0
    everything = await store.entries.past(Asked(parse_query("police"), NOW, NOW - MONTH, 9, backlog=True))
    assert sorted(titles(everything)) == ["police of old", "quiet police"]


async def test_a_revised_entry_is_found_as_it_now_reads(store: Store) -> None:
    await poll(store, decides(entries=[read("police", summary="before")]), NOW - 2 * DAY)
    await poll(store, decides(entries=[read("police", summary="after")]), NOW - DAY)
    assert (await past(store, "police before")).total == 0
    assert (await past(store, "police after")).total == 1


async def test_what_chats_say_of_an_entry_stays_with_it(bot: Bot, store: Store) -> None:
    await poll(store, decides(entries=[read("police", summary="before"), read("a court")]), NOW - 2 * DAY)
    police = read("police").entry.id
    for times in (1, 2):
        judged = await store.entries.judge(police, Judgement.SHOULD_HAVE_COME)
        assert judged is not None
        assert judged.judged == {"should-have-come": times}
    assert await store.entries.judge(EntryId("nowhere"), Judgement.SHOULD_HAVE_COME) is None
    await poll(store, decides(entries=[read("police", summary="after")]), NOW - DAY)
    again = await bot.restart()
    (kept,) = await again.entries.judged()
    assert (kept.entry.summary, dict(kept.judged)) == ("after", {"should-have-come": 2})
    assert await again.entries.get(police) == kept
    assert titles(await past(again, "police")) == ["police"]


async def test_after_thirty_days_an_entry_is_found_no_more(bot: Bot, store: Store, clock: HandClock) -> None:
    await poll(store, decides(entries=[read("police")]), NOW)
    await poll(store, decides(entries=[read("policing")]), NOW + 3 * DAY)
    clock.move(31 * DAY)
    await store.tidy(clock.now())
    asked = Asked(parse_query("police"), clock.now(), NOW - DAY, 9)
    assert titles(await store.entries.past(asked)) == ["policing"]
    again = await bot.restart()
    assert titles(await again.entries.past(asked)) == ["policing"]


async def test_a_reader_beside_the_bot_finds_entries_too(bot: Bot, store: Store, url: str) -> None:
    await poll(store, decides(entries=[read("police"), read("a court")]), NOW - DAY)
    async with open_store(url, HandClock(), read_only=True) as reader:
        assert titles(await past(reader, "police")) == ["police"]
