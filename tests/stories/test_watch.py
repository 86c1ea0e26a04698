"""Thousands of watches at once mean what each means alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.ids import InterestKey
from bot.model.interest import Watch
from bot.model.query import After, Before, Field, Phrase, Query, Word
from bot.model.story import Place
from bot.stories.query_document import SearchDocument
from bot.stories.search import judge, parse_query
from bot.stories.watch import compile_watches, match_quoted, match_watches
from tests.stories.trees import queries_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = (
    "police",
    "policing",
    "Schools",
    "school",
    "facial",
    "recognition",
    "слежкой",
    "监控系统",
    "监",
    "5G网络",
    "l’État",
    "!!",
)


def document(
    title: str, text: str, language: str | None = "en", topics: tuple[str, ...] = ()
) -> SearchDocument:
    return SearchDocument(
        titles=(title,),
        text=text,
        seen_at=NOW,
        language=language,
        outlets=("Kanal 5",),
        topics=topics,
    )


def watch(number: int, query: Query, *, paused: bool = False) -> Watch:
    return Watch(InterestKey(f"watch:{number}"), "", query, paused)


_texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
_leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(
        Word,
        st.sampled_from([*WORDS, "pol", "网", "Kanal", "spyware"]),
        st.sampled_from(Field),
        st.booleans(),
    ),
    st.builds(Phrase, _texts, st.sampled_from(Field)),
    st.builds(After, st.just(timedelta(days=1))),
    st.builds(Before, st.just(timedelta(days=1))),
)
_queries = queries_of(_leaves, most=6)


@settings(max_examples=200, deadline=None)
@given(_texts, _texts, st.sampled_from([None, "en", "ru", "zh", "fr"]), st.lists(_queries, max_size=12))
def test_those_that_answer_are_those_that_judge_says(
    title: str, text: str, language: str | None, queries: list[Query]
) -> None:
    article = document(title, text, language, ("spyware",))
    watches = compile_watches(watch(number, query) for number, query in enumerate(queries))
    answered = match_watches(article, title, text, watches, NOW)
    places = {**answered.places, **match_quoted(answered.waiting, article, title, text, watches, NOW)}
    assert set(places) == {
        f"watch:{number}" for number, query in enumerate(queries) if judge(query, article, NOW)
    }
    for matches in places.values():
        for match in matches:
            assert 0 <= match.start < match.end <= len(title if match.place is Place.TITLE else text)


def test_a_match_says_where_its_words_stand() -> None:
    title, text = "Police at the gates", "The school uses facial recognition. No football."
    watches = compile_watches([watch(1, parse_query('"facial recognition" AND (police OR school) -rugby'))])
    found = match_watches(document(title, text), title, text, watches, NOW).places
    places = [
        (match.place, (title if match.place is Place.TITLE else text)[match.start : match.end])
        for match in found[InterestKey("watch:1")]
    ]
    assert places == [(Place.TITLE, "Police"), (Place.TEXT, "school"), (Place.TEXT, "facial recognition")]


def test_a_paused_watch_answers_nothing() -> None:
    watches = compile_watches([watch(1, Word("police"), paused=True), watch(2, Word("police"))])
    assert set(match_watches(document("Police", ""), "Police", "", watches, NOW).places) == {"watch:2"}


def test_the_same_query_of_two_people_answers_both() -> None:
    watches = compile_watches([watch(1, Word("police")), watch(2, Word("police"))])
    assert len(match_watches(document("Police", ""), "Police", "", watches, NOW).places) == 2
