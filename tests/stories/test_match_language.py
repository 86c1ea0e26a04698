"""Which language an article is said to be in."""

import pytest

from bot.stories.match_language import language_by_letters


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", "За журналистами велась слежка", "ru"),
        ("en-US", "قالت السلطات إن المراقبة مستمرة", "ar"),
        ("en", "政府扩大了监控系统的使用", "zh"),
        ("en", "The police met 李伟 in Beijing on Monday", "en"),
        ("uk", "За журналістами стежили", "uk"),
        ("fa", "روزنامه‌نگاران ایران", "fa"),
        ("ja", "顔認証で監視する", "ja"),
        ("en-GB", "Police test cameras", "en-GB"),
        (None, "Police test cameras", None),
    ],
)
def test_letters_win_over_a_declaration_they_contradict(
    declared: str | None, text: str, language: str | None
) -> None:
    assert language_by_letters(declared, text) == language
