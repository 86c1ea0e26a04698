"""The parser and the table of commands; the one place where errors become exit statuses."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from bot.errors import ConfigError, WatchwordError

_EXITS = """exit status: 0 done; 1 something that was checked failed; 2 wrong usage; 75 the data folder or the token
is in use by another process; 78 a mistake in the configuration. Errors go to standard error, what and where on one
line, the remedy on the next."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong and the remedy, like every other error of ours."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"{self.prog}: {message}\n  remedy: {self.prog} --help shows how it is used\n")


def build_parser() -> Parser:
    parser = Parser(
        prog="watchword",
        description="Watches news feeds on human and digital rights and sends each story once, with who said what, word for word.",
        epilog=_EXITS,
    )
    parser.add_argument("--version", action="version", version=f"watchword {version('watchword')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)

    run = _command(commands, "run", "the bot; without a configuration it starts the sandbox and says so")
    run.add_argument(
        "--sandbox", action="store_true", help="against sample feeds and a chat page on this machine"
    )
    run.add_argument(
        "--port", type=_port, default=0, metavar="N", help="port of the chat page (default: any free one)"
    )
    run.add_argument("--no-browser", action="store_true", help="do not open the chat page")
    run.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the sandbox's data in this folder")

    init = _command(
        commands, "init", "asks the few questions, checks the token, writes config.toml", config=False
    )
    what = init.add_mutually_exclusive_group()
    what.add_argument("--systemd", action="store_true", help="print a systemd unit instead")
    what.add_argument("--compose", action="store_true", help="print a compose file instead")

    check = _command(commands, "check", "validates the file and tries every feed")
    check.add_argument("--feed", action="append", metavar="URL", help="only this feed (may be given again)")
    _json(check)

    preview = _command(
        commands, "preview", "what the configured feeds would push now, and why; needs no token"
    )
    preview.add_argument(
        "--hours", type=float, default=24, metavar="N", help="entries of the last N hours (default 24)"
    )
    _judging(preview)

    explain = _command(commands, "explain", "what the bot makes of articles, and why; needs no token")
    explain.add_argument(
        "articles", nargs="*", metavar="URL|FILE|-", help="addresses, .html pages, or JSON lines"
    )
    explain.add_argument("--all", action="store_true", help="treat each article as if it were on topic")
    _judging(explain)

    read = _command(
        commands, "read", "the files are successive polls of one feed: what is new in each", config=False
    )
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _json(read)

    status = _command(commands, "status", "feeds, queue and store of the running or stopped bot")
    _json(status)

    export = _command(commands, "export", "stories, feeds, seen keys and what was sent, as JSON lines")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument(
        "--subscribers", action="store_true", help="subscribers too, encrypted to a passphrase"
    )

    bring = _command(commands, "import", "takes in what export wrote; only while the bot does not run")
    bring.add_argument("file", type=Path, metavar="FILE")
    return parser


def _command(
    commands: "argparse._SubParsersAction[Parser]", name: str, does: str, *, config: bool = True
) -> Parser:
    parser = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".", epilog=_EXITS)
    if config:
        parser.add_argument(
            "--config", type=Path, metavar="FILE", help="default: ./config.toml where there is one"
        )
    return parser


def _json(parser: Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="JSON lines on standard output, nothing else there"
    )


def _judging(parser: Parser) -> None:
    parser.add_argument(
        "--sensitivity",
        choices=("everything", "balanced", "surest"),
        default="balanced",
        help="default: balanced",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="why each marked passage was taken or left"
    )
    _json(parser)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status. Nobody sees a traceback for a mistake of theirs or of the world's."""
    options = build_parser().parse_args(arguments)
    try:
        command = importlib.import_module(f"bot.cli.{options.command.replace('import', 'bring')}")
        status: int = command.main(options)
    except WatchwordError as error:
        _say(error)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _say(error: WatchwordError) -> None:
    others = error.others if isinstance(error, ConfigError) else ()
    for one in (error, *others):
        print(f"watchword: {one}", file=sys.stderr)
        if one.remedy:
            print(f"  remedy: {one.remedy}", file=sys.stderr)
