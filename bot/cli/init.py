"""`watchword init`: asks the few questions, checks the token, writes config.toml; or prints a unit or compose file."""

import argparse
import asyncio
import json
import re
import sys
from importlib.resources import files
from pathlib import Path

from bot.app.parts import name_of_token
from bot.config import TOKEN_FORM
from bot.errors import ConfigError, UsageError

CONFIG, TOKEN = Path("config.toml"), Path("token.txt")


def main(options: argparse.Namespace) -> int:
    if options.systemd:
        print(systemd_unit(Path.cwd(), Path(sys.executable)))
        return 0
    if options.compose:
        print(files("bot.cli").joinpath("compose.yaml").read_text(encoding="utf-8"), end="")
        return 0
    if CONFIG.exists():
        raise UsageError(f"{CONFIG} is there already", "change it with an editor, or move it away first")
    if not sys.stdin.isatty():
        raise UsageError("init asks questions, and nobody is at a terminal here", "run it in a terminal")
    _ask_and_write()
    return 0


def _ask_and_write() -> None:
    example = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
    print("Three questions; each answer can be changed in config.toml later.\n")
    token = _ask("The token that @BotFather gave you: ", TOKEN_FORM, "a token looks like 123456789:AAE…")
    name = asyncio.run(name_of_token(token))
    print(f"  That is @{name}.")
    operator = _ask(
        "Your own Telegram number (/about tells it later; empty for now): ", r"\d*", "digits only"
    )
    contact = _ask(
        "An address for sites that you read (empty for none): ", r"[^\x00-\x1f]*", "one line of text"
    )
    TOKEN.touch(mode=0o600)
    TOKEN.chmod(0o600)
    TOKEN.write_text(token + "\n", encoding="utf-8")
    CONFIG.write_text(filled_in(example, operator, contact), encoding="utf-8")
    print(f"\nWritten: {CONFIG} and {TOKEN} (readable by you only).")
    print("Next: `watchword check` tells which feeds answer, `watchword run` starts the bot.")


def _ask(question: str, form: str | re.Pattern[str], hint: str) -> str:
    while True:
        try:
            answer = input(question).strip()
        except EOFError:
            raise ConfigError(
                "the questions were not answered: nothing was written", "run init again"
            ) from None
        if re.fullmatch(form, answer):
            return answer
        print(f"  Not that: {hint}.")


def filled_in(example: str, operator: str, contact: str) -> str:
    """The example with two of its keys set."""
    if operator:
        example = example.replace("# operators = []", f"operators = [{int(operator)}]", 1)
    if contact:
        line = 'contact = "alerts@example.org"'
        example = example.replace(f"# {line}", f"contact = {json.dumps(contact, ensure_ascii=False)}", 1)
    return example


def systemd_unit(folder: Path, python: Path) -> str:
    """A unit for the configuration in that folder."""
    template = files("bot.cli").joinpath("watchword.service").read_text(encoding="utf-8")
    return template.format(folder=folder, python=python).rstrip("\n")
