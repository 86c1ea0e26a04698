"""COMMANDS: each explains itself, and exists only where and for whom it may be given."""

from dataclasses import replace

import pytest

from handlers.commands import COMMANDS, PRESSABLE, PRESSES, Command, Scope
from handlers.gateway.menus import menus
from tests.handlers.conftest import Chatter

EACH = pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
OPERATORS = [command.name for command in COMMANDS if Scope.OPERATOR in command.scopes]


@EACH
def test_each_command_has_help_usage_and_an_example_that_telegram_takes(command: Command) -> None:
    assert command.usage.startswith(f"/{command.name}")
    assert command.example.startswith(f"/{command.name}")
    assert 3 <= len(command.help) <= 60
    assert command.name.isascii()
    assert command.name == command.name.lower()
    assert len(command.name) <= 32


@EACH
async def test_each_command_answers_its_own_example(command: Command, operator: Chatter) -> None:
    said = await operator.type(command.example)
    assert said or operator.replies
    assert not said.startswith(("There is no such command", "I take topics"))


@EACH
async def test_help_explains_each_command(command: Command, operator: Chatter) -> None:
    said = await operator.type(f"/help {command.name}")
    assert command.usage in said or command.name == "search"


async def test_help_lists_what_may_be_given_here(ann: Chatter, member: Chatter, operator: Chatter) -> None:
    for chat, scopes in (
        (ann, {Scope.PRIVATE}),
        (member, {Scope.GROUP, Scope.ADMIN}),
        (operator, {Scope.PRIVATE, Scope.OPERATOR}),
    ):
        said = await chat.type("/help")
        listed = {line.split()[0][1:] for line in said.splitlines() if line.startswith("/")}
        assert listed == {command.name for command in COMMANDS if command.scopes & scopes}


def test_the_menus_hold_every_command_in_its_scope_and_none_of_the_operators_for_others() -> None:
    shown = {type(scope).__name__: scopes for scope, scopes in menus(["900"])}
    assert shown["BotCommandScopeChat"] == {Scope.PRIVATE, Scope.OPERATOR}
    assert all(
        Scope.OPERATOR not in scopes for name, scopes in shown.items() if name != "BotCommandScopeChat"
    )
    assert frozenset().union(*shown.values()) == set(Scope) - {Scope.CHANNEL}


@pytest.mark.parametrize(
    "name", [*OPERATORS, "broadcast", "eval", "shell", "users", "config", "42", "subscribesurveillance"]
)
async def test_commands_of_operators_look_to_others_like_commands_that_do_not_exist(
    ann: Chatter, name: str
) -> None:
    assert await ann.type(f"/{name} x") == "There is no such command. /help shows what I can do."


@pytest.mark.parametrize("name", OPERATORS)
async def test_an_operator_is_nobody_special_in_a_group(admin: Chatter, name: str) -> None:
    admin.request = replace(admin.request, is_operator=True)
    await admin.type(f"/{name}")
    assert admin.silent


def test_no_button_runs_a_command_of_operators() -> None:
    assert not PRESSABLE & set(OPERATORS)
    assert [verb for verb, row in PRESSES.items() if row.operators] == ["D"]


async def test_bad_arguments_are_answered_with_how_to_write_it(operator: Chatter) -> None:
    for text in (
        "/addfeed",
        "/addfeed a b",
        "/addfeed nonsense",
        "/addfeed file:///etc/passwd",
        "/removefeed",
    ):
        said = await operator.type(text)
        assert "For example" in said, text
