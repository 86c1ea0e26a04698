"""Terms of the Russian lists that could never be found."""

import re
from pathlib import Path

import pytest

import bot.topics

FILES = sorted(Path(bot.topics.__file__).parent.glob("*/ru.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_star_stands_only_behind_a_single_word(path: Path) -> None:
    terms = re.findall(r'"([^"\n]*\*[^"\n]*)"', path.read_text(encoding="utf-8"))
    assert [term for term in terms if len(re.findall(r"\w+", term)) > 1] == []
