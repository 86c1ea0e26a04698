from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Config, load_config, read_time
from bot.errors import ConfigError

ROOT = Path(__file__).parents[2]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistake(tmp_path: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, text), {})
    return caught.value


def test_the_example_is_a_working_configuration_with_at_least_sixty_feeds(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text("123456789:AAE-example\n")
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    config = load_config(written(tmp_path, text), {})
    assert len(config.feeds) >= 60
    assert config.token == "123456789:AAE-example"


def test_every_key_stands_in_the_example_with_its_default(tmp_path: Path) -> None:
    lines = (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines()
    # A commented key is one whose line reads `# key = value`.
    keys = [
        line.removeprefix("# ")
        for line in lines
        if line.startswith("# ") and " = " in line.split("#", 2)[1][:20]
    ]
    tables = [line for line in lines if line.startswith("[") and not line.startswith("[[")]
    assert len(tables) == 7
    for key in (
        "api_url",
        "operators",
        "open",
        "folder",
        "allow_private",
        "contact",
        "floor",
        "ceiling",
        "level",
    ):
        assert any(line.startswith(f"{key} = ") for line in keys), key
    defaults = "\n".join(
        line.removeprefix("# ") for line in lines if line.startswith(("[telegram", "[fetch", "[poll", "# floor", "# ceil", "# open", "# api", "# oper", "# allow"))
    )  # fmt: skip
    (tmp_path / "token.txt").write_text("")
    assert load_config(written(tmp_path, defaults), {}) == load_config(written(tmp_path, ""), {})


def test_without_a_file_all_defaults_hold_and_the_token_comes_from_the_environment() -> None:
    assert load_config(None, {"WATCHWORD_TOKEN": "123456:ABC"}) == Config(token="123456:ABC")


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    config = load_config(written(tmp_path, '[store]\nfolder = "kept"\n[topics]\nfolder = "topics"\n'), {})
    assert config.folder == tmp_path / "kept"
    assert config.topics_folder == tmp_path / "topics"


def test_a_misspelt_key_is_a_mistake_and_the_right_one_is_named(tmp_path: Path) -> None:
    error = mistake(tmp_path, "[poll]\nflor = '5m'\n")
    assert "[poll] flor" in str(error)
    assert "floor" in error.remedy


@pytest.mark.parametrize(
    ("text", "names", "remedy"),
    [
        ("[telegram]\nopen = 'yes'", "[telegram] open", "true or false"),
        ("[telegram]\noperators = ['me']", "[telegram] operators", "/about"),
        ("[telegram]\napi_url = 'telegram'", "[telegram] api_url", "https://"),
        ("[fetch]\nallow_private = ['127.0.0.1']", "[fetch] allow_private", "host and port"),
        ("[fetch]\nallow_private = ['127.0.0.1:99999']", "[fetch] allow_private", "host and port"),
        ('[fetch]\ncontact = "a\\r\\nX-Evil: y"', "[fetch] contact", "one line"),
        ("[poll]\nfloor = 5", "[poll] floor", '"5m"'),
        ("[poll]\nfloor = '0s'", "[poll] floor", '"5m"'),
        ("[poll]\nfloor = '2h'\nceiling = '1h'", "[poll] floor", "shorter"),
        ("[poll]\nceiling = '99999999999999999999d'", "[poll] ceiling", "3650d"),
        ("[[feeds]]\nurl = 'http://[::1'", "[[feeds]] number 1 url", "https://"),
        ("[log]\nlevel = 'loud'", "[log] level", "warning"),
        ("[topics]\nfolder = 'nowhere'", "[topics] folder", "make it"),
        ("[[feeds]]\nname = 'No address'", "[[feeds]] number 1", "url"),
        ("[[feeds]]\nurl = 'ftp://x.example/feed'", "[[feeds]] number 1 url", "https://"),
        ("[[feeds]]\nurl = 'https://me:secret@x.example/feed'", "[[feeds]] number 1 url", "password"),
        ("[[feeds]]\nurl = 'https://x.example/f'\nlanguage = 'English'", "language", '"en"'),
        (
            "[[feeds]]\nurl = 'https://x.example/f'\n[[feeds]]\nurl = 'https://x.example/f'",
            "twice",
            "one of the two",
        ),
        ("[nonsense]\na = 1", "[nonsense]", "telegram"),
        ("poll = 3", "poll", "[poll]"),
        ("[telegram\n", "line 1", "mend"),
        ("feeds = 3", "feeds", "[[feeds]]"),
    ],
)
def test_each_mistake_names_its_key_and_the_remedy(
    tmp_path: Path, text: str, names: str, remedy: str
) -> None:
    error = mistake(tmp_path, text)
    assert names in str(error)
    assert remedy in error.remedy
    assert error.exit_status == 78


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    error = mistake(tmp_path, "[poll]\nfloor = 5\nceiling = 6\n[log]\nlevel = 1\n")
    assert len(error.others) == 2


def test_a_token_that_is_none_is_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(None, {"WATCHWORD_TOKEN": "123456789:AA E secret"})
    assert "secret" not in str(caught.value) + caught.value.remedy


def test_a_missing_file_and_a_missing_token_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_config(tmp_path / "none.toml", {})
    assert "BotFather" in mistake(tmp_path, "[telegram]\ntoken_file = 'none.txt'").remedy


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("5m", 300), ("2h", 7200), ("7d", 604800), ("0.5s", 0.5)]
)
def test_times_are_read(text: str, seconds: float) -> None:
    assert read_time(text) == timedelta(seconds=seconds)
