"""The query language: what parses, what it means, and how mistakes are answered."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Word
from bot.stories.query_document import SearchDocument
from bot.stories.search import judge, parse_query

SHARED = Path(os.environ.get("WATCHWORD_SHARED") or Path(__file__).parents[3] / "shared")
HOSTILE = SHARED / "data" / "hostile" / "hostile_commands.jsonl"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

STORY = SearchDocument(
    titles=("Marsk police test cameras at two school gates", "Überwachung vor Schulen"),
    text="The police said facial recognition would compare faces. “A front door with a good lock,” said Tomas Reyk.\n"
    "L’État paid 40,000 euros for don't-ask systems.",
    seen_at=NOW - timedelta(days=3),
    language="en",
    quotes=("A front door with a good lock",),
    speakers=("Tomas Reyk, interior minister of Veldora",),
    outlets=("Kanal 5", "The Harbour Post"),
    topics=("press-freedom", "biometrics"),
)


@pytest.mark.parametrize(
    "typed",
    [
        "police schools",
        "POLICE Gate",
        '"facial recognition"',
        "“facial recognition”",
        "«facial recognition»",
        "facial-recognition",
        "recogn*",
        "etat",
        "dont",
        "40000",
        "uberwachung",
        "school OR university",
        "university OR (school AND police)",
        "police -football",
        "police NOT football",
        "police -(football OR rugby)",
        "title:cameras",
        'title:"school gates"',
        "title:(rugby OR cameras)",
        "quote:lock",
        'quote:"good lock"',
        "speaker:reyk",
        'speaker:"tomas reyk"',
        "speaker:minister",
        "source:harbour",
        'source:"Kanal 5"',
        "topic:press-freedom",
        "topic:biometrics",
        "lang:en",
        "lang:en-GB",
        "police after:7d",
        "police before:2d",
        "police after:2026-11",
        "police after:2026-11-21",
        "police before:2027",
        "+police",
        "a* & police",
        "((police))",
    ],
)
def test_these_find_the_story(typed: str) -> None:
    assert judge(parse_query(typed), STORY, NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "police football",
        '"recognition facial"',
        '"gates überwachung"',
        "poli",
        "police -school",
        "title:facial",
        "quote:police",
        "speaker:harbour",
        "source:harbours",
        "topic:spyware",
        "lang:de",
        "police after:2d",
        "police before:2026-11-21",
        "*",
        "!!",
        "🛑",
        "_",
    ],
)
def test_these_do_not(typed: str) -> None:
    assert not judge(parse_query(typed), STORY, NOW)


def test_and_binds_closer_than_or() -> None:
    assert parse_query("a OR b c") == Or((Word("a"), And((Word("b"), Word("c")))))


def test_each_piece_becomes_its_node() -> None:
    assert parse_query('"a b" c* -title:d speaker:"e f" after:2w before:2026-03') == And(
        (
            Phrase("a b"),
            Word("c", prefix=True),
            Not(Word("d", Field.TITLE)),
            Phrase("e f", Field.SPEAKER),
            After(timedelta(weeks=2)),
            Before(datetime(2026, 3, 1, tzinfo=UTC)),
        )
    )


@pytest.mark.parametrize("dash", "-−–—‐‑﹣－")
def test_every_dash_of_a_keyboard_before_a_word_means_without(dash: str) -> None:
    assert parse_query(f"court {dash}police") == And((Word("court"), Not(Word("police"))))


def test_a_long_dash_between_two_words_is_punctuation() -> None:
    assert parse_query("court – police") == And((Word("court"), Word("police")))


def test_what_is_sought_in_one_place_and_not_in_another_is_no_contradiction() -> None:
    assert parse_query("police -title:police") == And((Word("police"), Not(Word("police", Field.TITLE))))


def test_fields_that_do_not_exist_are_plain_words() -> None:
    assert parse_query("rowid:1") == Word("rowid:1")


def test_brackets_that_change_nothing_may_be_as_deep_as_one_likes() -> None:
    assert parse_query("(" * 2000 + "a" + ")" * 2000) == Word("a")


def test_the_same_word_many_times_is_one_word() -> None:
    assert parse_query("a OR " * 800 + "a") == Word("a")


@pytest.mark.parametrize(
    ("typed", "at", "corrected"),
    [
        ("police AND", 7, "police"),
        ("OR police", 0, "police"),
        ("a OR OR b", 5, "a OR b"),
        ("(a OR b", 0, "(a OR b)"),
        ("a) b", 1, "a b"),
        ("a () b", 2, "a b"),
        ('"facial recognition', 0, '"facial recognition"'),
        ('a ""', 2, "a"),
        ("-police", 0, "surveillance -police"),
        ("-a -b", 0, "surveillance -a -b"),
        ("-a OR b", 0, "surveillance (-a OR b)"),
        ("a OR -b", 5, "a -b"),
        ("a title:", 2, "a"),
        ("speaker: Velez", 0, "speaker:Velez"),
        ('a -speaker:  "Ana Velez"', 3, 'a -speaker:"Ana Velez"'),
        ("title: (a OR b)", 0, "title:(a OR b)"),
        ("a title: AND b", 2, "a AND b"),
        ("court - police", 6, "court -police"),
        ("court − police", 6, "court -police"),
        ("court !police", 6, "court -police"),
        ("police | court", 7, "police OR court"),
        ("police||court", 6, "police OR court"),
        ("title:a|b c", 7, "title:(a OR b) c"),
        ("police -police", 7, "police"),
        ("court (police -Police)", 14, "court (police)"),
        ("a OR (b -b)", 8, "a OR (b)"),
        (":x", 0, "x"),
        ("a since:2026-03-01", 2, "a after:2026-03-01"),
        ("a after:2026-13-45", 2, "a after:7d"),
        ("a after:soon", 2, "a after:7d"),
        ("a limit:5", 2, "a"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_a_corrected_query(
    typed: str, at: int, corrected: str
) -> None:
    with pytest.raises(UsageError) as told:
        parse_query(typed)
    assert (told.value.at, told.value.corrected, told.value.text) == (at, corrected, typed)
    parse_query(corrected)


def test_brackets_nested_too_deep_are_a_mistake_and_no_crash() -> None:
    with pytest.raises(UsageError, match="too deep"):
        parse_query("(a OR (b AND " * 300 + "x" + "))" * 300)


_bits = st.sampled_from(
    [
        "a",
        "bc",
        "AND",
        "OR",
        "NOT",
        "-",
        "!",
        "(",
        ")",
        '"',
        "“",
        "*",
        ":",
        "title:",
        "after:",
        "7d",
        "監",
        " ",
        "'",
        "+",
        "|",
        "\n",
    ]
)


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(_bits, max_size=40).map(" ".join),
        st.lists(_bits, max_size=40).map("".join),
    )
)
def test_whatever_is_typed_parses_or_gets_a_correction_that_parses(typed: str) -> None:
    try:
        query = parse_query(typed)
    except UsageError as error:
        mistake = error
    else:
        judge(query, STORY, NOW)
        return
    assert mistake.at in range(len(typed) + 1)
    assert mistake.corrected
    judge(parse_query(mistake.corrected), STORY, NOW)


def test_hostile_searches_are_answered_as_expected() -> None:
    if not HOSTILE.is_file():
        pytest.skip(f"no measuring data: {HOSTILE} is not there")
    rows = [json.loads(line) for line in HOSTILE.read_text(encoding="utf-8").split("\n") if line]
    usage = {row["id"] for row in rows if row["text"].startswith("/search") and row["expect"] == "usage"}
    assert usage
    assert usage <= {row["id"] for row in rows if is_mistake(row["text"].removeprefix("/search"))}


def is_mistake(typed: str) -> bool:
    try:
        judge(parse_query(typed), STORY, NOW)
    except UsageError:
        return True
    return False


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("ru", "За журналистами велась слежка", "слежки журналист"),
        ("ar", "قالت السلطات إن المُراقَبة مستمرة للصحفيين", "مراقبه صحفيون"),
        ("zh", "政府扩大了监控系统的使用", "监控系统"),
        ("zh", "政府扩大了监控系统的使用", "控"),
        ("ja", "顔認証で監視する", "監視"),
        ("fr", "Les journalistes surveillées par l’État", "journaliste surveillé etat"),
        ("es", "Detenciones de periodistas", "detención periodista"),
        ("de", "Überwachungen in Häfen", "überwachung"),
        ("fa", "روزنامه‌نگاران ایران و کتاب", "كتاب ايران"),
        (None, "ｓｕｒｖｅｉｌｌａｎｃｅ", "surveillance"),
    ],
)
def test_words_are_found_in_every_script(language: str | None, text: str, typed: str) -> None:
    document = SearchDocument(titles=("x",), text=text, seen_at=NOW, language=language)
    assert judge(parse_query(typed), document, NOW)
