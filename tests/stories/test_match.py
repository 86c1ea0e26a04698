from datetime import UTC, datetime

from bot.model.entry import Article
from bot.model.ids import InterestKey
from bot.model.interest import Interests, Sensitivity, Term, Topic, TopicFile, Watch
from bot.model.story import Place
from bot.stories.match import Matcher, compile_interests, match_article, may_interest
from bot.stories.search import parse_query

BALANCED = Sensitivity.BALANCED.threshold
KEY = InterestKey("own")


def _matcher(*terms: Term, against: tuple[Term, ...] = (), language: str = "en") -> Matcher:
    file = TopicFile(language, "Own", terms, against)
    return compile_interests(Interests((Topic(KEY, {language: file}),)))


def _score(matcher: Matcher, title: str = "", text: str = "", language: str | None = "en") -> float:
    return match_article(Article(title=title, text=text, language=language), matcher).scores.get(KEY, 0.0)


def test_one_strong_term_decides_and_one_weak_does_not() -> None:
    matcher = _matcher(Term("spyware", 1.0), Term("surveillance", 0.5))
    assert _score(matcher, text="They found spyware.") >= BALANCED
    assert _score(matcher, text="They spoke of surveillance.") < BALANCED


def test_two_distinct_weaker_terms_decide_together_and_one_of_them_twice_does_not() -> None:
    matcher = _matcher(Term("warrant", 0.5), Term("surveillance", 0.5))
    assert _score(matcher, text="Surveillance without a warrant.") >= BALANCED
    assert _score(matcher, text="Surveillance and more surveillance.") < BALANCED


def test_terms_of_a_group_count_once() -> None:
    matcher = _matcher(Term("journalist", 0.5, group="who"), Term("reporter", 0.5, group="who"))
    assert _score(matcher, text="A journalist and a reporter.") < BALANCED


def test_the_title_counts_more_than_the_text() -> None:
    matcher = _matcher(Term("surveillance", 0.8))
    assert _score(matcher, title="Surveillance") > _score(matcher, text="Surveillance")


def test_a_passing_mention_late_in_a_long_text_tells_nothing() -> None:
    matcher = _matcher(Term("spyware", 1.0), Term("hacking tools", 0.9))
    late = "nothing to see here " * 300 + "spyware and hacking tools"
    assert _score(matcher, text=late) < BALANCED
    assert _score(matcher, title="Spyware found", text=late) >= BALANCED


def test_words_against_take_a_weak_match_away_and_leave_a_strong_one() -> None:
    matcher = _matcher(Term("torture", 1.0), Term("beaten", 1.0), against=(Term("semi-final", 0.5),))
    assert _score(matcher, title="Torture for fans in semi-final") < BALANCED
    assert (
        _score(matcher, title="Players beaten and tortured after semi-final", text="torture, beaten")
        >= BALANCED
    )


def test_a_term_that_wants_company_is_silent_without_it() -> None:
    matcher = _matcher(Term("journalist", 1.0, near=("jailed",), within=5))
    assert _score(matcher, title="Journalist jailed for reporting") >= BALANCED
    assert _score(matcher, title="Journalist wins a prize") == 0
    assert (
        _score(matcher, title="Journalist of the year spoke long and well about how her uncle was jailed")
        == 0
    )


def test_a_term_is_silent_beside_what_rules_it_out() -> None:
    matcher = _matcher(Term("defender", 1.0, not_near=("goal",)))
    assert _score(matcher, title="Defender scores a goal") == 0
    assert _score(matcher, title="Defender of the forest") >= BALANCED


def test_inflections_match_and_parts_of_words_do_not() -> None:
    matcher = _matcher(Term("deportation", 1.0))
    assert _score(matcher, title="Thousands deported") >= BALANCED
    assert _score(_matcher(Term("art", 1.0)), title="Party at the start") == 0
    assert _score(_matcher(Term("executed", 1.0, form="exact")), title="An executive order") == 0
    assert _score(_matcher(Term("biometr", 1.0, form="prefix")), title="Biometrics at the border") >= BALANCED


def test_a_name_matches_as_it_is_written_or_in_capitals() -> None:
    matcher = _matcher(Term("Liberty", 1.0, name=True))
    assert _score(matcher, title="Liberty goes to court") >= BALANCED
    assert _score(matcher, title="LIBERTY GOES TO COURT") >= BALANCED
    assert _score(matcher, title="The liberty to speak") == 0


def test_a_russian_title_of_half_latin_names_is_read_as_russian() -> None:
    matcher = _matcher(Term("нежелательный", 1.0), language="ru")
    title = "Прокуратура признала нежелательной The Northern Observer"
    assert _score(matcher, title=title, language="ru") >= BALANCED
    assert _score(matcher, title=title, language=None) >= BALANCED


def test_english_names_are_found_in_other_languages() -> None:
    english = TopicFile("en", "Own", (Term("NSO Group", 1.0, name=True), Term("phones", 1.0)))
    russian = TopicFile("ru", "Own", (Term("слежка", 1.0),))
    matcher = compile_interests(Interests((Topic(KEY, {"en": english, "ru": russian}),)))
    assert _score(matcher, title="Компания NSO Group подала апелляцию", language="ru") >= BALANCED
    assert _score(matcher, title="За журналистами вели слежку", language=None) >= BALANCED
    assert _score(matcher, title="Wie die NSO Group Handys angriff", language="de") >= BALANCED


