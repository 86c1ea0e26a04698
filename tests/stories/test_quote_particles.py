"""Names with particles behind a verb of saying are told whole. Sentences of our own."""

import pytest

from bot.stories.quote import quote_article


@pytest.mark.parametrize(
    "name", ["Karim al-Sayed", "Nour Abd el-Hadi", "Salim ash-Sharif", "Omar bin Yusuf", "Ludo van der Meer"]
)
def test_a_name_with_a_particle_is_told_whole(name: str) -> None:
    text = f"“The archive of the harbour was sold to a broker in spring,” said {name}."
    assert [quote.speaker_name for quote in quote_article(text, language="en").quotes] == [name]


def test_a_name_before_a_place_is_not_lengthened() -> None:
    text = "“The archive of the harbour was sold to a broker in spring,” said Karim Sayed in Al-Bab."
    assert [quote.speaker_name for quote in quote_article(text, language="en").quotes] == ["Karim Sayed"]
