"""The Bot API look-alike, asked by the real python-telegram-bot."""

import asyncio

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.sandbox.chats import GROUP, MEMBER, PERSON
from bot.sandbox.world import World


def _keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


async def test_the_bot_learns_who_it_is(telegram: Bot) -> None:
    assert (await telegram.get_me()).username == "watchword_sandbox_bot"


async def test_a_wrong_token_and_an_unknown_method_are_refused(
    world: World, http: aiohttp.ClientSession
) -> None:
    for path, status in ((f"bot{world.token}x/getMe", 401), (f"bot{world.token}/getYou", 404)):
        async with http.get(f"{world.api_url}/{path}") as answer:
            assert (answer.status, (await answer.json())["ok"]) == (status, False)


async def test_a_bot_cannot_write_first_to_a_person(telegram: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await telegram.send_message(PERSON, "hello")


async def test_what_a_person_says_comes_with_the_next_poll_and_once(world: World, telegram: Bot) -> None:
    waiting = asyncio.create_task(telegram.get_updates(timeout=5, allowed_updates=["message"]))
    await asyncio.sleep(0.1)
    world.chats.say(PERSON, PERSON, "/search police face")
    (update,) = await waiting
    assert update.message
    assert update.message.parse_entities()
    assert update.message.text == "/search police face"
    world.chats.say(PERSON, PERSON, "more")
    (later,) = await telegram.get_updates(offset=update.update_id + 1, timeout=5)
    assert later.message
    assert later.message.text == "more"


async def test_of_two_who_poll_the_older_is_sent_away(world: World, http: aiohttp.ClientSession) -> None:
    address = f"{world.api_url}/bot{world.token}/getUpdates?allowed_updates=%5B%22poll%22%5D"
    first = asyncio.create_task(http.get(f"{address}&timeout=5"))
    await asyncio.sleep(0.1)
    async with http.get(f"{address}&timeout=1") as second:
        assert await second.json() == {"ok": True, "result": []}
    async with await first as sent_away:
        assert sent_away.status == 409
        assert "terminated by other getUpdates request" in await sent_away.text()


async def test_a_message_is_stored_with_its_entities_keyboard_and_reply(world: World, telegram: Bot) -> None:
    asked = world.chats.say(PERSON, PERSON, "/latest")
    sent = await telegram.send_message(
        PERSON, "<b>one</b> two", parse_mode="HTML",
        reply_markup=_keyboard(InlineKeyboardButton("Copy", copy_text=CopyTextButton("x" * 256))),
        reply_parameters=ReplyParameters(asked["message_id"], quote="/latest"),
    )  # fmt: skip
    assert sent.text == "one two"
    assert [entity.type for entity in sent.entities] == ["bold"]
    assert sent.reply_markup
    assert sent.reply_to_message
    assert sent.reply_to_message.message_id == asked["message_id"]


@pytest.mark.parametrize(
    ("button", "wording"),
    [
        (InlineKeyboardButton("x", callback_data="é" * 33), "Button_data_invalid"),
        (InlineKeyboardButton("x", url="nowhere"), "Wrong http url"),
        (InlineKeyboardButton("x"), "Text buttons are unallowed"),
        (InlineKeyboardButton("x", copy_text=CopyTextButton("x" * 257)), "Button_copy_text_invalid"),
    ],
)
async def test_a_button_that_telegram_refuses_is_refused(
    world: World, telegram: Bot, button: InlineKeyboardButton, wording: str
) -> None:
    world.chats.say(PERSON, PERSON, "/start")
    with pytest.raises(BadRequest, match=f"(?i){wording}"):
        await telegram.send_message(PERSON, "x", reply_markup=_keyboard(button))


async def test_an_edit_that_changes_nothing_and_one_of_another_s_message_are_refused(
    world: World, telegram: Bot
) -> None:
    theirs = world.chats.say(PERSON, PERSON, "/start")
    mine = await telegram.send_message(PERSON, "x")
    with pytest.raises(BadRequest, match="not modified"):
        await telegram.edit_message_text("x", PERSON, mine.message_id)
    with pytest.raises(BadRequest, match="can't be edited"):
        await telegram.edit_message_text("y", PERSON, theirs["message_id"])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await telegram.edit_message_text("y", PERSON, 4000)
    await telegram.edit_message_text("y", PERSON, mine.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await telegram.edit_message_text("y", PERSON, mine.message_id)


async def test_a_pressed_button_is_answered_once(world: World, telegram: Bot) -> None:
    world.chats.say(PERSON, PERSON, "/start")
    sent = await telegram.send_message(
        PERSON, "x", reply_markup=_keyboard(InlineKeyboardButton("Go", callback_data="go"))
    )
    world.chats.press(PERSON, PERSON, sent.message_id, "go")
    update = (await telegram.get_updates(allowed_updates=["callback_query"]))[-1]
    assert update.callback_query
    assert update.callback_query.data == "go"
    await update.callback_query.answer("Done.")
    assert world.chats.changes[-1]["text"] == "Done."
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer("Done.")


async def test_a_quote_that_does_not_stand_in_the_message_is_refused(world: World, telegram: Bot) -> None:
    said = world.chats.say(PERSON, PERSON, "/start")
    with pytest.raises(BadRequest, match=r"(?i)quote_text_invalid"):
        await telegram.send_message(
            PERSON, "x", reply_parameters=ReplyParameters(said["message_id"], quote="never said")
        )


async def test_a_person_who_blocked_the_bot_cannot_be_written_to(world: World, telegram: Bot) -> None:
    world.chats.say(PERSON, PERSON, "/start")
    world.chats.block(PERSON, blocked=True)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await telegram.send_message(PERSON, "x")


async def test_the_group_has_one_administrator_and_the_bot_learns_that_it_was_added(telegram: Bot) -> None:
    (update,) = await telegram.get_updates(allowed_updates=["my_chat_member"])
    assert update.my_chat_member
    assert update.my_chat_member.chat.id == GROUP
    assert (await telegram.get_chat_member(GROUP, PERSON)).status == "creator"
    assert (await telegram.get_chat_member(GROUP, MEMBER)).status == "member"
    with pytest.raises(BadRequest):
        await telegram.get_chat_member(GROUP, 5)


async def test_a_document_arrives_whole(world: World, telegram: Bot) -> None:
    world.chats.say(PERSON, PERSON, "/start")
    sent = await telegram.send_document(PERSON, b"\x00\xff csv", filename="quotes.csv", caption="Quotes")
    assert sent.document
    assert world.chats.files[sent.document.file_id] == ("quotes.csv", b"\x00\xff csv")


async def test_the_commands_and_the_odds_and_ends_of_a_start_are_taken(world: World, telegram: Bot) -> None:
    assert await telegram.set_my_commands([BotCommand("latest", "newest stories")])
    assert world.chats.commands["default"][0]["command"] == "latest"
    assert await telegram.delete_webhook()
    assert await telegram.set_my_description("A sample.")
    assert (await telegram.get_webhook_info()).url == ""
