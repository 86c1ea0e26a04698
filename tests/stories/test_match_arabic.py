"""Which Arabic words the matcher takes for forms of one another."""

import pytest

from bot.stories.fold import fold
from bot.stories.match_arabic import stem_arabic


@pytest.mark.parametrize(
    "forms",
    [
        "صحفي صحفية صحفيا صحفيين صحفيون صحفيو صحفيي الصحفيين وصحفيين للصحفيين وبالصحفيين صحفيتين صحفيان",
        "اعتقال اعتقالات الاعتقال باعتقال اعتقاله اعتقالهم واعتقال باعتقالها اعتقالا لاعتقال",
        "اعتقل اعتقلت اعتقلوا اعتقلته اعتقلتهم",
        "يحاكم سيحاكم ويحاكم وسيحاكم",
        "لاجئ لاجئين اللاجئين للاجئين لاجئو لاجئي واللاجئين لاجئا لاجئات",
        "محاكمة محاكمته محاكمتهم محاكمات المحاكمة بمحاكمة لمحاكمة ومحاكمة",
        "سجن السجن بالسجن بسجن وسجن سجنا سجنهم لسجن وبالسجن",
        "معتقل معتقلين معتقلي معتقلو معتقلا المعتقلين معتقلة",
        "سوريا سوري سورية سوريين السوريين",
        "بيغاسوس لبيغاسوس وبيغاسوس",
        "برامج البرامج لبرامج ببرامج للبرامج",
        "شرطة الشرطة والشرطة للشرطة بالشرطة",
    ],
)
def test_prefixes_pronouns_and_endings_do_not_hide_a_word(forms: str) -> None:
    assert len({stem_arabic(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("صحفيين", "صحف"),
        ("مدنيين", "مدن"),
        ("حقوقية", "حقوق"),
        ("شرطة", "شرط"),
        ("وقفة", "وقف"),
        ("عنصرية", "عنصرين"),
        ("طالبان", "طالبة"),
        ("بيانات", "بيان"),
        ("كاميرات", "أمير"),
        ("إيفين", "آيفون"),
    ],
)
def test_words_of_another_meaning_stay_apart(word: str, other: str) -> None:
    assert stem_arabic(fold(word)) != stem_arabic(fold(other))
