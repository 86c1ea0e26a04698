"""The alert: complete, calm, and never over what Telegram takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales.translate import translator
from bot.messages.render.alert import render_story
from bot.messages.render.parts import ForChat
from bot.model.entry import TextFrom
from bot.model.ids import ChatId, InterestKey, StoryId
from bot.model.message import Copy, Message, Press
from bot.model.story import Match, Place, Story
from bot.model.subscription import ChatKind, Mode, Subscription
from tests.messages.parsed import FSI, PDI, parsed
from tests.messages.told import CHAT, PRESS, SAID, SPYWARE, URL, WHEN, joined, told, topic_title

EN = translator("en")


def rendered(
    story: Story, interests: tuple[InterestKey, ...] = (SPYWARE, PRESS), chat: ForChat = CHAT
) -> Message:
    return render_story(story, interests, chat, EN, topic_title=topic_title)


def labels(message: Message) -> list[str]:
    return [button.text for row in message.keyboard for button in row]


def copied(message: Message) -> str:
    return next(button.payload for row in message.keyboard for button in row if isinstance(button, Copy))


def test_the_alert_is_the_one_of_the_first_screen() -> None:
    message = rendered(told())
    assert message.html == (
        "Spyware · Press freedom\n"
        f'<b><a href="{URL}">Veldora’s interior ministry used Palefox on 34 journalists, records show</a></b>\n'
        'The Harbour Post · <tg-time unix="1794897600" format="Dt">17 Nov 2026, 06:40 UTC</tg-time>\n'
        "\n"
        "The ministry bought a licence for the <b>spyware</b> from Orvane Systems in March 2025, according to "
        "procurement records seen by The Harbour Post. Forensic tests by the Open Signals Lab found traces on the "
        "phones of 34 journalists.\n"
        "\n"
        "<blockquote>“There was no warrant, no judge and no notice. We learned about it from a laboratory.”\n"
        "— <b>Lena Marowitz</b>, editor-in-chief of the Marsk Courier · "
        f'<a href="{URL}#:~:text=There%20was%20no,from%20a%20laboratory">in the text</a></blockquote>\n'
        "<blockquote expandable>“A licence for this tool is a licence to read a newsroom’s mind. States should stop "
        "buying and selling it until there are rules that hold.”\n"
        "— <b>Ana Brisk</b>, UN special rapporteur on freedom of expression · "
        f'<a href="{URL}#:~:text=A%20licence%20for,rules%20that%20hold">in the text</a>\n'
        "\n"
        "“All operations were authorised under the Security Act.”\n"
        "— <b>Interior Ministry of Veldora</b>, in a statement · "
        f'<a href="{URL}#:~:text=All%20operations%20were,the%20Security%20Act">in the text</a></blockquote>'
    )
    assert labels(message) == ["Copy quote", "Quotes · 7", "⋯"]
    read = parsed(message.html)
    assert (read.units, len(read.entities)) == (853, 12)


def test_the_open_quote_can_be_copied_with_its_speaker_outlet_date_and_link() -> None:
    assert copied(rendered(told())) == (
        "“There was no warrant, no judge and no notice. We learned about it from a laboratory.” — Lena Marowitz, "
        f"editor-in-chief of the Marsk Courier (The Harbour Post, 17 Nov 2026) {URL}"
    )


LONG_SAID = "We were told nothing. " * 12 + "We found out."


@pytest.mark.parametrize(
    ("said", "url", "ends"),
    [
        ("Short words here.", URL, f"17 Nov 2026) {URL}"),
        ("Short words here.", "https://a.example/" + "x" * 200, "17 Nov 2026)"),
        (LONG_SAID, URL, "[…]” — Lena Marowitz, lawyer (The Harbour Post, 17 Nov 2026)"),
    ],
)
def test_what_is_too_long_to_copy_loses_the_link_then_sentences_never_the_speaker(
    said: str, url: str, ends: str
) -> None:
    payload = copied(rendered(told(said=[(said, "Lena Marowitz", "lawyer")], url=url)))
    assert len(payload.encode("utf-16-le")) // 2 <= 256
    assert payload.endswith(ends)
    assert payload.startswith("“")


def test_a_quote_of_which_no_sentence_fits_has_no_copy_button() -> None:
    endless = told(said=[("word " * 80 + "end.", "Lena Marowitz", "lawyer")])
    assert labels(rendered(endless)) == ["Quotes · 5", "⋯"]


def test_a_quote_whose_speaker_is_not_named_is_not_copied() -> None:
    message = rendered(told(said=[("Short words here.", "", "")]))
    assert "Copy quote" not in labels(message)
    assert "Speaker not named in the text" in message.plain


def test_a_story_without_more_quotes_has_no_button_for_them() -> None:
    assert labels(rendered(told(unsaid=0))) == ["Copy quote", "⋯"]
    assert labels(rendered(told(said=[], unsaid=0))) == ["⋯"]


def test_a_feed_s_summary_gives_no_quotes_and_says_what_it_is() -> None:
    story = told()
    teaser = replace(story, sources=(replace(story.lead, text_from=TextFrom.TEASER),))
    message = rendered(teaser)
    assert "From the feed’s summary; the article could not be read." in message.plain
    assert "blockquote" not in message.html
    assert labels(message) == ["⋯"]


def test_a_development_says_so_first() -> None:
    assert rendered(replace(told(), development_of=StoryId("0" * 32)), (SPYWARE,)).plain.startswith(
        "Development · Spyware\n"
    )


def test_at_most_two_topics_stand_in_the_first_line() -> None:
    message = rendered(told(), (SPYWARE, PRESS, InterestKey("torture")))
    assert message.plain.partition("\n")[0] == "Spyware · Press freedom"


@pytest.mark.parametrize(
    ("others", "line"),
    [
        ([("Meridian Wire", "en")], "Also in Meridian Wire"),
        ([("Meridian Wire", "en"), ("Al-Marsad", "ar")], "Also in Meridian Wire and Al-Marsad (Arabic)"),
        (
            [("Al-Marsad", "ar"), ("Meridian Wire", "en"), ("Kanal 5", "sv")],
            "Also in Meridian Wire, Al-Marsad (Arabic) and 1 more",
        ),
        (
            [("The Harbour Post", "en"), ("Meridian Wire", "en"), ("Meridian wire", "en")],
            "Also in Meridian Wire",
        ),
        ([("المرصد", "en")], f"Also in {FSI}المرصد{PDI}"),
    ],
)
def test_other_outlets_are_two_names_then_a_number(others: list[tuple[str, str]], line: str) -> None:
    assert rendered(joined(told(), *others)).plain.rpartition("\n")[2] == line


def test_the_deciding_terms_are_bold_twice_at_most_and_never_in_a_quote() -> None:
    text = "He said “spyware is everywhere”. The spyware reached the phone; malware and spyware too, and a phone."
    story = told(summary=[text], said=[], unsaid=0, term="")
    found = [("spyware", 1.0), ("malware", 0.5), ("phone", 0.8)]
    matches = [
        Match(SPYWARE, term, Place.TEXT, at, at + len(term), weight)
        for term, weight in found
        for at in range(len(text))
        if text.startswith(term, at)
    ]
    assert parsed(rendered(replace(story, matches=tuple(matches))).html).of("bold")[1:] == [
        "spyware",
        "phone",
    ]
    html = rendered(replace(story, matches=tuple(matches))).html
    assert "The <b>spyware</b> reached the <b>phone</b>; malware and spyware too" in html


def test_terms_of_other_people_s_interests_are_not_bold() -> None:
    assert parsed(rendered(told(), (PRESS,)).html).of("bold")[1] == "Lena Marowitz"


def test_arabic_stories_isolate_latin_names_and_keep_the_outlet_s_marks() -> None:
    story = told(
        title="سجلات: وزارة الداخلية استهدفت صحفيين ببرنامج Palefox",
        summary=[
            "قالت نقابة المحامين إن الهواتف اختُرقت ببرنامج التجسس Palefox الذي تنتجه شركة Orvane Systems."
        ],
        said=[("ظلّ هاتفي مفتوحًا لهم ثمانية أشهر، وفيه أسماء موكّليّ.", "هدى القاسمي", "محامية")],
        outlet="المرصد",
        term="التجسس",
        language="ar",
        marks=("«", "»"),
        unsaid=0,
    )
    message = rendered(story, (SPYWARE,))
    assert f"{FSI}Palefox{PDI}</a></b>" in message.html
    assert f"<b>التجسس</b> {FSI}Palefox{PDI} الذي تنتجه شركة {FSI}Orvane Systems{PDI}." in message.html
    assert (
        "<blockquote>«ظلّ هاتفي مفتوحًا لهم ثمانية أشهر، وفيه أسماء موكّليّ.»\n— <b>هدى القاسمي</b>، محامية"
        in message.html
    )
    assert FSI not in copied(message)


def test_without_markup_every_word_and_the_address_are_still_there() -> None:
    plain = rendered(told()).plain
    assert "<" not in plain
    assert URL in plain
    for words, name, _ in SAID:
        assert words in plain
        assert name in plain


def test_a_date_that_telegram_would_refuse_is_plain_text() -> None:
    story = told()
    future = replace(story, sources=(replace(story.lead, published=WHEN + timedelta(days=400)),))
    assert "tg-time" not in rendered(future).html
    assert "22 Dec 2027, 06:40 UTC" in rendered(future).plain
    epoch = replace(story, sources=(replace(story.lead, published=datetime(1970, 1, 1, tzinfo=UTC)),))
    assert "tg-time" not in rendered(epoch).html


def test_an_outlet_that_gives_no_time_is_dated_by_when_it_was_seen() -> None:
    story = told()
    undated = replace(story, sources=(replace(story.lead, published=None),))
    assert "The Harbour Post · seen 17 Nov 2026, 06:46 UTC" in rendered(undated).plain


def test_a_withdrawn_story_says_why_and_shows_nothing_of_it() -> None:
    story = replace(told(), withdrawn="wrong speaker", withdrawn_at=WHEN + timedelta(days=4))
    message = rendered(story)
    assert message.plain == (
        "Withdrawn 21 Nov 2026, 06:40 UTC\n"
        f"Veldora’s interior ministry used Palefox on 34 journalists, records show\n{URL}\n"
        "The Harbour Post, 17 Nov 2026\n\n"
        "Reason: wrong speaker. Please do not use what stood here."
    )
    assert message.keyboard == ()


def test_what_an_at_risk_chat_gets_cannot_be_forwarded() -> None:
    chat = Subscription(ChatId("7"), ChatKind.PRIVATE, WHEN)
    assert not rendered(told(), chat=ForChat.of(chat)).protect
    assert rendered(told(), chat=ForChat.of(replace(chat, mode=Mode.AT_RISK))).protect


def test_a_story_without_a_title_is_headed_by_its_first_words() -> None:
    story = replace(told(), title="")
    assert parsed(rendered(story).html).of("text_link")[0].startswith("The ministry bought a licence")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
WORDY = st.one_of(
    TEXT,
    st.lists(
        st.sampled_from(["word", "<b>", "&amp;", "“x”", "ببرنامج", "Palefox", "𝒳𝒴", "end.", "監視"]),
        max_size=150,
    ).map(" ".join),
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any story at all, of any size."""
    said = [(words or "x", draw(TEXT), draw(TEXT)) for words in draw(st.lists(WORDY, max_size=3))]
    story = told(
        title=draw(WORDY),
        summary=draw(st.lists(WORDY.filter(bool), max_size=3)),
        said=said,
        outlet=draw(TEXT),
        url=draw(
            st.one_of(
                st.none(), TEXT, st.just(URL), st.text("abc/-,ش", max_size=1900).map(lambda path: URL + path)
            )
        ),
        term=draw(st.sampled_from(["word", "Palefox", "<b>", "end"])),
        marks=draw(st.sampled_from([("“", "”"), ("«", "»"), ('"', '"'), ("", "")])),
    )
    outlets = draw(st.lists(st.tuples(TEXT, st.sampled_from(["en", "ar", "xx"])), max_size=5))
    if outlets:
        story = joined(story, *outlets)
    if draw(st.booleans()):
        story = replace(story, development_of=StoryId("1" * 32))
    return story


