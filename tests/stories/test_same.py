"""One story once: who joins whom, what stands alone, what is real news. The texts are invented."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.ids import EntryId, StoryId, content_id
from bot.model.story import DevelopmentOf, NewStory, SameAs, Sameness, Source, Story
from bot.stories.same import LOOK_BACK, Recent, same_story

NOW = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)

PALEFOX = (
    "Veldora’s interior ministry used Palefox on 34 journalists, records show",
    (
        "The ministry bought a licence for the spyware from Orvane Systems in March 2025, according to procurement records. "
        "Forensic tests by the Open Signals Lab found traces on the phones of 34 journalists in Marsk."
    ),
)
PALEFOX_TOO = (
    "Records: Veldora ministry bought Palefox spyware, 34 reporters hit",
    (
        "Procurement records show that the interior ministry of Veldora bought the spyware Palefox from Orvane Systems. The "
        "Open Signals Lab says the phones of 34 journalists were infected."
    ),
)
RESIGNED = (
    "Veldora’s interior minister resigns over Palefox",
    (
        "Interior minister Tomas Reyk stepped down on Thursday, two days after records showed that his ministry had bought "
        "the spyware Palefox from Orvane Systems and used it on the phones of 34 journalists."
    ),
)
FERRY = (
    "Ferry police keep every passenger’s face",
    "Cameras at the Port Halm terminal store the faces of all who board, the harbour police confirmed to a local paper.",
)


def tell(words: tuple[str, str], after: timedelta = timedelta(), language: str | None = "en") -> Story:
    title, text = words
    key = content_id(title, text, str(after))
    source = Source("Kanal 5", title, NOW + after, entry=EntryId(key), opening=text[:600], language=language)
    return Story(StoryId(key), title, text, (source,), {}, (), language=language)


def known(*stories: Story) -> Recent:
    recent = Recent()
    recent.sync(stories, NOW)
    return recent


def judged(story: Story, recent: Recent) -> Sameness:
    return same_story(story, recent, story.seen_at)


def test_another_outlets_telling_joins_the_first() -> None:
    first = tell(PALEFOX)
    assert judged(tell(PALEFOX_TOO, timedelta(hours=2)), known(first, tell(FERRY))) == SameAs(first.id)


def test_a_wire_copy_joins_whatever_stands_around_it() -> None:
    first = tell(PALEFOX)
    copy = (
        PALEFOX[0],
        PALEFOX[1]
        + "\nThe post Palefox appeared first on Kanal 5. https://kanal5.example/1 Continue reading...",
    )
    assert judged(tell(copy, timedelta(hours=2)), known(first)) == SameAs(first.id)


def test_something_else_is_new() -> None:
    assert judged(tell(FERRY, timedelta(hours=1)), known(tell(PALEFOX))) == NewStory()


def test_what_feeds_put_around_every_entry_makes_no_two_the_same() -> None:
    around = "Article URL: https://{0}.example/{0} Comments URL: https://news.example/item?id={0} Points: 12 # Comments: 3"
    one = tell(("Norrmark opposes scanning", around.format("norrmark")))
    other = tell(("A browser that forgets", around.format("forgets")), timedelta(hours=1))
    assert judged(other, known(one)) == NewStory()


def test_real_news_on_a_story_is_a_development() -> None:
    first = tell(PALEFOX)
    assert judged(tell(RESIGNED, timedelta(days=2)), known(first)) == DevelopmentOf(first.id)


def test_what_turns_a_story_round_is_a_development_at_once() -> None:
    first = tell(PALEFOX)
    assert judged(tell(RESIGNED, timedelta(hours=2)), known(first)) == DevelopmentOf(first.id)


def test_other_turns_bring_no_development_in_the_first_hours() -> None:
    first = tell(PALEFOX)
    charged = ("Veldora’s interior minister charged over Palefox", RESIGNED[1])
    assert judged(tell(charged, timedelta(hours=2)), known(first)) == SameAs(first.id)
    assert judged(tell(charged, timedelta(hours=14)), known(first)) == DevelopmentOf(first.id)


def test_what_is_only_demanded_is_no_development() -> None:
    first = tell(PALEFOX)
    demanded = ("Calls grow that Veldora’s minister resigned over Palefox", RESIGNED[1])
    assert judged(tell(demanded, timedelta(days=2)), known(first)) == SameAs(first.id)


def test_the_same_development_told_again_joins_the_first_telling_of_it() -> None:
    first = tell(PALEFOX)
    resigned = replace(tell(RESIGNED, timedelta(days=2)), development_of=first.id)
    again = ("Palefox: Veldora’s interior minister Reyk quits", RESIGNED[1])
    assert judged(tell(again, timedelta(days=2, hours=3)), known(first, resigned)) == SameAs(resigned.id)


def test_a_development_of_a_development_names_the_first_story() -> None:
    first = tell(PALEFOX)
    resigned = replace(tell(RESIGNED, timedelta(days=2)), development_of=first.id)
    charged = (
        "Veldora’s former interior minister Reyk charged over Palefox",
        RESIGNED[1] + " He was charged on Sunday.",
    )
    assert judged(tell(charged, timedelta(days=4)), known(resigned)) == DevelopmentOf(first.id)


def test_nothing_joins_a_story_older_than_seven_days() -> None:
    first = tell(PALEFOX)
    recent = known(first)
    assert judged(tell(PALEFOX_TOO, LOOK_BACK + timedelta(minutes=1)), recent) == NewStory()
    assert judged(tell(PALEFOX_TOO, LOOK_BACK - timedelta(minutes=1)), recent) == SameAs(first.id)
    recent.sync((), NOW + LOOK_BACK + timedelta(minutes=1))
    assert len(recent) == 0


def test_a_briefing_neither_swallows_nor_is_swallowed() -> None:
    briefing = ("Your Friday briefing: Palefox records", PALEFOX[1] + " Also: " + FERRY[1])
    assert judged(tell(briefing, timedelta(hours=1)), known(tell(PALEFOX))) == NewStory()
    assert judged(tell(PALEFOX, timedelta(hours=1)), known(tell(briefing))) == NewStory()


def test_a_series_named_last_is_no_briefing() -> None:
    first = tell(PALEFOX)
    assert judged(
        tell((PALEFOX_TOO[0] + " | First thing", PALEFOX_TOO[1]), timedelta(hours=1)), known(first)
    ) == SameAs(first.id)


def test_a_story_is_not_the_same_as_itself() -> None:
    story = tell(PALEFOX)
    assert judged(story, known(story)) == NewStory()


def test_a_telling_like_any_of_the_outlets_joins() -> None:
    first = tell(PALEFOX)
    other = (
        "Open Signals Lab: how we found it",
        "Marsk laboratory staff describe the traces, kernel logs and crash reports.",
    )
    joined = replace(first, sources=(*first.sources, *tell(other).sources))
    third = (
        "Kernel logs gave it away",
        "Laboratory staff in Marsk describe traces in kernel logs and crash reports.",
    )
    assert judged(tell(third, timedelta(hours=3)), known(joined)) == SameAs(first.id)
    assert judged(tell(third, timedelta(hours=3)), known(first)) == NewStory()


def test_an_outlet_that_tells_nothing_is_no_hindrance() -> None:
    first = tell(PALEFOX)
    joined = replace(first, sources=(*first.sources, *tell(("!!", "…")).sources))
    assert judged(tell(PALEFOX_TOO, timedelta(hours=1)), known(joined)) == SameAs(first.id)


def test_stories_too_old_are_not_taken_in() -> None:
    recent = Recent()
    recent.sync([tell(PALEFOX, -LOOK_BACK - timedelta(minutes=1)), tell(FERRY)], NOW)
    assert len(recent) == 1


def test_a_story_that_changed_is_known_as_it_now_stands() -> None:
    first = tell(PALEFOX)
    recent = known(first)
    rewritten = replace(first, title=FERRY[0], text=FERRY[1])
    recent.sync([rewritten], NOW)
    assert judged(tell(FERRY, timedelta(hours=1)), recent) == SameAs(first.id)
    assert judged(tell(PALEFOX, timedelta(hours=1)), recent) == NewStory()
    recent.sync((), NOW + LOOK_BACK + timedelta(minutes=1))
    assert len(recent) == 0


def test_forty_outlets_make_one_story() -> None:
    words = PALEFOX[1].split()
    story = tell(PALEFOX)
    recent = known(story, tell(FERRY))
    chance = random.Random(1)
    for outlet in range(40):
        text = " ".join(word for word in words if chance.random() < 0.7)
        telling = tell((PALEFOX[0] if outlet % 2 else PALEFOX_TOO[0], text), timedelta(minutes=outlet))
        assert judged(telling, recent) == SameAs(story.id)
        story = replace(story, sources=(*story.sources, *telling.sources))
        recent.add(story)


def test_the_order_in_which_stories_were_taken_in_does_not_matter() -> None:
    stories = [tell(PALEFOX), tell(FERRY), tell(RESIGNED, timedelta(days=-1))]
    telling = tell(PALEFOX_TOO, timedelta(hours=1))
    assert judged(telling, known(*stories)) == judged(telling, known(*reversed(stories)))


def test_empty_and_wordless_tellings_are_new() -> None:
    for words in (("", ""), ("!!", "…"), ("the", "of the")):
        assert judged(tell(words), known(tell(PALEFOX), tell(("", "")))) == NewStory()


def test_it_works_in_other_languages() -> None:
    ru = (
        "Журналистов в Велдоре прослушивали программой Palefox",
        "Министерство внутренних дел купило программу у Orvane Systems.",
    )
    ru_too = (
        "Министерство прослушивало журналистов Велдоры: программа Palefox",
        "Программу купили у Orvane Systems, пишут газеты.",
    )
    first = tell(ru, language="ru")
    assert judged(tell(ru_too, timedelta(hours=1), "ru"), known(first)) == SameAs(first.id)


DE = (
    "Veldora: Innenministerium setzte Palefox gegen 34 Journalisten ein",
    (
        "Das Ministerium kaufte die Software im März 2025 von Orvane Systems. Das Open Signals Lab in Marsk fand Spuren auf 34 "
        "Telefonen."
    ),
)
DE_OTHER = (
    "Orvane eröffnet Büro in Marsk",
    "Die Firma Orvane Systems zieht nach Marsk. Das Open Signals Lab und der Abgeordnete Reyk kritisieren das, 12 Stellen sind geplant.",
)


def test_an_outlet_in_another_language_joins_when_names_and_numbers_agree() -> None:
    first = tell(PALEFOX)
    assert judged(tell(DE, timedelta(hours=2), "de"), known(first, tell(FERRY))) == SameAs(first.id)


def test_some_names_in_common_are_not_enough_in_another_language() -> None:
    assert judged(tell(DE_OTHER, timedelta(hours=2), "de"), known(tell(PALEFOX))) == NewStory()


SCANNED = (
    "Orvania's parliament votes to let police scan faces at every station",
    (
        "Lawmakers in Orvania passed a bill by Interior Minister Ilse Brandt that lets police compare travellers' faces "
        "with watch lists. Rights groups said they would sue."
    ),
)
OPINION = (
    "A country that scans every face has stopped trusting its people | Editorial",
    (
        "To {} it is a small step for safer trains. It is a long one towards a state in which nobody travels unseen, and "
        "somebody will soon look for more. Those who grew up under informers know how it begins, with a gate at a "
        "harbour and a promise. Nobody keeps such promises for long. My grandmother kept her curtains shut for thirty "
        "years."
    ),
)


def test_commentary_joins_what_it_is_on_if_it_names_somebody_there() -> None:
    first = tell(SCANNED)
    title, text = OPINION
    named = tell((title, text.format("Ilse Brandt")), timedelta(minutes=1))
    unnamed = tell((title, text.format("some")), timedelta(minutes=1))
    assert judged(named, known(first)) == SameAs(first.id)
    assert judged(unnamed, known(first)) == NewStory()
