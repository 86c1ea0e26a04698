"""What the bot says passes the translator; what it lacks is said in English, and no catalogue can break a screen."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from gettext import GNUTranslations
from io import BytesIO

import pytest

from bot.locales.translate import Catalogue, translator
from bot.messages.render.dates import clock_time, dated, day, day_and_time, short_day
from bot.messages.render.languages import language_name
from bot.messages.render.text import bold, say, say_many

EN = translator("en")


def catalogue(texts: dict[str, str]) -> GNUTranslations:
    """A compiled catalogue, as gettext's .mo has it."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    ids, values = b"", b""
    table: list[tuple[int, int, int, int]] = []
    for key, value in pairs:
        table.append((len(key), len(ids), len(value), len(values)))
        ids += key + b"\0"
        values += value + b"\0"
    start = 7 * 4 + 16 * len(pairs)
    keys = b"".join(struct.pack("<ii", length, start + at) for length, at, _, _ in table)
    heads = b"".join(struct.pack("<ii", length, start + len(ids) + at) for _, _, length, at in table)
    head = struct.pack("<Iiiiiii", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return GNUTranslations(BytesIO(head + keys + heads + ids + values))


GERMAN = Catalogue(
    "de",
    catalogue(
        {
            "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
            "Also in {one} and {two}": "Auch in {two} & {one} <so> {broken",
            "{n} story\0{n} stories": "{n} Geschichte\0{n} Geschichten",
            "Nov": "Nov.",
            "{day} {month} {year}": "{day}. {month} {year}",
        }
    ),
)
NOON = datetime(2026, 11, 17, 12, 5, tzinfo=timezone(timedelta(hours=1)))


def test_a_translated_sentence_keeps_its_values_wherever_it_puts_them() -> None:
    said = say(GERMAN, "Also in {one} and {two}", one=bold("A"), two="B")
    assert said.plain == "Auch in B & A <so> {broken"
    assert said.html == "Auch in B &amp; <b>A</b> &lt;so&gt; {broken"


def test_numbers_have_their_plural() -> None:
    assert [say_many(GERMAN, "{n} story", "{n} stories", n).plain for n in (1, 1200)] == [
        "1 Geschichte",
        "1,200 Geschichten",
    ]


def test_what_a_catalogue_lacks_is_english() -> None:
    assert GERMAN("Why this") == "Why this"
    assert translator("tlh")("Also in {one}", one="x") == "Also in x"
    assert EN.plural("{n} story", "{n} stories", 2) == "2 stories"


@pytest.mark.parametrize("language", ["", "en", "pt-BR", "zh_Hans", "../../etc", "\x00", "x" * 500, "ar"])
def test_any_language_has_a_translator(language: str) -> None:
    assert translator(language)("Sources") == "Sources"


def test_marks_are_names_only_and_never_reach_into_a_value() -> None:
    assert EN("{one.__class__} {one!r} {0} {missing}", one="x") == "{one.__class__} {one!r} {0} {missing}"
    assert EN("{one}", one="{two}", two="y") == "{two}"


def test_dates_are_utc_and_translated() -> None:
    assert day_and_time(EN, NOON) == "17 Nov 2026, 11:05 UTC"
    assert (day(EN, NOON), short_day(EN, NOON), clock_time(EN, NOON)) == (
        "17 Nov 2026",
        "17 Nov",
        "11:05 UTC",
    )
    assert day(GERMAN, NOON) == "17. Nov. 2026"


def test_a_date_of_the_future_is_no_entity() -> None:
    now = datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert dated(EN, now, now).entities == 1
    assert dated(EN, now + timedelta(seconds=1), now).entities == 0


def test_languages_have_names() -> None:
    assert [language_name(EN, code) for code in ("ar", "ar-EG", "pt_BR", "xx")] == [
        "Arabic",
        "Arabic",
        "Portuguese",
        "xx",
    ]