@given(stories(), st.lists(st.sampled_from([SPYWARE, PRESS, InterestKey("watch:1")]), unique=True), TEXT)
def test_no_story_makes_an_alert_that_telegram_refuses_or_cuts(
    story: Story, interests: list[InterestKey], title: str
) -> None:
    message = render_story(story, interests, CHAT, EN, topic_title=lambda _: title)
    read = parsed(message.html)
    assert read.units <= 1000
    assert read.unfolded <= 650
    assert len(read.entities) <= 60
    assert sum(len(url.encode()) for url in read.links) <= 4100
    for row in message.keyboard:
        for button in row:
            assert 1 <= len(button.text) <= 64
            match button:
                case Copy(payload=payload):
                    assert 1 <= len(payload.encode("utf-16-le")) // 2 <= 256
                case Press(data=data):
                    assert len(data.encode()) <= 16
                case _:
                    pytest.fail("no other buttons stand under an alert")


def test_the_longest_head_and_tail_still_fit() -> None:
    title = "Ministry " * 60
    story = joined(
        told(title=title, outlet="Outlet " * 20), *[("Other " * 30 + str(n), "am") for n in range(9)]
    )
    walled = replace(story, sources=(replace(story.lead, text_from=TextFrom.TEASER), *story.sources[1:]))
    for one in (story, walled):
        message = render_story(one, (SPYWARE, PRESS), CHAT, EN, topic_title=lambda _: "Interest " * 20)
        assert parsed(message.html).unfolded <= 650
        assert message.plain.endswith("and 7 more")


