from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.entry import TextFrom
from bot.model.ids import EntryId, InterestKey, StoryId
from bot.model.story import Source, Story
from bot.stories.place import join, place_stories
from bot.stories.same import Recent

SPYWARE, WATCHED = InterestKey("spyware"), InterestKey("watch:1")
NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
TITLE = "Veldora’s interior ministry used Palefox on 34 journalists, records show"
TEXT = (
    "The ministry bought a licence for the spyware from Orvane Systems in March 2025, according to procurement "
    "records seen by The Harbour Post. Forensic tests by the Open Signals Lab found traces on the phones of 34 "
    "journalists in Marsk and Port Halm."
)


def story(
    entry: str, *, outlet: str = "The Harbour Post", text: str = TEXT, title: str = TITLE, minutes: int = 0
) -> Story:
    seen = NOW + timedelta(minutes=minutes)
    source = Source(
        outlet,
        title,
        seen,
        entry=EntryId(entry),
        url=f"https://{outlet[-4:].strip().lower()}.example/{entry}",
    )
    return Story(StoryId(f"{entry:0>32}"), title, text, (source,), {}, ())


def teaser(one: Story) -> Story:
    return replace(one, sources=(replace(one.lead, text_from=TextFrom.TEASER),))


def place(
    *told: Story, known: dict[StoryId, Story] | None = None
) -> tuple[dict[StoryId, Story], list[StoryId]]:
    recent = Recent()
    for one in (known or {}).values():
        recent.add(one)
    return place_stories(told, (known or {}).get, recent, NOW + timedelta(hours=1))


def test_the_same_news_from_a_second_outlet_in_one_poll_joins_the_first() -> None:
    first, second = story("1"), story("2", outlet="Meridian Wire", minutes=3)
    changed, went = place(first, second)
    assert went == [first.id, first.id]
    assert [source.outlet for source in changed[first.id].sources] == ["The Harbour Post", "Meridian Wire"]


def test_joining_twice_changes_nothing() -> None:
    first, second = story("1"), story("2", outlet="Meridian Wire")
    joined = place(first, second)[0][first.id]
    changed, went = place(second, known={joined.id: joined})
    assert changed == {}
    assert went == [first.id]


def test_an_entry_told_again_unchanged_changes_nothing() -> None:
    first = story("1")
    assert place(story("1", minutes=30), known={first.id: first})[0] == {}


def test_a_changed_headline_of_the_lead_is_taken_over_and_the_story_keeps_its_place() -> None:
    first = replace(story("1"), seq=4)
    changed, went = place(
        story("1", title="Palefox used on 27 journalists", minutes=60), known={first.id: first}
    )
    after = changed[first.id]
    assert went == [first.id]
    assert after.title == "Palefox used on 27 journalists"
    assert (after.seen_at, after.seq, len(after.sources)) == (first.seen_at, 4, 1)


def test_a_text_read_in_full_takes_the_lead_from_a_teaser() -> None:
    first = teaser(story("1", outlet="Blue Ledger", text=TEXT[:90]))
    second = story("2", outlet="Meridian Wire", minutes=9)
    after = place(second, known={first.id: first})[0][first.id]
    assert [source.outlet for source in after.sources] == ["Meridian Wire", "Blue Ledger"]
    assert after.text == TEXT
    assert after.seen_at == first.seen_at


def test_a_page_read_in_full_is_not_given_up_for_a_teaser() -> None:
    first = story("1")
    assert place(teaser(story("1", text=TEXT[:60], minutes=60)), known={first.id: first})[0] == {}


def test_news_wakes_a_story_that_was_only_in_the_backlog_of_a_new_feed() -> None:
    backlog = replace(story("1"), quiet=True)
    assert not place(story("2", outlet="Meridian Wire"), known={backlog.id: backlog})[0][backlog.id].quiet
    other = replace(story("3", outlet="Kanal Fünf"), quiet=True)
    assert place(other, known={backlog.id: backlog})[0][backlog.id].quiet


def test_tellings_without_entry_or_address_are_outlets_of_their_own() -> None:
    first, second = (
        replace(one, sources=(replace(one.lead, entry=None, url=None),))
        for one in (story("1"), story("2", outlet="Meridian Wire"))
    )
    assert len(place(second, known={first.id: first})[0][first.id].sources) == 2


def test_a_withdrawn_story_keeps_its_words_whatever_the_outlet_does() -> None:
    first = replace(story("1"), withdrawn="wrong speaker", withdrawn_at=NOW)
    assert place(story("1", title="Another headline", minutes=5), known={first.id: first})[0] == {}


def test_a_watch_that_only_a_later_outlet_answers_is_told_with_the_story() -> None:
    first = replace(story("1"), scores={SPYWARE: 0.9})
    other = replace(story("2", outlet="Kanal 5"), scores={WATCHED: 1.0, SPYWARE: 0.95})
    joined = join(first, other)
    assert joined.scores == {SPYWARE: 0.9, WATCHED: 1.0}
    assert joined.lead == first.lead


def test_what_only_a_watch_had_found_is_led_by_the_outlet_that_a_topic_tells() -> None:
    first = replace(story("1"), scores={WATCHED: 1.0, SPYWARE: 0.2})
    other = replace(story("2", outlet="Kanal 5"), scores={SPYWARE: 0.9})
    joined = join(first, other)
    assert joined.scores == {WATCHED: 1.0, SPYWARE: 0.9}
    assert (joined.id, joined.lead.outlet) == (first.id, "Kanal 5")


def test_what_only_a_watch_had_found_in_full_is_told_for_a_topic_but_not_led_by_a_teaser() -> None:
    first = replace(story("1"), scores={WATCHED: 1.0, SPYWARE: 0.2})
    kept = join(first, replace(teaser(story("2", outlet="Kanal 5")), scores={SPYWARE: 0.9}))
    assert kept.scores == {WATCHED: 1.0, SPYWARE: 0.9}
    assert kept.lead == first.lead
