"""Items of a headline and one sentence, as feeds have them: what tells events apart, and what does not. Invented."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.ids import EntryId, StoryId, content_id
from bot.model.story import DevelopmentOf, SameAs, Sameness, Source, Story
from bot.stories.same import Recent, same_story

NOW = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)
Item = tuple[str, str]


def tell(item: Item, outlet: str, hours: int) -> Story:
    title, text = item
    key = content_id(title, text, outlet)
    seen_at = NOW + timedelta(hours=hours)
    source = Source(
        outlet,
        title,
        seen_at,
        entry=EntryId(key),
        url=f"https://{outlet}.example/{key}",
        language="en",
        opening=text,
    )
    return Story(StoryId(key), title, text, (source,), {}, (), language="en")


def second(one: Item, other: Item, hours: int = 24) -> tuple[Sameness, StoryId]:
    """What becomes of the other, told so many hours later; and the first's identity."""
    first, later = tell(one, "one", 0), tell(other, "other", hours)
    recent = Recent()
    recent.add(first)
    return same_story(later, recent, later.seen_at), first.id


DIFFERENT: list[tuple[Item, Item]] = [
    (
        (
            "Uganda suspends access to Telegram",
            "Uganda suspended access to Telegram on Monday, monitors said.",
        ),
        ("Uganda suspends access to Signal", "Uganda suspended access to Signal on Thursday, monitors said."),
    ),
    (
        ("Sudan: phone network down in Darfur", "The phone network went down in Darfur on Friday."),
        ("Sudan: phone network down in Kassala", "The phone network went down in Kassala on Sunday."),
    ),
    (
        ("Amazon fined 32 million euros over tracking of staff", "Regulators fined Amazon 32 million euros."),
        ("Uber fined 290 million euros over driver data", "Regulators fined Uber 290 million euros."),
    ),
    (
        ("Police in Lyon begin to use drones at rallies", "Police in Lyon use drones at rallies since May."),
        (
            "Police in Lille begin to use drones at rallies",
            "Police in Lille use drones at rallies since June.",
        ),
    ),
    (
        ("Eritrea releases 30 pastors", "Eritrea released 30 pastors on Monday after years in jail."),
        ("Eritrea detains four pastors", "Police in Eritrea detained four pastors on Wednesday in Keren."),
    ),
    (
        ("Coastguard finds migrants off Crete", "The coastguard found 44 migrants off Crete on Monday."),
        ("Coastguard finds migrants off Crete", "The coastguard found 160 migrants off Crete on Thursday."),
    ),
    (
        ("Protest leader Amina Kore jailed in Lome", "A court in Lome jailed protest leader Amina Kore."),
        ("Protest leader Issa Bado jailed in Kara", "A court in Kara jailed protest leader Issa Bado."),
    ),
    (
        (
            "Predator spyware found on phone of deputy Lenart",
            "Predator was found on the phone of deputy Lenart.",
        ),
        (
            "Predator spyware found on phone of editor Kovacs",
            "Predator was found on the phone of editor Kovacs.",
        ),
    ),
    (
        ("Nine killed as police fire on crowd in Kisumu", "Police killed nine people in Kisumu on Monday."),
        ("Two killed as police fire on crowd in Mombasa", "Police killed two people in Mombasa on Tuesday."),
    ),
    (
        ("Tajikistan jails two bloggers", "A court in Dushanbe jailed bloggers Rustam Joni and Daler Imom."),
        ("Tajikistan jails a rights lawyer", "A court in Khujand jailed lawyer Manuchehr Kholov on Tuesday."),
    ),
]
SAME: list[tuple[Item, Item]] = [
    (
        (
            "Uganda suspends access to Telegram",
            "Uganda suspended access to Telegram on Monday, monitors said.",
        ),
        ("Telegram blocked in Uganda", "Ugandans could not open Telegram on Monday, NetBlocks said."),
    ),
    (
        ("Sudan: phone network down in Darfur", "The phone network went down in Darfur on Friday."),
        (
            "Phone network fails in Sudan's Darfur",
            "Phones in El Fasher, Darfur, were without a network on Friday.",
        ),
    ),
    (
        ("Amazon fined 32 million euros over tracking of staff", "The CNIL fined Amazon 32 million euros."),
        (
            "France fines Amazon 32m euros for tracking staff",
            "Amazon must pay 32 million euros, the CNIL said.",
        ),
    ),
    (
        ("Police in Lyon begin to use drones at rallies", "Police in Lyon use drones at rallies since May."),
        (
            "French police to use drones at rallies in Lyon",
            "Police drones will watch rallies, Lyon's prefect said.",
        ),
    ),
    (
        ("Eritrea releases 30 pastors", "Eritrea released 30 pastors on Monday after years in jail."),
        ("Eritrea frees pastors held for years", "Eritrea freed 30 pastors, Release International said."),
    ),
    (
        ("44 migrants found off Crete", "The coastguard found 44 migrants off Crete on Monday."),
        ("Greek coastguard finds migrants off Crete", "A boat with 44 migrants was found off Crete."),
    ),
    (
        ("Protest leader Amina Kore jailed in Lome", "A court in Lome jailed protest leader Amina Kore."),
        (
            "Togo court jails protest leader Kore",
            "Protest leader Amina Kore was jailed on Monday, Amnesty said.",
        ),
    ),
    (
        (
            "Predator spyware found on phone of deputy Lenart",
            "Predator was found on the phone of deputy Lenart.",
        ),
        (
            "Deputy Lenart hacked with Predator, Amnesty says",
            "The phone of Jan Lenart was hacked with Predator.",
        ),
    ),
    (
        ("Nine killed as police fire on crowd in Kisumu", "Police killed nine people in Kisumu on Monday."),
        (
            "Kenya police kill nine in Kisumu crowd",
            "Police shot nine people dead in Kisumu, the governor said.",
        ),
    ),
    (
        ("Tajikistan jails two bloggers", "A court in Dushanbe jailed bloggers Rustam Joni and Daler Imom."),
        (
            "Two bloggers jailed in Dushanbe",
            "Rustam Joni and Daler Imom were jailed in Tajikistan's capital.",
        ),
    ),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[one[0] for one, _ in DIFFERENT])
