"""Mistakes of an operator end with a status, what is wrong and where, and a remedy."""

from pathlib import Path

import pytest

from tests.journeys.program import Program
from tests.journeys.telegrams import Simulator

pytestmark = pytest.mark.journey

TOKEN = "123456789:abcdefghijklmnopqrstuvwxyz_12345678"

MISTAKES = {
    "an unknown key": ('[poll]\nflor = "5m"\n', "flor"),
    "a time without a unit": ('[poll]\nfloor = "5"\n', "[poll] floor"),
    "a line that is no TOML": ("[poll\n", "config.toml"),
    "a feed without an address": ('[[feeds]]\nname = "x"\n', "[[feeds]] number 1"),
    "a feed named twice": ('[[feeds]]\nurl = "https://a.example/"\n' * 2, "stands there twice"),
    "a token file that is not there": ('[telegram]\ntoken_file = "nowhere"\n', "token_file"),
}


async def _ends(program: Program) -> tuple[int, str]:
    await program.start()
    status = await program.ended()
    said = "\n".join(program.stderr)
    assert "Traceback" not in said
    assert "remedy" in said
    assert program.stdout == []
    return status, said


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_in_the_configuration_exits_78_with_its_remedy(tmp_path: Path, mistake: str) -> None:
    text, named = MISTAKES[mistake]
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    token = None if "token" in mistake else TOKEN
    status, said = await _ends(Program(tmp_path, token, "run", "--config", "config.toml"))
    assert status == 78
    assert named in said


async def test_a_file_that_is_not_there_and_a_file_without_a_token_exit_78(tmp_path: Path) -> None:
    status, said = await _ends(Program(tmp_path, TOKEN, "run", "--config", "nowhere.toml"))
    assert (status, "nowhere.toml" in said) == (78, True)
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    status, said = await _ends(Program(tmp_path, None, "run"))
    assert (status, "token" in said) == (78, True)


async def test_a_token_that_telegram_does_not_know_exits_78_and_is_not_shown(
    tmp_path: Path, simulator: Simulator
) -> None:
    (tmp_path / "config.toml").write_text(f'[telegram]\napi_url = "{simulator.api_url}"\n', encoding="utf-8")
    status, said = await _ends(Program(tmp_path, TOKEN, "run"))
    assert status == 78
    assert "abcdefghij" not in said


async def test_wrong_usage_exits_2(tmp_path: Path) -> None:
    status, _ = await _ends(Program(tmp_path, TOKEN, "run", "--port", "ninety"))
    assert status == 2