def test_a_quote_too_long_to_stand_open_is_folded_whole_or_a_shorter_one_stands_open() -> None:
    long = "They asked for the names of everybody who had ever written to us, and then they asked again. " * 4
    story = told(said=[(long.strip(), "Lena Marowitz", "lawyer"), ("We said no.", "Ana Brisk", "editor")])
    message = rendered(story)
    read = parsed(message.html)
    assert read.of("blockquote")[0].startswith("“We said no.”\n— Ana Brisk")
    assert long.strip() in read.of("expandable_blockquote")[0]
    assert copied(message).startswith("“We said no.” — Ana Brisk")
    alone = parsed(rendered(told(said=[(long.strip(), "Lena Marowitz", "lawyer")])).html)
    assert long.strip() in alone.of("expandable_blockquote")[0]
    assert alone.of("blockquote") == []


def test_a_quote_too_long_for_any_alert_is_cut_at_a_sentence_end_and_says_so() -> None:
    endless = (
        "They asked for the names of everybody who had ever written to us, and then they asked again. " * 12
    )
    message = rendered(told(said=[(endless.strip(), "Lena Marowitz", "lawyer")]))
    assert "they asked again. […]”\n— Lena Marowitz, lawyer" in message.plain


def test_long_links_are_dropped_before_words() -> None:
    story = told(url="https://a.example/" + "x" * 1900)
    read = parsed(rendered(story).html)
    assert len(read.links) == 1
    assert [words in read.text for words, _, _ in SAID] == [True, True, True]


def test_sources_keep_their_order_for_equal_readers() -> None:
    outlets = [(f"Outlet {n}", "en") for n in range(5)]
    assert rendered(joined(told(), *outlets)).plain.endswith("Also in Outlet 0, Outlet 1 and 3 more")


def test_outlets_that_could_not_be_read_come_last() -> None:
    story = joined(told(), ("Blue Ledger", "en"), ("Meridian Wire", "en"))
    first, paid, free = story.sources
    walled = replace(story, sources=(first, replace(paid, text_from=TextFrom.TEASER), free))
    assert rendered(walled).plain.endswith("Also in Meridian Wire and Blue Ledger")
