"""/quotes: whose statements they are, and what narrows them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.story import Story
from bot.ports import Store
from handlers.namesakes import people_named
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record
from tests.messages.told import told
from tests.storage.samples import NOW

Said = tuple[str, str, str]


def article(
    title: str, *said: Said, days: int = 1, outlet: str = "The Harbour Post", language: str = "en"
) -> Story:
    made = told(title, said=said, outlet=outlet, unsaid=0, language=language)
    seen_at = NOW - timedelta(days=days)
    lead = replace(made.lead, seen_at=seen_at, published=seen_at, url=f"https://news.example/{title}")
    return replace(made, sources=(lead,))


TOMAS = ("A front door with a good lock.", "Tomas Reyk", "interior minister of Veldora")
ANNA = ("The court did not listen.", "Anna Reyk", "lawyer")


async def test_of_two_people_of_one_family_name_one_is_asked_for_by_role_and_outlet(
    ann: Chatter, store: Store
) -> None:
    await record(
        store, article("A", TOMAS), article("B", TOMAS, days=2), article("C", ANNA, outlet="Kanal 5")
    )
    said = await ann.type("/quotes reyk")
    assert said.splitlines() == [
        "Which reyk?",
        "",
        "1 Tomas Reyk, interior minister of Veldora · The Harbour Post · 2 statements",
        "2 Anna Reyk, lawyer · Kanal 5 · 1 statement",
    ]
    assert ann.labels == ["Tomas Reyk · 2", "Anna Reyk · 1", "All of them · 3"]
    assert (await ann.tap("Anna Reyk")).startswith("Anna Reyk, lawyer\n1 statement")
    await ann.type("/quotes reyk")
    assert "3 statements" in await ann.tap("All of them")
    # What only one of them spoke of needs no question.
    assert (await ann.type("/quotes reyk court")).startswith("Anna Reyk, lawyer\ncourt · 1 statement")
    assert "has all of: zeppelin" in await ann.type("/quotes reyk zeppelin")


async def test_of_two_people_of_one_name_one_is_asked_for_by_role(ann: Chatter, store: Store) -> None:
    striker = ("We played well.", "Tomas Reyk", "striker")
    await record(store, article("A", TOMAS), article("B", striker, outlet="Sportbladet"))
    assert (await ann.type("/quotes Tomas Reyk")).startswith("Which Tomas Reyk?")
    said = await ann.press(ann.data("Tomas Reyk · 1"))
    assert "1 statement" in said
    assert ("striker" in said) != ("interior" in said)


async def test_short_and_full_names_and_changing_roles_of_one_outlet_are_one_person(
    ann: Chatter, store: Store
) -> None:
    await record(
        store,
        article("A", TOMAS, days=3),
        article("B", ("We read whom we must.", "Reyk", ""), days=2, outlet="Kanal 5"),
        article("C", ("I resign.", "T. Reyk", "former head of government")),
    )
    for typed in ("reyk", "Tomas Reyk"):
        said = await ann.type(f"/quotes {typed}")
        assert said.startswith("Tomas Reyk, former head of government\n3 statements\n")
        assert "We read whom we must." in said


async def test_who_speaks_for_somebody_is_not_that_person(ann: Chatter, store: Store) -> None:
    spokesman = ("He sleeps well.", "Jan Holt", "spokesperson for Tomas Reyk")
    await record(store, article("A", TOMAS), article("B", spokesman))
    said = await ann.type("/quotes Reyk")
    assert "sleeps" not in said
    assert "sleeps" in await ann.tap("Who speaks for them · 1")


async def test_a_body_or_an_office_means_whoever_speaks_for_it(ann: Chatter, store: Store) -> None:
    await record(store, article("A", TOMAS))
    assert "front door" in await ann.type("/quotes Veldora")


@pytest.mark.parametrize(
    "typed", ["Reyk lock 2026", "2026 Reyk locks", "lock Reyk 30d", "30d 2026 lock Tomas Reyk", "reyk LOCKS"]
)
async def test_words_and_times_narrow_in_any_order_and_inflections_count(
    ann: Chatter, store: Store, typed: str
) -> None:
    other = ("Nobody who has nothing to hide needs it.", "Tomas Reyk", "interior minister")
    await record(store, article("A", TOMAS), article("B", other), article("C", TOMAS, days=400))
    said = await ann.type(f"/quotes {typed}")
    assert "front door" in said
    assert "nothing to hide" not in said


async def test_oldest_first_turns_the_list_round_and_the_role_stays_the_newest(
    ann: Chatter, store: Store
) -> None:
    many: Sequence[Story] = [
        article(f"N{n}", (f"Statement {n}.", "Tomas Reyk", "minister" if n else "prime minister"), days=n + 1)
        for n in range(5)
    ]
    await record(store, *many)
    assert (await ann.type("/quotes Reyk")).index("Statement 0.") > 0
    said = await ann.tap("Oldest first")
    assert said.startswith("Tomas Reyk, prime minister\n5 statements")
    assert said.index("Statement 4.") < said.index("Statement 3.") < said.index("Statement 2.")
    assert "Statement 0." in await ann.tap("Newer ›")
    assert "Statement 4." in await ann.tap("‹ Older")
    await ann.tap("Newest first")
    assert "Quoted in 5 stories." in ann.shown.plain


async def test_more_than_three_hundred_statements_are_all_looked_through(ann: Chatter, store: Store) -> None:
    old = article("Old", ("An encryption ban.", "Tomas Reyk", "minister"), days=200)
    await record(
        store, old, *(article(f"N{n}", (f"Statement {n}.", "Tomas Reyk", "minister")) for n in range(320))
    )
    await ann.type("/search encryption")
    assert "encryption · 1 statement" in await ann.type("/quotes Reyk encryption")


async def test_the_file_has_quote_role_outlet_date_and_link_of_every_statement(
    ann: Chatter, store: Store
) -> None:
    await record(store, article("A", TOMAS), article("B", TOMAS, days=400))
    await ann.type("/quotes Reyk")
    await ann.tap("As a file")
    text = ann.document.content.decode()
    assert text.split("\n\n")[0].splitlines() == [
        "“A front door with a good lock.”",
        "— Tomas Reyk, interior minister of Veldora",
        "The Harbour Post, 23 Nov 2026, 06:00 UTC",
        "https://news.example/A",
    ]
    assert text.endswith("Archive since 20 Oct 2025.\n")


async def test_quotes_come_in_the_languages_that_the_chat_reads(ann: Chatter, store: Store) -> None:
    await record(store, article("A", TOMAS, language="fr"))
    assert (await ann.type("/quotes Reyk")).startswith("No statement of Reyk")
    await ann.type("/subscribe")
    await ann.press("l:*")
    assert "front door" in await ann.type("/quotes Reyk")


def test_roles_in_other_languages_make_no_second_person() -> None:
    french = ("Non.", "Tomas Reyk", "ministre de l’Intérieur")
    stories = [
        article("A", TOMAS),
        article("B", french, outlet="La Voix", language="fr"),
        article("C", TOMAS, days=4),
    ]
    people = people_named("reyk", [(story, quote) for story in stories for quote in story.quotes])
    assert [len(person.statements) for person in people] == [3]