def test_the_same_frame_with_others_in_it_is_another_event(one: Item, other: Item) -> None:
    assert not isinstance(second(one, other)[0], SameAs)
    assert not isinstance(second(other, one)[0], SameAs)


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one[0] for one, _ in SAME])
def test_one_event_in_other_words_is_one_story(one: Item, other: Item) -> None:
    judged, first = second(one, other, hours=5)
    assert judged == SameAs(first)


KILLED = (
    "22 miners killed in Harare march",
    "Police shot dead 22 miners at a march in Harare on Tuesday, Amnesty said.",
)
HACKED = (
    "Predator on phone of deputy Jan Lenart",
    "Predator was found on the phone of deputy Jan Lenart, a lab said.",
)
MORE = (
    "Death toll in Harare march rises to 57",
    "The number of miners shot dead in Harare has risen to 57, Amnesty said.",
)
FEWER = (
    "CORRECTED: 12 miners killed in Harare march",
    "Police shot dead 12 miners, not 22, in Harare, Amnesty said.",
)
INQUIRY = (
    "Slovakia opens inquiry into Predator on phone of Lenart",
    "Prosecutors look into the hacking of Jan Lenart.",
)


@pytest.mark.parametrize(
    ("one", "other", "hours"), [(KILLED, MORE, 48), (KILLED, FEWER, 4), (HACKED, INQUIRY, 48)]
)
def test_a_count_that_rose_or_was_corrected_and_an_inquiry_that_was_opened_are_news_on_it(
    one: Item, other: Item, hours: int
) -> None:
    judged, first = second(one, other, hours)
    assert judged == DevelopmentOf(first)


def test_a_count_that_rose_is_news_once() -> None:
    again = ("Toll of Harare march rises to 57", "Fifty-seven miners were shot dead in Harare, Amnesty said.")
    judged, first = second(MORE, again, 6)
    assert judged == SameAs(first)
