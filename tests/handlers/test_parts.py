"""The small parts: ticks in a button, texts too long for one, patience, and the count a week."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ids import ChatId, InterestKey
from bot.model.subscription import ALL_TOPICS
from bot.ports import Store
from handlers.longer import ROOM, Longer
from handlers.patience import Patience
from handlers.ticks import pack_ticks, toggle, unpack_ticks
from handlers.weekly import Weekly
from tests.handlers.conftest import TOPICS, topic
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, HandClock

NAMES = [each.name for each in TOPICS]
SPYWARE = InterestKey("spyware")


@settings(deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(NAMES)))
def test_ticks_come_back_as_they_were(ticked: frozenset[InterestKey]) -> None:
    packed = pack_ticks(ticked, TOPICS)
    assert len(packed) <= 8
    assert unpack_ticks(packed, TOPICS) == ticked
    for name in NAMES:
        assert toggle(toggle(ticked, name, TOPICS), name, TOPICS) == ticked


def test_ticks_made_for_other_topics_are_not_read() -> None:
    packed = pack_ticks({SPYWARE}, TOPICS)
    assert unpack_ticks(packed, [*TOPICS, topic("protest", "Protest")]) is None
    assert unpack_ticks(packed, TOPICS[1:]) is None


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=30))
def test_made_up_ticks_do_no_harm(packed: str) -> None:
    ticked = unpack_ticks(packed, TOPICS)
    assert ticked is None or ticked <= {*NAMES, ALL_TOPICS}


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=200), st.integers(13, ROOM))
def test_any_text_fits_into_a_button_and_comes_back(text: str, room: int) -> None:
    longer = Longer()
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    folded = longer.fold(text, room)
    assert len(folded.encode()) <= room
    assert longer.unfold(folded) == text


def test_of_texts_too_long_the_last_two_thousand_are_kept() -> None:
    longer = Longer()
    folded = [longer.fold(f"{n}{'x' * 80}", 20) for n in range(2100)]
    assert longer.unfold(folded[0]) is None
    assert longer.unfold(folded[-1]) is not None


def test_patience_lets_a_few_through_then_one_at_a_time(clock: HandClock) -> None:
    patience, ann, ben = Patience(clock, every=20, burst=3), ChatId("1"), ChatId("2")
    assert [patience.wait(ann) for _ in range(4)] == [0, 0, 0, 20]
    assert patience.wait(ben) == 0
    clock.move(timedelta(seconds=20))
    assert [patience.wait(ann) > 0 for _ in range(2)] == [False, True]
    clock.move(timedelta(hours=1))
    assert [patience.wait(ann) for _ in range(4)] == [0, 0, 0, 20]


async def test_the_count_follows_the_store_within_a_minute(store: Store, clock: HandClock) -> None:
    weekly = Weekly(store, clock)
    assert await weekly.about({SPYWARE}, 0.6, ()) is None
    await record(store, *(story(f"Old {n}", seen_at=NOW - timedelta(days=14 - n)) for n in range(4)))
    clock.move(timedelta(seconds=61))
    assert await weekly.about({SPYWARE}, 0.6, ()) == 2
    await record(store, *(story(f"New {n}", seen_at=NOW) for n in range(4)), now=clock.now())
    assert await weekly.about({SPYWARE}, 0.6, ()) == 2
    clock.move(timedelta(seconds=61))
    assert await weekly.about({SPYWARE}, 0.6, ()) == 4


async def test_the_count_is_of_the_chats_topics_languages_and_sensitivity(
    store: Store, clock: HandClock
) -> None:
    old = NOW - timedelta(days=14)
    await record(
        store,
        *(story(f"A{n}", {"spyware": 0.9}, seen_at=old) for n in range(4)),
        *(story(f"B{n}", {"spyware": 0.5}, seen_at=old) for n in range(4)),
        *(story(f"C{n}", {"torture": 0.9}, seen_at=old, language="fr") for n in range(4)),
    )
    weekly = Weekly(store, clock)
    assert await weekly.about({SPYWARE}, 0.6, ()) == 2
    assert await weekly.about({SPYWARE}, 0.4, ()) == 4
    assert await weekly.about({ALL_TOPICS}, 0.6, ()) == 4
    assert await weekly.about({ALL_TOPICS}, 0.6, {"en"}) == 2
