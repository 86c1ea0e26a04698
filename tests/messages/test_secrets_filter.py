"""The token never reaches a log."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from telegram.error import InvalidToken

from bot.errors import TokenRefused
from bot.messages.secrets_filter import HIDDEN, TokenFilter, hide_token
from bot.model.ids import ChatId
from bot.model.message import Message
from tests.messages.scripted import TOKEN, refused, scripted

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the root logger's handlers write, at DEBUG, with the filter on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    hide_token(TOKEN)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    for other in root.handlers:
        for one in [one for one in other.filters if isinstance(one, TokenFilter)]:
            other.removeFilter(one)


async def test_whatever_the_libraries_log_has_no_token_in_it(written: io.StringIO) -> None:
    async with scripted(refused(502, "Bad Gateway"), refused(401, "Unauthorized")) as (_, messenger):
        await messenger.send(ChatId("7"), Message("x", "x"))
        with pytest.raises(TokenRefused):
            await messenger.send(ChatId("8"), Message("x", "x"))
    log = written.getvalue()
    assert "sendMessage" in log
    assert HIDDEN in log
    assert SECRET not in log


def reject() -> None:
    raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")


def test_a_traceback_with_the_token_is_written_without_it(written: io.StringIO) -> None:
    try:
        reject()
    except InvalidToken:
        logging.getLogger("any.library").exception("refused: %s", f"https://api.example/bot{TOKEN}/getMe")
    log = written.getvalue()
    assert "Traceback" in log
    assert SECRET not in log
    assert log.count(HIDDEN) == 2


def test_facts_beside_the_message_are_written_without_it() -> None:
    record = logging.makeLogRecord(
        {"msg": "feed failed", "feed": f"https://a.example/{TOKEN}", "stack_info": TOKEN}
    )
    assert TokenFilter(TOKEN).filter(record)
    line = logging.Formatter("%(message)s %(feed)s").format(record)
    assert line == f"feed failed https://a.example/{HIDDEN}\n{HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"/bot{TOKEN}/getMe",
        TOKEN.replace(":", "%3A"),
        f"Bot[token={TOKEN}]",
        SECRET,
        "987654321:AAanother-token_of_35_signs-0123456789",
    ],
)
def test_every_form_of_a_token_is_hidden(text: str) -> None:
    hidden = TokenFilter(TOKEN).hide(text)
    assert HIDDEN in hidden
    assert not re.search(r"AA[Sa]", hidden)


def test_other_words_stay() -> None:
    text = "at 12:34:56 the feed https://a.example:8080/x gave 3 entries (4K7Q)"
    assert TokenFilter(TOKEN).hide(text) == text
    assert TokenFilter("").hide(text) == text


def test_hiding_again_does_not_pile_up_filters(written: io.StringIO) -> None:
    hide_token(TOKEN)
    for handler in logging.getLogger().handlers:
        assert sum(isinstance(one, TokenFilter) for one in handler.filters) <= 1


def test_a_record_with_wrong_arguments_is_still_written(written: io.StringIO) -> None:
    logging.getLogger("x").warning("%d entries", TOKEN)
    assert "entries" in written.getvalue()
    assert SECRET not in written.getvalue()
