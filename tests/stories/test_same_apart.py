"""Short tellings of different events share most of their words; each is a story of its own. The texts are invented."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.ids import EntryId, StoryId, content_id
from bot.model.story import DevelopmentOf, NewStory, SameAs, Sameness, Source, Story
from bot.stories.same import Recent, same_story

NOW = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)


def tell(title: str, text: str, outlet: str, hours: int = 0, language: str = "en") -> Story:
    key = content_id(title, text, outlet)
    seen_at = NOW + timedelta(hours=hours)
    url = f"https://{outlet}.example/{key}"
    source = Source(
        outlet, title, seen_at, entry=EntryId(key), url=url, language=language, opening=text[:600]
    )
    return Story(StoryId(key), title, text, (source,), {}, (), language=language)


def in_turn(*stories: Story) -> list[Sameness]:
    """What becomes of each, told one after the other; none joins anything in between."""
    recent = Recent()
    judged = []
    for story in stories:
        recent.sync((), story.seen_at)
        judged.append(same_story(story, recent, story.seen_at))
        recent.add(story)
    return judged


JAILED = [
    (
        "Blogger sentenced to four years",
        "A Tunis court sentenced blogger Salma R. to four years over a post.",
    ),
    (
        "Blogger sentenced to four years",
        "A Hanoi court sentenced blogger Tran Van Long to four years over a post.",
    ),
]
CUT = [
    (
        "Network cut in Gabon after election",
        "NetBlocks said traffic fell to 9%. Phones in Libreville were dead.",
    ),
    (
        "Network cut in Senegal after marches",
        "NetBlocks said traffic fell to 14%. Phones in Dakar were dead.",
    ),
    ("Network cut in Iran after marches", "NetBlocks said traffic fell to 4%. Phones in Tehran were dead."),
]
SPYWARE = [
    (
        "Pegasus found on editor’s phone in Spain",
        "The phone of an editor in Madrid was infected with Pegasus in May.",
    ),
    (
        "Pegasus found on judge’s phone in Poland",
        "The phone of a judge in Warsaw was infected with Pegasus in June.",
    ),
    (
        "Pegasus found on priest’s phone in Togo",
        "The phone of a priest in Lome was infected with Pegasus in July.",
    ),
]
SHOT = [
    ("Reporter shot dead in Mexico", "Reporter Marta Solis was shot dead in Veracruz on Monday."),
    ("Reporter shot dead in Mexico", "Reporter Pablo Reyes was shot dead in Sonora on Friday."),
    ("Reporter shot dead in Honduras", "Reporter Ivan Mejia was shot dead in Tegucigalpa on Friday."),
]


@pytest.mark.parametrize("events", [JAILED, CUT, SPYWARE, SHOT], ids=["jailed", "cut", "spyware", "shot"])
@pytest.mark.parametrize("outlets", ["one outlet", "each its own"])
def test_the_same_fate_of_others_or_elsewhere_is_another_story(
    events: list[tuple[str, str]], outlets: str
) -> None:
    told = [
        tell(title, text, "kanal" if outlets == "one outlet" else f"kanal{number}", number)
        for number, (title, text) in enumerate(events)
    ]
    assert in_turn(*told) == [NewStory()] * len(events)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "es",
            "Cortan internet en Gabón tras las elecciones",
            "Cortan internet en Túnez tras las elecciones",
        ),
        ("fr", "Internet coupé au Gabon après le vote", "Internet coupé en Tunisie après le vote"),
        ("ru", "В Габоне после выборов отключили интернет", "В Тунисе после выборов отключили интернет"),
        ("ar", "قطع الإنترنت في الغابون بعد الانتخابات", "قطع الإنترنت في السنغال بعد الانتخابات"),
        ("zh", "加蓬选举后切断互联网", "塞内加尔选举后切断互联网"),
    ],
)
def test_countries_are_known_in_other_languages(language: str, one: str, other: str) -> None:
    assert in_turn(tell(one, "", "kanal", 0, language), tell(other, "", "sender", 1, language)) == [
        NewStory(),
        NewStory(),
    ]


def test_a_copy_joins_though_it_names_the_place_otherwise() -> None:
    first = tell(*SHOT[0], "kanal")
    copy = tell(
        SHOT[0][0], "Marta Solis, a reporter, was shot dead in Veracruz on Monday, police say.", "sender", 1
    )
    assert in_turn(first, copy) == [NewStory(), SameAs(first.id)]


def test_inhabitants_and_capitals_are_the_country() -> None:
    first = tell("Gabonese network cut after election", CUT[0][1], "kanal")
    again = tell("Network in Libreville cut after the election", CUT[0][1], "sender", 1)
    assert in_turn(first, again) == [NewStory(), SameAs(first.id)]


def test_words_that_are_places_only_with_a_capital_are_no_places() -> None:
    first = tell(
        "Police polish their face scanners", "Officers scan faces at the port and tell us nothing.", "kanal"
    )
    again = tell(
        "Police in Peru polish their face scanners", "Officers scan faces at the port of Lima.", "sender", 1
    )
    assert in_turn(first, again) == [NewStory(), SameAs(first.id)]


def test_an_outlets_next_piece_on_the_matter_is_its_own_story() -> None:
    piece = tell(
        "Harbour police keep every ferry passenger’s face",
        "Cameras at the Port Halm terminal store faces for a year.",
        "kanal",
    )
    title, text = (
        "What the ferry cameras mean for commuters",
        "Few who board at Port Halm know how long the cameras watch them.",
    )
    assert in_turn(piece, tell(title, text, "kanal", 3))[1] == NewStory()
    assert in_turn(piece, tell(title, text, "sender", 3))[1] == SameAs(piece.id)


def test_an_outlets_later_state_of_its_piece_joins_it() -> None:
    piece = tell(
        "Ferry police keep every passenger’s face", "Cameras at Port Halm store faces for a year.", "kanal"
    )
    later = tell(
        "Ferry police keep every passenger’s face for a year",
        "Cameras at Port Halm store faces for a year, the harbour police now say.",
        "kanal",
        2,
    )
    assert in_turn(piece, later) == [NewStory(), SameAs(piece.id)]


def test_an_outlets_comment_on_what_it_told_joins_it() -> None:
    piece = tell(
        "Harbour police keep every ferry passenger’s face",
        "Cameras at the Port Halm terminal store faces for a year.",
        "kanal",
    )
    title, text = (
        "What the ferry cameras mean for commuters | Opinion",
        "Few who board at Port Halm know how long the cameras watch them.",
    )
    assert in_turn(piece, tell(title, text, "kanal", 3))[1] == SameAs(piece.id)


def test_of_a_disputed_place_each_side_may_be_named() -> None:
    first = tell(
        "Palestinian paper’s office sealed for a month", "Soldiers sealed the paper’s door.", "kanal"
    )
    again = tell("Israeli army seals paper’s office for a month", "Soldiers sealed the door.", "sender", 1)
    assert in_turn(first, again) == [NewStory(), SameAs(first.id)]


SENT = (
    "Citizen Lab and Access Now found Pegasus on 34 phones in {}",
    "Le Citizen Lab et Access Now ont trouvé Pegasus sur 34 téléphones {}",
)


def test_in_another_language_too_what_happened_in_another_country_is_another_story() -> None:
    first = tell(SENT[0].format("Gabon"), "", "kanal")
    other = tell(SENT[1].format("au Sénégal"), "", "sender", 1, "fr")
    again = tell(SENT[1].format("au Gabon"), "", "sender", 1, "fr")
    assert in_turn(first, other) == [NewStory(), NewStory()]
    assert in_turn(first, again) == [NewStory(), SameAs(first.id)]


USED = (
    "Police scanned faces at the march",
    "Police in Oslo scanned the faces of 300 people at the march on Friday.",
)
NOT_USED = (
    "Police did not scan faces at the march, court says",
    "Police in Oslo scanned no faces at the march, a court said.",
)


def test_what_is_taken_back_is_never_swallowed() -> None:
    first, taken_back = tell(*USED, "kanal"), tell(*NOT_USED, "sender", 2)
    assert in_turn(first, taken_back) == [NewStory(), DevelopmentOf(first.id)]
    assert in_turn(taken_back, first) == [NewStory(), DevelopmentOf(taken_back.id)]


def test_a_denial_told_by_another_outlet_joins_the_denial() -> None:
    first = tell(*NOT_USED, "kanal")
    again = tell("Court: police did not scan faces at the march", NOT_USED[1], "sender", 1)
    assert in_turn(first, again) == [NewStory(), SameAs(first.id)]
