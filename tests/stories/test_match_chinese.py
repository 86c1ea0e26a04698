"""Chinese terms find both ways of writing."""

import tomllib

import pytest

from bot.stories.match_chinese import simplified
from bot.topics.load import SHIPPED


@pytest.mark.parametrize(
    ("traditional", "expected"),
    [
        ("羈押禁見", "羁押禁见"),
        ("用戶個資", "用户个资"),
        ("烏克蘭難民們", "乌克兰难民们"),
        ("駭客竊聽", "骇客窃听"),
        ("誹謗", "诽谤"),
        ("審查", "审查"),
        ("被擄孩童", "被掳孩童"),
    ],
)
def test_a_traditional_word_reads_as_the_simplified_one(traditional: str, expected: str) -> None:
    assert simplified(traditional) == expected


def test_simplified_and_foreign_words_stay_as_they_are() -> None:
    assert simplified("寻求庇护者") == "寻求庇护者"
    assert simplified("pegasus") == "pegasus"


def test_reading_twice_changes_nothing() -> None:
    for path in SHIPPED.glob("*/zh.toml"):
        text = path.read_text("utf-8")
        assert tomllib.loads(text)
        once = simplified(text)
        assert simplified(once) == once, path
