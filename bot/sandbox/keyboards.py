"""Inline keyboards as the Bot API checks them."""

import json

from bot.sandbox.markup import units, web_address
from bot.sandbox.refusal import Json, bad_request


def inline_keyboard(raw: object) -> Json | None:
    """The keyboard to store, None for none; Refused for one that Telegram refuses."""
    markup = json_value(raw, "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in checked) > 100 or len(json.dumps(markup)) > 40_000:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def json_value(raw: object, what: str) -> object:
    """A field that is JSON in itself: in a form it comes as a string."""
    if not isinstance(raw, str):
        return raw
    if not raw:
        return None
    try:
        value: object = json.loads(raw)
    except ValueError:
        raise bad_request(f"can't parse {what} JSON object") from None
    return value


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not button.get("text"):
        raise bad_request("inline keyboard button text must be non-empty")
    if url := button.get("url"):
        address = web_address(str(url))
        if not address:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {**button, "url": address}
    if data := button.get("callback_data"):
        if len(str(data).encode()) > 64:
            raise bad_request("BUTTON_DATA_INVALID")
        return button
    if copy := button.get("copy_text"):
        if not isinstance(copy, dict) or not 1 <= units(str(copy.get("text", ""))) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return button
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
