"""What buttons send back: short, and read again as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.render.presses import MAX_BYTES, Pressed, Verb, press, read_press, topic_of_sign, topic_sign
from bot.model.ids import InterestKey, StoryCode

CODES = st.one_of(
    st.none(), st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=4).map(StoryCode)
)
EXTRAS = st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9._-]{1,9}", fullmatch=True))


@given(st.sampled_from(Verb), CODES, EXTRAS)
def test_what_a_button_carries_is_read_back_the_same(verb: Verb, code: StoryCode | None, extra: str) -> None:
    data = press(verb, code, extra)
    assert len(data.encode()) <= MAX_BYTES
    assert read_press(data) == Pressed(verb, code, extra)


@given(st.text(max_size=70))
def test_forged_data_is_none_of_ours_or_harmless(data: str) -> None:
    read = read_press(data)
    assert read is None or press(read.verb, read.code, read.extra) == data


@pytest.mark.parametrize(
    "data", ["", ":", "q:", "q:4K7", "q:4K7QQ", "qq", "q:4K7Q:", "q:4k7q", "q:4K7Q:a b", "X" * 64]
)
def test_what_no_button_of_ours_has_is_refused(data: str) -> None:
    assert read_press(data) is None


def test_data_that_would_be_too_long_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no button can carry"):
        press(Verb.MUTE_TOPIC, StoryCode("4K7Q"), "export-controls")


def test_topics_are_named_by_four_signs() -> None:
    keys = [InterestKey(name) for name in ("spyware", "export-controls", "watch:1")]
    assert [topic_of_sign(topic_sign(key), keys) for key in keys] == keys
    assert topic_of_sign("0000", keys) is None


def test_a_page_that_is_no_number_is_the_first() -> None:
    assert Pressed(Verb.LATEST, None, "7").page == 7
    assert Pressed(Verb.LATEST, None, "-7").page == 0
    assert Pressed(Verb.LATEST, None, "99999999").page == 0


def test_no_two_verbs_share_a_sign() -> None:
    assert len({verb.value for verb in Verb}) == len(list(Verb))
