"""What a chat watches for is nobody else's business: what only its watch found is found by nobody else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.entry import Entry
from bot.model.ids import EntryId, content_id
from bot.model.poll import TellingNote
from bot.model.story import Story
from bot.ports import Store
from handlers.watch_query import watch_key
from tests.handlers.conftest import Chatter
from tests.handlers.stories import FEED, record, story
from tests.storage.samples import NOW, SPYWARE, alert

KEY = watch_key("zeppelin")
URL = "https://harbourpost.example/zeppelin"


def hidden() -> Story:
    """Told to nobody but who watches for zeppelins; a little of it is on spyware."""
    return story("Zeppelin over Marsk", {KEY: 1.0, "spyware": 0.3}, url=URL, seen_at=NOW - timedelta(hours=2))


async def told(store: Store) -> Story:
    made = hidden()
    entry = Entry(EntryId(content_id("entry", URL)), FEED, made.title, content=made.text, link=URL)
    await record(
        store,
        story("Harbour fees rise", seen_at=NOW - timedelta(days=40)),
        made,
        entries=[TellingNote(entry, made.id)],
    )
    return made


async def watches(chatter: Chatter) -> None:
    await chatter.type("/watch zeppelin")
    await chatter.tap("Save")


ASKED = ("/search zeppelin", "/latest", "/quotes marowitz", "/quotes", "/why zeppelin over marsk")


@pytest.mark.parametrize("typed", [*ASKED, "/why {code}", "/search {code}", "/quotes {code}", "/mute {code}"])
async def test_others_find_it_in_no_list_and_by_no_code(
    ann: Chatter, member: Chatter, store: Store, typed: str
) -> None:
    made = await told(store)
    await ann.type("/subscribe")
    for chatter in (ann, member):
        said = await chatter.type(typed.format(code=made.code))
        assert "Zeppelin over Marsk" not in said
        assert "14 statements" not in said


@pytest.mark.parametrize(
    "typed", ["/search zeppelin", "/latest", "/why zeppelin over marsk", "/why {code}", "/why {url}"]
)
async def test_who_watches_for_it_finds_it(ann: Chatter, store: Store, typed: str) -> None:
    made = await told(store)
    await watches(ann)
    assert "Zeppelin over Marsk" in await ann.type(typed.format(code=made.code, url=URL))


async def test_a_group_sees_what_its_own_watches_found(
    admin: Chatter, member: Chatter, ann: Chatter, store: Store
) -> None:
    await told(store)
    await watches(admin)
    assert "Zeppelin over Marsk" in await member.type("/search zeppelin")
    assert "Zeppelin over Marsk" not in await ann.type("/search zeppelin")


@pytest.mark.parametrize("typed", ["/why {url}", "{url}"])
async def test_its_link_is_answered_like_that_of_any_entry_that_became_no_story(
    ann: Chatter, store: Store, typed: str
) -> None:
    made = await told(store)
    await ann.type("/subscribe")
    said = await ann.type(typed.format(url=URL))
    assert said.startswith("Not sent to you\nZeppelin over Marsk\n")
    assert "Nearest topic: Spyware, 0.30" in said
    assert made.code not in " ".join(ann.labels)
    assert "Should have come" in ann.labels
    assert "counted" in await ann.tap("Should have come")


@pytest.mark.parametrize(
    "data",
    [
        "o:{code}",
        "w:{code}",
        "q:{code}",
        "b:{code}",
        "s:{code}",
        "z:{code}",
        "r:{code}:w",
        "sc:{code}",
        "nu:{code}",
    ],
)
async def test_buttons_that_somebody_makes_up_open_nothing(ann: Chatter, store: Store, data: str) -> None:
    made = await told(store)
    await ann.type("/subscribe")
    said = await ann.press(data.format(code=made.code))
    assert "Zeppelin" not in said
    assert not ann.elsewhere


async def test_what_was_sent_stays_open_after_the_watch_is_gone(ann: Chatter, store: Store) -> None:
    await watches(ann)
    made = hidden()
    sent = alert(made, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW, interests=(KEY,))
    await record(store, made, alerts=[sent])
    await ann.type("/watches")
    await ann.tap("1")
    await ann.tap("Delete")
    assert (await ann.type(f"/why {made.code}")).startswith("Why this alert")
    assert KEY not in ann.shown.plain


async def test_an_export_of_one_chat_says_nothing_of_others_watches(
    ann: Chatter, admin: Chatter, store: Store
) -> None:
    await told(store)
    await watches(ann)
    await admin.type("/subscribe")
    await admin.type("/export")
    held = json.loads(admin.document.content)
    assert "zeppelin" not in json.dumps(held).lower()
    assert KEY not in json.dumps(held)


async def test_a_watch_beside_a_topic_hides_nothing(ann: Chatter, store: Store) -> None:
    await record(store, replace(hidden(), scores={KEY: 1.0, SPYWARE: 0.4}))
    assert "Zeppelin over Marsk" in await ann.type("/search zeppelin")
    assert KEY not in await ann.type("/why zeppelin over marsk")
