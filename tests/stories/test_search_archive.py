"""The search index gives the answers that `judge` gives, whatever the stories and the query."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreDamaged
from bot.model.ids import InterestKey, StoryId
from bot.model.query import After, Before, Field, Phrase, Query, Word
from bot.model.story import Quote, QuoteKind, Source, Span, Story
from bot.stories.query_document import document_of
from bot.stories.search import judge, parse_query
from storage.tiny.archive import Archive
from tests.stories.trees import queries_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = (
    "police", "policing", "policies", "Schools", "school", "facial", "recognition", "don't", "Überwachung", "café",
    "слежка", "слежкой", "المراقبة", "مراقبه", "监控系统", "监控", "面", "5G网络", "40,000", "U.N.", "l’État", "_", "!!",
)  # fmt: skip
_texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
_ages = st.integers(0, 60).map(lambda days: timedelta(days=days))


def tell(
    number: int,
    title: str,
    text: str,
    age: timedelta,
    language: str | None,
    quote: str,
    outlet: str,
    topic: str,
) -> Story:
    seen_at = NOW - age
    said = Quote(Span(0, len(quote), quote), QuoteKind.FULL, speaker_full=f"{title} Reyk, minister")
    return Story(
        StoryId(f"{number:032x}"),
        title,
        text,
        (Source(outlet, title, seen_at), Source("Kanal 5", f"{quote} again", seen_at)),
        {InterestKey(topic): 0.8, InterestKey("torture"): 0.5, InterestKey("watch:1"): 1.0},
        (),
        quotes=(said,) if quote else (),
        language=language,
        changed_seq=number,
    )


_stories = st.lists(
    st.tuples(
        _texts, _texts, _ages, st.sampled_from([None, "en", "de", "ru", "ar", "zh", "pt-BR"]), _texts,
        st.sampled_from(["The Harbour Post", "Al-Marsad"]), st.sampled_from(["press-freedom", "spyware"]),
    ),
    max_size=6,
).map(lambda rows: [tell(number, *row) for number, row in enumerate(rows, 1)])  # fmt: skip
_some = st.sampled_from(
    [*WORDS, "facial recognition", "Reyk", "harbour", "spyware", "press-freedom", "torture", "watch", "en"]
)
_whens = st.one_of(_ages.filter(bool), _ages.map(lambda age: NOW - age))
_leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Word, _some, st.sampled_from(Field), st.booleans()),
    st.builds(
        Word,
        st.sampled_from(["pol", "sch", "监", "сле", "5G网", "can"]),
        st.sampled_from(Field),
        st.booleans(),
    ),
    st.builds(Phrase, st.one_of(_some, _texts), st.sampled_from(Field)),
    st.builds(After, _whens),
    st.builds(Before, _whens),
)
_queries = queries_of(_leaves, most=6)


@contextmanager
def archive_of(stories: list[Story]) -> Iterator[Archive]:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "search.sqlite")
        try:
            archive.add(stories)
            yield archive
        finally:
            archive.close()


def find(
    archive: Archive,
    stories: list[Story],
    query: Query,
    *,
    newest_first: bool = False,
    size: int = 100,
    page: int = 0,
) -> list[StoryId]:
    held = {story.id: story for story in stories}
    found = archive.search(query, NOW, frozenset(), page, size, newest_first, held.get)
    return [story.id for story in found.stories]


@settings(max_examples=200, deadline=None)
@given(_stories, st.lists(_queries, min_size=1, max_size=8), st.booleans())
def test_the_index_answers_as_the_meaning_of_the_query_says(
    stories: list[Story], queries: list[Query], newest_first: bool
) -> None:
    with archive_of(stories) as archive:
        for query in queries:
            meant = {story.id for story in stories if judge(query, document_of(story), NOW)}
            assert set(find(archive, stories, query, newest_first=newest_first)) == meant


@settings(max_examples=50, deadline=None)
@given(_stories, _stories, _queries)
def test_a_changed_story_is_found_as_it_now_is(before: list[Story], after: list[Story], query: Query) -> None:
    with archive_of(before) as archive:
        archive.add(after)
        held = {story.id: story for story in [*before, *after]}
        meant = {known for known, story in held.items() if judge(query, document_of(story), NOW)}
        assert set(find(archive, list(held.values()), query)) == meant


def test_only_the_languages_asked_for_and_those_unknown_are_answered() -> None:
    languages = ["en", "en-GB", "fr", None]
    stories = [
        tell(number, "Pegasus", "x", timedelta(days=number), language, "", "o", "spyware")
        for number, language in enumerate(languages, 1)
    ]
    with archive_of(stories) as archive:
        held = {story.id: story for story in stories}
        page = archive.search(parse_query("pegasus"), NOW, frozenset({"en"}), 0, 10, True, held.get)
        assert [story.language for story in page.stories] == ["en", "en-GB", None]
        assert page.total == 3


def test_pages_show_every_answer_once_even_beyond_those_that_are_ranked() -> None:
    stories = [
        tell(number, f"Police {number}", "x", timedelta(hours=number), "en", "", "o", "spyware")
        for number in range(1, 450)
    ]
    with archive_of(stories) as archive:
        seen = [
            known
            for page in range(10)
            for known in find(archive, stories, parse_query("police"), size=50, page=page)
        ]
        assert len(seen) == len(set(seen)) == 449


def test_a_recent_answer_stands_before_an_old_one_with_the_same_words() -> None:
    stories = [
        tell(1, "Police cameras", "x", timedelta(days=1), "en", "", "o", "spyware"),
        tell(2, "Police cameras", "x", timedelta(days=400), "en", "", "o", "spyware"),
    ]
    with archive_of(stories) as archive:
        assert find(archive, stories, parse_query("cameras")) == [stories[0].id, stories[1].id]


@pytest.mark.parametrize("damage", [b"not a database at all, but long enough to look like one" * 400, b""])
def test_a_damaged_file_is_thrown_away_and_says_that_it_holds_nothing(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "search.sqlite"
    archive = Archive(path)
    archive.add([tell(7, "Police", "x", timedelta(), "en", "", "o", "spyware")])
    assert archive.last_seq() == 7
    archive.close()
    path.write_bytes(damage)
    archive = Archive(path)
    assert archive.last_seq() == 0
    archive.close()


def test_damage_met_while_running_is_told_and_mended_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite"
    stories = [
        tell(number, f"Police {number}", "x " * 50, timedelta(), "en", "", "o", "spyware")
        for number in range(1, 300)
    ]
    archive = Archive(path)
    archive.add(stories)
    archive.close()
    archive = Archive(path)
    held = path.read_bytes()
    path.write_bytes(held[:8192] + b"\xff" * (len(held) - 8192))
    everything = parse_query(" OR ".join(f"(police {number})" for number in range(1, 300)))
    with pytest.raises(StoreDamaged, match=r"search\.sqlite"):
        find(archive, stories, everything)
    assert find(archive, stories, parse_query("police")) == []
    archive.add(stories[:1])
    assert find(archive, stories, parse_query("police")) == [stories[0].id]
    assert archive.last_seq() == 0
    archive.close()


def test_a_slip_of_the_finger_finds_the_word_that_was_meant() -> None:
    stories = [
        tell(number, "Police School слежка", "x", timedelta(), "en", "", "o", "spyware") for number in (1, 2)
    ]
    with archive_of(stories) as archive:
        assert archive.similar("schol") == ["school"]
        assert archive.similar("Plice") == ["police"]
        assert archive.similar("слежкя") == ["слежка"]
        assert archive.similar("football") == []
        assert archive.similar("'; DROP TABLE") == []


def test_only_the_owner_can_read_the_index(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "search.sqlite")
    archive.add([tell(1, "Police", "x", timedelta(), "en", "", "o", "spyware")])
    rights = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    archive.close()
    assert rights == {0o600}


def test_it_is_the_same_after_closing_and_opening_again(tmp_path: Path) -> None:
    story = tell(3, "Слежка", "журналистов", timedelta(), "ru", "", "o", "spyware")
    archive = Archive(tmp_path / "search.sqlite")
    archive.add([story])
    archive.close()
    archive = Archive(tmp_path / "search.sqlite")
    assert archive.last_seq() == 3
    assert find(archive, [story], parse_query("слежкой журналист")) == [story.id]
    archive.close()


def test_a_withdrawn_story_can_still_be_found() -> None:
    story = replace(
        tell(1, "Police", "x", timedelta(), "en", "", "o", "spyware"),
        withdrawn="wrong speaker",
        withdrawn_at=NOW,
    )
    with archive_of([story]) as archive:
        assert find(archive, [story], parse_query("police")) == [story.id]


def test_a_very_long_query_is_answered() -> None:
    story = tell(1, "Police", "x", timedelta(), "en", "", "o", "spyware")
    with archive_of([story]) as archive:
        assert find(
            archive, [story], parse_query(" OR ".join(f"w{n}" for n in range(500)) + " OR police")
        ) == [story.id]
        assert find(archive, [story], parse_query("police " + " ".join(f"-w{n}" for n in range(500)))) == [
            story.id
        ]
        assert find(archive, [story], parse_query(" ".join(f"w{n}" for n in range(500)))) == []
