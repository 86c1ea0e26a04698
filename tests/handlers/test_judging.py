"""What chats say of stories: counted with the story, never who said it; and terms that are in doubt."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.model.entry import NotTold, WhyNot
from bot.model.ids import InterestKey
from bot.model.story import Match, Place, Story
from bot.ports import Store
from handlers.services import Services
from tests.handlers.conftest import Chatter, person
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, SPYWARE, note

URL = "https://civicmonitor.example/lake-sensors"


def spoken(title: str, *terms: tuple[str, float], days: int = 1) -> Story:
    """A story that came for these terms alone."""
    made = story(title, {"spyware": 0.7}, seen_at=NOW - timedelta(days=days))
    matches = tuple(
        Match(SPYWARE, term, Place.TITLE, n, n + 1, weight) for n, (term, weight) in enumerate(terms)
    )
    return replace(made, matches=matches)


async def judged(store: Store, told: Story) -> dict[str, int]:
    found = await store.stories.get(told.id)
    assert found is not None
    return dict(found.judged)


async def test_off_topic_and_not_for_us_are_counted_with_the_story_once_for_each_chat(
    services: Services, store: Store, ann: Chatter, tmp_path: Path
) -> None:
    told = story("Lake")
    await record(store, told)
    await ann.press(f"r:{told.code}:t")
    await ann.press(f"nu:{told.code}")
    assert await judged(store, told) == {"off-topic": 1}
    other = Chatter(services, person("58231"))
    await other.press(f"r:{told.code}")
    await other.tap("Not for us")
    assert other.toast is not None
    assert other.elsewhere == []
    assert await judged(store, told) == {"off-topic": 2}
    assert not any(b"58231" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


async def test_other_reports_judge_nothing(store: Store, ann: Chatter) -> None:
    told = story("Lake")
    await record(store, told)
    await ann.press(f"r:{told.code}:s")
    assert await judged(store, told) == {}


async def test_should_have_come_is_counted_and_told_to_the_operators_without_saying_who(
    ann: Chatter, store: Store
) -> None:
    await ann.type("/subscribe spyware")
    told = story("Lake", {"spyware": 0.45}, url=URL, seen_at=NOW + timedelta(minutes=1))
    await record(store, told)
    await ann.type(f"/why {URL}")
    await ann.tap("Should have come")
    assert await judged(store, told) == {"should-have-come": 1}
    (say,) = ann.elsewhere
    assert say.message.plain.startswith(f"Somebody says: should have come · {told.code}\nLake")
    assert "Nearest topic: Spyware, 0.45" in say.message.plain
    assert "41" not in say.message.plain.replace(told.code, "")
    await ann.press(f"sc:{told.code}")
    assert ann.elsewhere == []
    assert await judged(store, told) == {"should-have-come": 1}


async def test_an_entry_that_became_no_story_is_told_to_the_operators(ann: Chatter, store: Store) -> None:
    near = NotTold(WhyNot.BELOW, InterestKey("surveillance"), 0.35, "sensors")
    await record(store, entries=[replace(note("Lake sensors", link=URL), not_told=near)])
    await ann.type(URL)
    await ann.tap("Should have come")
    (say,) = ann.elsewhere
    assert "Lake sensors" in say.message.plain
    assert "Nearest topic: Surveillance, 0.35" in say.message.plain
    assert "1 chat said so." in say.message.plain


async def test_what_should_have_come_is_kept_with_the_entry_once_for_each_chat_and_told_by_term(
    services: Services, store: Store, ann: Chatter, operator: Chatter, tmp_path: Path
) -> None:
    near = NotTold(WhyNot.BELOW, InterestKey("surveillance"), 0.35, "sensors")
    lake, shore = (replace(note(name, link=f"{URL}-{name}"), not_told=near) for name in ("lake", "shore"))
    nothing = replace(note("bread", link=f"{URL}-bread"), not_told=NotTold(WhyNot.NO_INTEREST))
    await record(store, entries=[lake, shore, nothing])
    assert "Should have come" not in await operator.type("/status")
    other = Chatter(services, person("58231"))
    for chatter, entry in ((ann, lake), (ann, lake), (other, lake), (other, shore), (ann, nothing)):
        await chatter.type(str(entry.entry.link))
        await chatter.tap("Should have come")
    assert [(one.entry.title, dict(one.judged)) for one in await store.entries.judged()] == [
        ("lake", {"should-have-come": 2}),
        ("shore", {"should-have-come": 1}),
        ("bread", {"should-have-come": 1}),
    ]
    said = await operator.type("/status")
    assert (
        "Should have come, by the term that was nearest\n“sensors” (Surveillance): 3\nno word of any topic: 1"
        in said
    )
    assert not any(b"58231" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


async def test_made_up_data_judges_nothing(ann: Chatter) -> None:
    for data in ("sc:", "sc:ZZZZ", "sc:https://nowhere.example/", "sc:\x1fabc", "nu:", "nu:ZZZZ", "nu:x"):
        await ann.press(data)
        assert ann.toast is not None
        assert ann.elsewhere == []


async def test_a_term_that_is_mostly_judged_useless_is_named_to_the_operator(
    operator: Chatter, store: Store
) -> None:
    track, lone = ("track", 1.0), ("Pegasus", 1.0)
    await record(
        store,
        replace(spoken("One", track), judged={"off-topic": 2}),
        replace(spoken("Two", track), judged={"off-topic": 1, "should-have-come": 1}),
        # Would have come without it as well.
        spoken("Three", track, ("spyware", 1.0)),
        spoken("Four", track),
        spoken("Five", track, days=31),
        replace(spoken("Six", lone), judged={"off-topic": 1, "should-have-come": 2}),
        spoken("Seven", lone),
    )
    said = await operator.type("/status")
    assert "“track” (Spyware): 3 of 4 judgements say off topic." in said
    assert "Without it about 3 of 6 stories of the last 30 days would not have come, 2 of them" in said
    assert "Pegasus" not in said.partition("Terms in doubt")[2]
    assert "Nothing changes by itself" in said


async def test_two_judgements_put_no_term_in_doubt(operator: Chatter, store: Store) -> None:
    await record(store, replace(spoken("One", ("track", 1.0)), judged={"off-topic": 2}))
    assert "Terms in doubt" not in await operator.type("/status")
