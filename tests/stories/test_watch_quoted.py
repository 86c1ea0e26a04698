"""A watch may ask who is quoted: it is answered once the quotes are read, and then exactly as `judge` says."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.entry import Article, NotTold, TextFrom
from bot.model.ids import InterestKey
from bot.model.interest import Interests, Term, Topic, TopicFile, Watch
from bot.model.query import After, Field, Phrase, Query, Word
from bot.model.story import Story
from bot.stories.match import Matcher, compile_interests, may_interest
from bot.stories.query_document import document_of
from bot.stories.search import judge, parse_query
from bot.stories.tell import LOWEST, tell_story
from bot.stories.watch import compile_watches
from tests.stories.trees import queries_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SPYWARE = Topic(InterestKey("spyware"), {"en": TopicFile("en", "Spyware", (Term("spyware", 1.0),))})
TEXTS = (
    """“There was no warrant, no judge and no notice,” said Lena Marowitz, editor-in-chief of the Marsk Courier.
The ministry’s spokesman, Tomas Reyk, denied it. “All operations were authorised,” he said.""",
    """The Open Signals Lab found traces on 34 phones. Its director, Ana Brisk, said: “States should stop buying it.”
“We can’t go on like this,” a lawyer said.""",
    "Police in Marsk said that the cameras had been “switched off for good” on Monday. Reyk said nothing.",
    "«Ce n’est pas une preuve», a déclaré Jeanne Morel, avocate. Le ministre n’a pas répondu.",
    "«Это не слежка», — заявил министр Иван Петров. Журналисты не согласились.",
    "内政部长李明说：“监控系统是合法的。”记者表示不同意。",
    "قالت المحامية هدى القاسمي: «ظلّ هاتفي مفتوحًا لهم ثمانية أشهر».",
    "Nobody said a word about spyware.",
)
ARTICLES = tuple(
    Article(title, text, f"https://news.example/{number}", "Kanal 5", language=language, published=NOW)
    for number, (title, text, language) in enumerate(
        zip(
            (
                "Spyware on phones",
                "A laboratory speaks",
                "Cameras off",
                "Procès",
                "Слежка",
                "监控",
                "اختراق",
                "Quiet",
            ),
            TEXTS,
            ("en", "en", None, "fr", "ru", "zh", "ar", "en"),
            strict=True,
        )
    )
)
_words = st.sampled_from(
    [
        *sorted({word.strip("“”«».,:’。：") for text in TEXTS for word in text.split()} - {""}),
        *("warrant judge", "no notice", "director Signals", "editor-in-chief", "министром", "spyware", "!!"),
        *("监控", "部长", "李明"),
    ]
)
_leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Word, _words, st.sampled_from([Field.QUOTE, Field.SPEAKER]), st.booleans()),
    st.builds(Phrase, _words, st.sampled_from([Field.QUOTE, Field.SPEAKER])),
    st.builds(Word, _words, st.sampled_from(Field), st.booleans()),
    st.builds(After, st.just(timedelta(days=1))),
)
_queries = queries_of(_leaves, most=5)


def watching(*queries: Query) -> Matcher:
    watches = tuple(Watch(InterestKey(f"watch:{number}"), "", query) for number, query in enumerate(queries))
    return compile_interests(Interests((SPYWARE,), watches))


def answered(told: Story | NotTold) -> set[str]:
    return {key for key in told.scores if key.startswith("watch:")} if isinstance(told, Story) else set()


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ARTICLES), st.lists(_queries, min_size=1, max_size=8))
def test_watches_answered_are_those_that_judge_says_of_the_told_story(
    article: Article, queries: list[Query]
) -> None:
    matcher = watching(*queries)
    told = tell_story(article, matcher, NOW)
    whole = told if isinstance(told, Story) else tell_story(article, matcher, NOW, always=True)
    assert isinstance(whole, Story)
    meant = {
        f"watch:{number}" for number, query in enumerate(queries) if judge(query, document_of(whole), NOW)
    }
    assert answered(told) == meant
    if isinstance(told, NotTold):
        assert not meant
    else:
        assert max(told.scores.values()) >= LOWEST
        assert {match.interest for match in told.matches} <= told.scores.keys()


def test_the_texts_have_quotes_and_speakers_in_every_language() -> None:
    told = [tell_story(article, watching(), NOW, always=True) for article in ARTICLES[:-1]]
    assert all(isinstance(story, Story) and story.quotes for story in told)
    assert (
        sum(bool(quote.speaker_full) for story in told if isinstance(story, Story) for quote in story.quotes)
        >= 5
    )


@pytest.mark.parametrize(
    ("typed", "number", "is_met"),
    [
        ("speaker:Marowitz", 0, True),
        ('speaker:"Lena Marowitz" quote:warrants', 0, True),
        ("speaker:Reyk", 2, False),  # named, not quoted
        ("quote:phones", 1, False),  # said by the reporter
        ("speaker:Brisk quote:buying", 1, True),
        ('speaker:"director of the Open Signals Lab"', 1, True),  # put together from two places
        ("speaker:Brisk -quote:buying", 1, False),
        ("laboratory -speaker:Reyk", 1, True),
    ],
)
def test_who_is_quoted_decides(typed: str, number: int, is_met: bool) -> None:
    told = tell_story(ARTICLES[number], watching(parse_query(typed)), NOW)
    assert bool(answered(told)) is is_met


def test_a_story_that_only_such_a_watch_found_has_its_quotes() -> None:
    told = tell_story(ARTICLES[1], watching(parse_query("speaker:Brisk")), NOW)
    assert isinstance(told, Story)
    assert told.scores == {"watch:0": 1.0}
    assert any(quote.speaker_name == "Ana Brisk" for quote in told.quotes)


def test_no_quotes_are_read_for_an_article_without_the_words() -> None:
    compiled = compile_watches(
        Watch(InterestKey(f"watch:{number}"), "", parse_query(typed))
        for number, typed in enumerate(("speaker:Marowitz police", "quote:warrant*", 'speaker:"Ana Brisk"'))
    )
    assert not compiled.always
    assert sorted(chain(*(words for words in compiled.anchored.values()))) == ["brisk", "marowitz"]


def test_of_a_teaser_no_quotes_are_told() -> None:
    teaser = Article("Spyware", TEXTS[0], language="en", text_from=TextFrom.TEASER)
    assert answered(tell_story(teaser, watching(parse_query("speaker:Marowitz")), NOW)) == set()


@pytest.mark.parametrize(
    ("typed", "teaser", "is_read"),
    [
        ("bakers speaker:Welk", "Two bakers in Marsk", True),
        ("baker speaker:Welk", "Two bakers in Marsk", True),
        ("speaker:Welk", "Welk speaks", True),
        ("speaker:Welk", "Two bakers in Marsk", False),
        ("bak* quote:oven", "Two bakers in Marsk", True),
        ("the oven of Welk", "The bread of Marsk", False),
        ("the", "The bread", True),
        ("oven -bakers", "Two bakers in Marsk", False),
        ("source:marsk oven", "Two bakers in Marsk", False),
    ],
)
def test_a_page_is_worth_reading_where_any_telling_word_of_a_watch_stands_in_its_teaser(
    typed: str, teaser: str, is_read: bool
) -> None:
    assert may_interest(teaser, "", watching(parse_query(typed))) is is_read
