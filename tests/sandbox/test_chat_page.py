"""What stands behind the chat page."""

import json

import aiohttp
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.chats import PERSON
from bot.sandbox.world import World, open_world


async def test_what_is_typed_on_the_page_reaches_the_bot(
    world: World, telegram: Bot, http: aiohttp.ClientSession
) -> None:
    async with http.post(f"{world.page_url}page/say", json={"chat": PERSON, "text": "/start"}) as answer:
        assert answer.status == 200
    (update,) = await telegram.get_updates(allowed_updates=["message"])
    assert update.message
    assert update.message.text == "/start"


async def test_what_is_tapped_on_the_page_reaches_the_bot(
    world: World, telegram: Bot, http: aiohttp.ClientSession
) -> None:
    world.chats.say(PERSON, PERSON, "/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    sent = await telegram.send_message(PERSON, "x", reply_markup=keyboard)
    place = {"chat": PERSON, "message": sent.message_id, "row": 0, "column": 0}
    async with http.post(f"{world.page_url}page/press", json=place) as answer:
        assert answer.status == 200
    assert (await telegram.get_updates(allowed_updates=["callback_query"]))[-1].callback_query


async def test_the_page_follows_what_changes_and_misses_nothing(
    world: World, http: aiohttp.ClientSession
) -> None:
    world.chats.say(PERSON, PERSON, "one")
    world.chats.say(PERSON, PERSON, "two")
    seen = []
    async with http.get(f"{world.page_url}page/changes?after=1") as stream:
        async for line in stream.content:
            if line.startswith(b"data: "):
                seen.append(json.loads(line[6:])["message"]["text"])
                if len(seen) == 1:
                    world.chats.say(PERSON, PERSON, "three")
            if len(seen) == 2:
                break
    assert seen == ["two", "three"]


async def test_nonsense_from_the_page_is_answered_and_not_a_crash(
    world: World, http: aiohttp.ClientSession
) -> None:
    for body in ({}, {"chat": 5, "text": "x"}, {"chat": PERSON, "text": " "}):
        async with http.post(f"{world.page_url}page/say", json=body) as answer:
            assert answer.status == 400


async def test_another_site_in_the_browser_is_turned_away(world: World, http: aiohttp.ClientSession) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}):
        async with http.get(f"{world.page_url}page/state", headers=headers) as answer:
            assert answer.status == 403


async def test_the_world_ends_at_once_even_while_a_page_and_a_bot_wait(http: aiohttp.ClientSession) -> None:
    async with open_world() as world:
        stream = await http.get(f"{world.page_url}page/changes")
        await stream.content.readline()
    async with open_world(port=int(world.api_url.rsplit(":", 1)[1])) as again:
        assert again.api_url == world.api_url
