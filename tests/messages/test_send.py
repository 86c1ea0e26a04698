"""Every answer Telegram can give, and what becomes of the message."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import TokenRefused
from bot.messages.answers import FLOOD_WAIT, REFUSALS, read_refusal
from bot.messages.render.text import fingerprint
from bot.messages.send import TelegramMessenger
from bot.model.alert import ChatGone, ChatHeld, ChatMoved, Deferred, Delivery, Sent, Unsendable, Unsure
from bot.model.ids import ChatId
from bot.model.message import Copy, Message, Open, Press
from bot.ports import Messenger
from tests.messages.scripted import Answer, Script, refused, scripted, taken, told

ANN = ChatId("7")
HELLO = Message("<b>Hello</b>", "Hello")


def fits_the_port(messenger: TelegramMessenger) -> Messenger:
    return messenger


async def delivered(*answers: Answer, message: Message = HELLO) -> tuple[Delivery, Script]:
    async with scripted(*answers) as (script, messenger):
        return await messenger.send(ANN, message), script


GONE, PERHAPS_GONE = ChatGone("", True), ChatGone("", False)
HELD, TOPIC_HELD = ChatHeld(""), ChatHeld("", topic=True)

ANSWERS: list[tuple[Answer, Delivery]] = [
    (refused(403, "Forbidden: bot was blocked by the user"), GONE),
    (refused(403, "Forbidden: user is deactivated"), GONE),
    (refused(403, "Forbidden: bot was kicked from the group chat"), GONE),
    (refused(403, "Forbidden: bot was kicked from the supergroup chat"), GONE),
    (refused(403, "Forbidden: bot was kicked from the channel chat"), GONE),
    (refused(403, "Forbidden: bot is not a member of the channel chat"), GONE),
    (refused(403, "Forbidden: bot is not a member of the supergroup chat"), GONE),
    (refused(403, "Forbidden: the group chat was deleted"), GONE),
    (refused(403, "Forbidden: bot can't initiate conversation with a user"), GONE),
    (refused(403, "Forbidden: bot can't send messages to bots"), GONE),
    (refused(400, "Bad Request: USER_IS_BLOCKED"), GONE),
    (refused(400, "Bad Request: INPUT_USER_DEACTIVATED"), GONE),
    (refused(400, "Bad Request: chat not found"), PERHAPS_GONE),
    (refused(400, "Bad Request: PEER_ID_INVALID"), PERHAPS_GONE),
    (refused(403, "Forbidden: something nobody has heard of"), HELD),
    (refused(400, "Bad Request: not enough rights to send text messages to the chat"), HELD),
    (refused(400, "Bad Request: have no rights to send a message"), HELD),
    (refused(400, "Bad Request: need administrator rights in the channel chat"), HELD),
    (refused(400, "Bad Request: CHAT_RESTRICTED"), HELD),
    (refused(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), HELD),
    (refused(400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"), HELD),
    (refused(400, "Bad Request: TOPIC_CLOSED"), TOPIC_HELD),
    (refused(400, "Bad Request: message thread not found"), TOPIC_HELD),
    (refused(400, "Bad Request: TOPIC_DELETED"), TOPIC_HELD),
    (refused(400, "Bad Request: message is too long"), Unsendable("", too_long=True)),
    (refused(400, "Bad Request: entities too long"), Unsendable("", too_long=True)),
    (Answer(413, "<html>413 Request Entity Too Large</html>"), Unsendable("", too_long=True)),
    (refused(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x"'), Unsendable("", markup=True)),
    (refused(400, "Bad Request: BUTTON_DATA_INVALID"), Unsendable("", markup=True)),
    (refused(400, "Bad Request: message text is empty"), Unsendable("")),
    (refused(400, "Bad Request: some brand new error"), Unsendable("")),
    (refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), ChatMoved(ChatId("-1001"))),
    (refused(429, "Too Many Requests: retry after 3600", retry_after=3600), Deferred(timedelta(hours=1), "")),
    (refused(429, "Too Many Requests: retry after 9"), Deferred(timedelta(seconds=9), "")),
    (refused(429, "Too Many Requests"), Deferred(FLOOD_WAIT, "")),
    (Answer(429, "<html>slow down</html>"), Deferred(FLOOD_WAIT, "")),
    (refused(400, "Bad Request: SLOWMODE_WAIT_40"), Deferred(timedelta(seconds=40), "")),
    (refused(409, "Conflict: terminated by other getUpdates request"), Deferred(timedelta(seconds=5), "", everybody=True)),
    (refused(500, "Internal Server Error"), Unsure("")),
    (refused(502, "Bad Gateway"), Unsure("")),
    (Answer(502, "<html>Bad Gateway</html>"), Unsure("")),
    (Answer(504, ""), Unsure("")),
    (Answer(200, '{"ok": true, "result": {"message_id"'), Unsure("")),
    (Answer(200, "<html>a proxy's page</html>"), Unsure("")),
    (told(result=True), Sent((), fingerprint(HELLO))),
    (told(result={"message_id": 5}), Unsure("")),
    (Answer(200, None), Unsure("")),
    (Answer(hang=True), Unsure("")),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "means"), ANSWERS, ids=lambda value: getattr(value, "body", None) or "")
async def test_each_answer_of_telegram_has_its_delivery(answer: Answer, means: Delivery) -> None:
    delivery, _ = await delivered(answer)
    facts = {name: getattr(delivery, name) for name in type(means).__slots__ if name != "why"}
    assert type(delivery) is type(means)
    assert facts == {name: getattr(means, name) for name in facts}


@pytest.mark.parametrize("words", [words for words, _ in REFUSALS])
def test_no_row_of_the_table_hides_another(words: str) -> None:
    answer = next(answer for said, answer in REFUSALS if said == words)
    assert read_refusal(f"Bad Request: {words}") == answer(f"Bad Request: {words}")


async def test_a_message_that_was_taken_is_sent_with_its_id_and_fingerprint() -> None:
    delivery, script = await delivered(taken(77))
    assert delivery == Sent(("77",), fingerprint(HELLO))
    ((method, arguments),) = script.calls
    assert method == "sendMessage"
    assert json.loads(arguments["link_preview_options"]) == {"is_disabled": True}
    assert (arguments["text"], arguments["parse_mode"]) == ("<b>Hello</b>", "HTML")


async def test_no_connection_is_certainly_not_sent() -> None:
    async with scripted() as (_, messenger):
        pass
    delivery = await messenger.send(ANN, HELLO)
    assert isinstance(delivery, Deferred)
    assert delivery.everybody


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_is_not_known_is_a_fault_of_the_configuration(code: int) -> None:
    async with scripted(refused(code, "Unauthorized" if code == 401 else "Not Found")) as (_, messenger):
        with pytest.raises(TokenRefused) as raised:
            await messenger.send(ANN, HELLO)
        assert raised.value.exit_status == 78
        assert raised.value.remedy
        assert raised.value.__cause__ is None
        with pytest.raises(TokenRefused):
            await messenger.answers()


async def test_what_is_refused_once_is_not_asked_again_by_the_messenger() -> None:
    for answer, _ in ANSWERS[:4]:
        _, script = await delivered(answer)
        assert len(script.calls) == 1


async def test_a_date_entity_that_is_refused_goes_out_as_text() -> None:
    dated = Message('x <tg-time unix="1" format="Dt">1 Jan</tg-time>', "x 1 Jan")
    delivery, script = await delivered(refused(400, "Bad Request: DATE_INVALID"), taken(), message=dated)
    assert isinstance(delivery, Sent)
    assert [arguments["text"] for _, arguments in script.calls] == [dated.html, "x 1 Jan"]


async def test_a_reply_whose_quoted_words_are_gone_is_a_plain_reply() -> None:
    async with scripted(refused(400, "Bad Request: QUOTE_TEXT_INVALID"), taken()) as (script, messenger):
        quoting = Message("<b>Correction</b>", "Correction", reply_quote="34 journalists")
        assert isinstance(await messenger.send(ANN, quoting, reply_to="4"), Sent)
    first, second = [json.loads(arguments["reply_parameters"]) for _, arguments in script.calls]
    assert first == {"message_id": 4, "allow_sending_without_reply": True, "quote": "34 journalists"}
    assert second == {"message_id": 4, "allow_sending_without_reply": True}


async def test_without_markup_there_is_neither_parse_mode_nor_keyboard_nor_too_much_text() -> None:
    long = Message("<b>x</b>", "word " * 1000, keyboard=((Press("⋯", "m:4K7Q"),),))
    async with scripted() as (script, messenger):
        assert isinstance(await messenger.send(ANN, long, plain=True), Sent)
    ((_, arguments),) = script.calls
    assert "parse_mode" not in arguments
    assert "reply_markup" not in arguments
    assert len(arguments["text"]) <= 4096


async def test_each_kind_of_button_goes_out_as_telegram_has_it() -> None:
    keyboard = ((Copy("Copy quote", "words"), Press("⋯", "m:4K7Q")), (Open("Site", "https://a.example/"),))
    async with scripted() as (script, messenger):
        await messenger.send(ANN, Message("x", "x", keyboard, silent=True, protect=True), thread="12")
    ((_, arguments),) = script.calls
    assert json.loads(arguments["reply_markup"])["inline_keyboard"] == [
        [{"text": "Copy quote", "copy_text": {"text": "words"}}, {"text": "⋯", "callback_data": "m:4K7Q"}],
        [{"text": "Site", "url": "https://a.example/"}],
    ]
    facts = (arguments["disable_notification"], arguments["protect_content"], arguments["message_thread_id"])
    assert facts == ("true", "true", "12")


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (taken(4), Sent(("4",), fingerprint(HELLO))),
        (
            refused(400, "Bad Request: message is not modified: specified new message content is the same"),
            Sent(("4",), fingerprint(HELLO)),
        ),
        (
            refused(400, "Bad Request: message to edit not found"),
            Unsendable("Message to edit not found", gone=True),
        ),
        (
            refused(400, "Bad Request: message can't be edited"),
            Unsendable("Message can't be edited", gone=True),
        ),
    ],
)
async def test_an_edit_that_changes_nothing_is_success_and_one_of_nothing_is_over(
    answer: Answer, means: Delivery
) -> None:
    async with scripted(answer) as (script, messenger):
        assert await messenger.edit(ANN, "4", HELLO) == means
    assert script.calls[0][0] == "editMessageText"


async def test_one_chat_that_must_wait_waits_alone_three_at_once_stop_everybody() -> None:
    async with scripted(refused(429, "Too Many Requests", retry_after=30)) as (_, messenger):
        first = await messenger.send(ChatId("1"), HELLO)
        assert messenger.busy_for(ChatId("1")) == pytest.approx(30, abs=5)
        assert messenger.busy_for(ChatId("2")) == 0
        again = await messenger.send(ChatId("2"), HELLO)
        third = await messenger.send(ChatId("3"), HELLO)
    everybody = [isinstance(one, Deferred) and one.everybody for one in (first, again, third)]
    assert everybody == [False, False, True]


async def test_three_slow_chats_are_not_everybody_while_others_pass() -> None:
    slow = refused(429, "Too Many Requests", retry_after=30)
    async with scripted(slow, slow, taken(), slow, taken()) as (_, messenger):
        ends = [await messenger.send(ChatId(str(chat)), HELLO) for chat in range(1, 6)]
    assert [isinstance(one, Sent) for one in ends] == [False, False, True, False, True]
    assert not any(isinstance(one, Deferred) and one.everybody for one in ends)


async def test_no_slot_in_time_is_certainly_not_sent() -> None:
    async with scripted() as (script, messenger):
        messenger.budget.refused(None, timedelta(hours=1))
        delivery = await messenger.send(ANN, HELLO, until=0.0)
    assert delivery == Deferred(timedelta(), "no slot in time")
    assert script.calls == []


async def test_whether_telegram_answers_is_asked_without_a_trace() -> None:
    me: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "x", "username": "x_bot"}
    answers = [
        Answer(502, ""),
        Answer(200, None),
        refused(429, "Too Many Requests", retry_after=3),
        told(result=me),
    ]
    async with scripted(*answers) as (script, messenger):
        assert [await messenger.answers() for _ in answers] == [False, False, True, True]
    assert {method for method, _ in script.calls} == {"getMe"}
