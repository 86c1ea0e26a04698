"""What speaks against two tellings that share their words; what of a telling is compared. The texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.ids import EntryId, StoryId, content_id
from bot.model.story import Source, Story
from bot.stories.same_telling import lead_telling, tellings_of

NOW = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)
QUAKE = "A quake of strength 6 shook the island of Port Halm; 40 houses fell."


def tell(
    text: str = QUAKE, url: str | None = "https://www.kanal5.example/1", after: timedelta = timedelta()
) -> Story:
    key = content_id(text, url or "", str(after))
    title = "Quake shakes Port Halm"
    source = Source("Kanal 5", title, NOW + after, entry=EntryId(key), url=url, opening=text, language="en")
    return Story(StoryId(key), title, text, (source,), {}, (), language="en")


def holds(one: Story, other: Story) -> float:
    return lead_telling(one).holds(lead_telling(other))


def test_nothing_speaks_against_another_outlets_telling_at_the_same_time() -> None:
    assert holds(tell(), tell(url="https://other.example/1")) == 1.0


def test_a_second_telling_by_the_same_host_is_doubted() -> None:
    assert holds(tell(), tell(url="https://kanal5.example/2")) < 1.0
    assert holds(tell(), tell(url="https://kanal5.example/2")) == holds(
        tell(url="https://kanal5.example/2"), tell()
    )


def test_tellings_without_an_address_or_with_a_broken_one_are_of_no_outlet() -> None:
    for url in (None, "", "https://[broken", "no address"):
        assert holds(tell(url=url), tell(url=url)) == 1.0


def test_the_longer_between_them_the_more_a_telling_is_doubted() -> None:
    first = tell()
    doubts = [holds(first, tell(url=None, after=timedelta(days=days))) for days in (0, 1, 3, 6)]
    assert doubts == sorted(doubts, reverse=True)
    assert len(set(doubts)) == len(doubts)


def test_other_figures_are_doubted_and_one_figure_in_common_is_enough() -> None:
    other = "A quake of strength 5 shook the island of Port Halm; 12 houses fell."
    shared = "A quake of strength 6 shook the island of Port Halm; 12 houses fell."
    none = "A quake shook the island of Port Halm; houses fell."
    assert holds(tell(), tell(other, None)) < 1.0
    assert holds(tell(), tell(shared, None)) == 1.0
    assert holds(tell(), tell(none, None)) == 1.0


def test_years_are_no_figures() -> None:
    one = "The island of Port Halm last shook in 2019."
    assert holds(tell(one), tell(one.replace("2019", "2021"), None)) == 1.0


def test_the_headline_counts_most_and_what_follows_the_lead_least() -> None:
    text = "lead " + "x " * 200 + "further"
    words = lead_telling(tell(text)).words
    assert words["quak"] > words["lead"] > words["further"] > 0


def test_a_telling_is_read_once_for_all_the_outlets_that_join_later() -> None:
    first = tell()
    read = tellings_of(first, 48)
    joined = replace(
        first, sources=(*first.sources, *tell("Houses fell.", "https://other.example/1").sources)
    )
    again = tellings_of(joined, 48, read)
    assert again[0] is read[0]
    assert len(again) == 2


def test_of_a_very_big_story_the_lead_and_the_last_outlets_are_kept() -> None:
    story = tell()
    others = [tell(url=f"https://other.example/{number}").lead for number in range(60)]
    kept = tellings_of(replace(story, sources=(*story.sources, *others)), 48)
    assert len(kept) == 48
    assert [kept[0].written.url, kept[1].written.url, kept[-1].written.url] == [
        story.lead.url,
        others[13].url,
        others[-1].url,
    ]


def test_chinese_without_spaces_and_endless_pieces_are_compared_too() -> None:
    assert "首都" in lead_telling(tell("首都" * 200)).words
    assert lead_telling(tell("x" * 5_000)).words