def test_chinese_and_arabic_are_found_inside_their_text() -> None:
    assert (
        _score(_matcher(Term("新闻自由", 1.0), language="zh"), title="当局被指打压新闻自由", language="zh")
        >= BALANCED
    )
    assert (
        _score(_matcher(Term("صحفي", 1.0), language="ar"), title="اعتقال الصحفيين في العاصمة", language="ar")
        >= BALANCED
    )


def test_every_match_gives_the_words_at_its_offsets() -> None:
    matcher = _matcher(Term("mass surveillance", 1.0), Term("spyware", 1.0))
    article = Article(
        title="On Spyware", text="Öffentliche “mass   surveillance” – and ＳＰＹＷＡＲＥ.", language="en"
    )
    found = match_article(article, matcher).matches
    shown = [
        (
            match.place,
            (article.title if match.place is Place.TITLE else article.text)[match.start : match.end],
        )
        for match in found
    ]
    assert shown == [
        (Place.TITLE, "Spyware"),
        (Place.TEXT, "mass   surveillance"),
        (Place.TEXT, "ＳＰＹＷＡＲＥ"),
    ]
    assert {match.term for match in found} == {"spyware", "mass surveillance"}


def test_a_phrase_does_not_run_from_the_title_into_the_text() -> None:
    assert (
        _score(_matcher(Term("mass surveillance", 1.0)), title="Holy mass", text="Surveillance of a church")
        == 0
    )


def test_signs_of_regular_expressions_are_only_signs() -> None:
    matcher = _matcher(Term("(a+)+$", 1.0), Term(".*", 1.0))
    assert _score(matcher, title="anything at all" + "a" * 5000) == 0


def test_a_teaser_may_interest_if_any_evidence_stands_in_it() -> None:
    matcher = _matcher(Term("spyware", 0.3))
    assert may_interest("A firm and its spyware", "", matcher)
    assert may_interest("", "It sold spyware.", matcher)
    assert not may_interest("The weather", "Rain.", matcher)


def test_an_article_without_words_matches_nothing() -> None:
    assert match_article(Article(title="", text=""), _matcher(Term("spyware", 1.0))).scores == {}


WATCH = InterestKey("watch:1")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _watching(query: str, *terms: Term) -> Matcher:
    topics = (Topic(KEY, {"en": TopicFile("en", "Own", terms)}),) if terms else ()
    return compile_interests(Interests(topics, (Watch(WATCH, query, parse_query(query)),)))


def test_a_watch_that_matches_scores_one_with_its_words() -> None:
    article = Article(title="A water plan", text="The river council met on dams.", language="en")
    found = match_article(article, _watching("river AND dam"), NOW)
    assert found.scores == {WATCH: 1.0}
    assert [article.text[match.start : match.end] for match in found.matches] == ["river", "dams"]


def test_a_watch_may_ask_for_the_topic_an_article_has() -> None:
    article = Article(title="Spyware", text="They met by the river.", language="en")
    matcher = _watching("river topic:own", Term("spyware", 1.0))
    assert match_article(article, matcher, NOW).scores.get(WATCH) == 1.0
    assert WATCH not in match_article(Article(title="A boat", text=article.text), matcher, NOW).scores


def test_a_teaser_with_a_word_of_a_watch_may_interest() -> None:
    matcher = _watching("river AND dam*")
    assert may_interest("Rivers rise", "", matcher)
    assert not may_interest("Rain", "No news of water.", matcher)


def test_topics_are_compiled_once_for_all_changes_of_watches() -> None:
    topics = (Topic(KEY, {"en": TopicFile("en", "Own", (Term("spyware", 1.0),))}),)
    first = compile_interests(Interests(topics, version=1))
    again = compile_interests(Interests(topics, (Watch(WATCH, "river", parse_query("river")),), version=2))
    assert again.indexes is first.indexes
    assert again.version == 2


def test_a_name_with_a_number_or_an_accent_matches() -> None:
    matcher = _matcher(Term("Title 42", 1.0, name=True), Term("Juan Guaidó", 1.0, name=True))
    assert _score(matcher, title="Title 42 ends") >= BALANCED
    assert _score(matcher, title="Juan Guaido flees") >= BALANCED
    assert _score(matcher, title="the title 42 of them wanted") == 0


def test_an_agency_in_capitals_is_not_the_word_it_spells() -> None:
    matcher = _matcher(Term("agents", 1.0, near=("ICE",)), Term("ICC", 1.0, name=True))
    assert _score(matcher, title="ICE agents at the gate") >= BALANCED
    assert _score(matcher, title="Agents on thin ice, icc") == 0


def test_company_may_be_wanted_in_one_form_or_by_how_it_begins() -> None:
    matcher = _matcher(Term("suspect", 1.0, near=("=officer", "interrog*")))
    assert _score(matcher, title="Officer and suspect") >= BALANCED
    assert _score(matcher, title="Suspect was interrogated") >= BALANCED
    assert _score(matcher, title="Suspect in the office") == 0
