"""Text in both forms: nothing from outside becomes markup, and what a piece costs is what Telegram counts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales.translate import translator
from bot.messages.render.clean import clean, cut, cut_sentence, is_rtl, isolate
from bot.messages.render.text import (
    Limits,
    Markup,
    block,
    bold,
    code,
    italic,
    join,
    lines,
    link,
    moment,
    say,
    say_many,
    strike,
    utf16,
    words,
)
from tests.messages.parsed import FSI, PDI, parsed
from tests.messages.told import WHEN

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NASTY = st.one_of(
    ANY,
    st.sampled_from(
        [
            "<b>",
            "</a>",
            "&lt;",
            "&",
            '"><a href="https://evil.example">',
            "\u202eabc",
            "a\u200bb",
            "\x00",
            "{n}",
            "{topic}",
            "𝒳",
            "é",
        ]
    ),
).map(str)
ADDRESSES = st.one_of(
    st.none(),
    ANY,
    st.sampled_from(
        [
            "https://a.example/x?y=1&z=2#q",
            "javascript:alert(1)",
            "https://bank@evil.example/",
            "tg://user?id=1",
        ]
    ),
)


@st.composite
def pieces(draw: st.DrawFn) -> Markup:
    """Any screen: pieces in pieces, as the functions that make markup allow."""
    piece = words(draw(NASTY))
    for wrap in draw(st.lists(st.sampled_from([bold, italic, strike, "link", "time", "join"]), max_size=4)):
        match wrap:
            case "link":
                piece = link(piece, draw(ADDRESSES)) if not piece.link_bytes else piece
            case "time":
                piece = join(" · ", [piece, moment(WHEN, draw(NASTY) or "now")])
            case "join":
                piece = join(
                    draw(st.sampled_from([" ", ", ", "\n"])), [piece, code(draw(NASTY)), draw(NASTY)]
                )
            case _:
                piece = wrap(piece) if callable(wrap) else piece
    return block(piece, folded=draw(st.booleans()))


@given(pieces())
def test_whatever_comes_in_telegram_can_parse_what_goes_out(piece: Markup) -> None:
    if not piece:
        return
    read = parsed(piece.html)
    assert read.units == piece.units
    assert len(read.entities) <= piece.entities
    assert sum(len(url.encode()) for url in read.links) <= piece.link_bytes + 2 * len(read.links)


@given(NASTY)
def test_words_from_outside_are_never_markup(text: str) -> None:
    read = parsed(words(text).html)
    assert read.entities == []
    assert read.text == words(text).plain


@given(st.text())
def test_what_is_shown_has_no_hidden_signs_and_is_composed(text: str) -> None:
    shown = words(text).plain
    assert shown == unicodedata.normalize("NFC", shown)
    for sign in shown:
        # Joiners are spelling in some scripts; isolates are ours.
        assert unicodedata.category(sign) not in ("Cc", "Cs", "Co") or sign == " "
        assert (
            unicodedata.category(sign) != "Cf"
            or sign
            in "\u200c\u200d\u2068\u2069\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0890\u0891\U000110bd\U000110cd"
            or "\U00013430" <= sign <= "\U0001345f"
            or "\U0001bca0" <= sign <= "\U0001bca3"
            or "\U0001d173" <= sign <= "\U0001d17a"
        )
    assert shown.count(FSI) == shown.count(PDI)
    assert "  " not in shown


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_joiners_stay_where_they_are_spelling_and_go_where_they_hide() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("क्\u200dष") == "क्\u200dष"
    assert clean("👩\u200d👧") == "👩\u200d👧"
    assert clean("sp\u200cyw\u200bare \u200d x") == "spyware x"


def test_a_feed_cannot_turn_the_words_around_it() -> None:
    assert clean("\u202eevil\u202c \u2067x\u2069 \u061c\u200f") == "evil x"


def test_latin_names_in_arabic_words_are_isolated_and_the_other_way_round() -> None:
    assert isolate("ببرنامج Palefox") == f"ببرنامج {FSI}Palefox{PDI}"
    assert isolate("الذي تنتجه شركة Orvane Systems.") == f"الذي تنتجه شركة {FSI}Orvane Systems{PDI}."
    assert isolate("The outlet المرصد says") == f"The outlet {FSI}المرصد{PDI} says"
    assert isolate("Only Latin") == "Only Latin"
    assert is_rtl("«ظلّ")
    assert not is_rtl("— Lena")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(2, 200))
def test_cut_text_keeps_the_limit_and_is_a_beginning(text: str, units: int) -> None:
    text = clean(text)
    short = cut(text, units)
    assert utf16(short) <= units
    assert short == text or text.startswith(short.removesuffix("…"))


def test_text_is_cut_at_word_ends() -> None:
    assert cut("one two three four", 12) == "one two…"
    assert cut("one two three four", 18) == "one two three four"
    assert cut("監視カメラが学校に設置された", 8) == "監視カメラが学…"
    assert cut("x" * 30, 10) == "x" * 9 + "…"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(8, 200))
def test_whole_sentences_keep_the_limit(text: str, units: int) -> None:
    short = cut_sentence(text, units)
    assert short is None or utf16(short) <= units
    assert short is None or short == text or text.startswith(short.removesuffix(" […]"))


def test_quotes_are_cut_where_a_sentence_ends() -> None:
    text = "They came at night. They took Mr. Reyk’s phone. Nobody said why, and nobody ever will."
    assert cut_sentence(text, 60) == "They came at night. They took Mr. Reyk’s phone. […]"
    assert cut_sentence("No end of a sentence anywhere in these words", 20) is None


def test_sentences_of_ours_take_values_as_words_not_as_markup() -> None:
    t = translator("en")
    said = say(t, "Also in {one} and {two}", one="<b>{two}</b>", two=bold("Y"))
    assert said.html == "Also in &lt;b&gt;{two}&lt;/b&gt; and <b>Y</b>"
    assert say_many(t, "{n} story", "{n} stories", 1).plain == "1 story"
    assert say_many(t, "{n} story", "{n} stories", 1200).plain == "1,200 stories"


def test_lines_keep_their_ends_but_not_more_than_one_empty() -> None:
    assert lines("a\n\n\n\n b \n").plain == "a\n\nb"


def test_where_markup_is_refused_the_address_is_still_there() -> None:
    assert link("Headline", "https://a.example/1", spell_out=True).plain == "Headline\nhttps://a.example/1"
    assert link("Headline", "javascript:x", spell_out=True).plain == "Headline"


def test_what_telegram_makes_entities_of_by_itself_counts() -> None:
    assert (
        words("#spyware by @orvane, see https://a.example or b.example/x, cost 3.5 or $PLFX; and/or").entities
        >= 5
    )
    assert words("The U.S. paid 3.5 and/or 4.25 million. It ended.").entities == 0


def test_a_date_is_an_entity_with_its_utc_text() -> None:
    piece = moment(WHEN, "17 Nov 2026, 06:40 UTC")
    assert piece.html == '<tg-time unix="1794897600" format="Dt">17 Nov 2026, 06:40 UTC</tg-time>'
    assert parsed(piece.html).of("date_time") == ["17 Nov 2026, 06:40 UTC"]


@pytest.mark.parametrize(
    ("piece", "fits"),
    [
        (words("x" * 650), True),
        (words("x" * 651), False),
        (words("x" * 600) + block("y" * 400, folded=True), True),
        (words("x" * 600) + block("y" * 401, folded=True), False),
        (join(" ", [bold("x")] * 60), True),
        (join(" ", [bold("x")] * 61), False),
        (link("x", "https://a.example/" + "y" * 1900) + link("x", "https://a.example/" + "y" * 1900), True),
        (join(" ", [link("x", "https://a.example/" + "y" * 1900)] * 3), False),
    ],
)
def test_a_screen_that_costs_too_much_does_not_fit(piece: Markup, fits: bool) -> None:
    assert Limits().fit(piece) is fits
