"""Which configuration a command runs with."""

from pathlib import Path

from bot.config import Config, load_config

DEFAULT = Path("config.toml")


def config_of(given: Path | None) -> Config:
    """The file given, else ./config.toml where there is one, else the defaults and the environment."""
    if given is None and DEFAULT.exists():
        given = DEFAULT
    return load_config(given)
