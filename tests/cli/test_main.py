import pytest

from tests.cli.conftest import Run

COMMANDS = ("run", "init", "check", "preview", "explain", "read", "status", "export", "import")


def test_help_names_every_command_and_what_the_exit_status_means(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    for command in COMMANDS:
        assert command in ran.out
    for status in ("0", "1", "2", "75", "78"):
        assert status in ran.out.partition("exit status:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_how_it_is_used_in_eighty_columns(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = run(command, "--help")
    assert ran.status == 0
    assert ran.out.startswith(f"usage: watchword {command}")
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_version_is_told(run: Run) -> None:
    ran = run("--version")
    assert ran.status == 0
    assert ran.out.split()[0] == "watchword"


@pytest.mark.parametrize(
    "arguments",
    [(), ("nonsense",), ("run", "--port", "70000"), ("explain", "--sensitivity", "loud"), ("read",)],
)
def test_wrong_usage_is_2_with_one_line_what_and_one_line_remedy(
    run: Run, arguments: tuple[str, ...]
) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 2
    assert "remedy: " in ran.err.splitlines()[1]


def test_run_without_a_token_but_with_a_file_is_a_mistake_and_never_the_sandbox(run: Run) -> None:
    ran = run("run", "--config", "none.toml")
    assert ran.status == 78
    assert "none.toml" in ran.err
    assert "remedy:" in ran.err


def test_a_mistake_in_the_configuration_is_78_for_every_command_that_reads_it(
    run: Run, tmp_path: object
) -> None:
    from pathlib import Path

    Path("config.toml").write_text("[poll]\nflor = '5m'\n", encoding="utf-8")
    for command in (["run"], ["check"], ["preview"], ["explain", "-"], ["status"]):
        ran = run(*command)
        assert ran.status == 78, command
        assert "did you mean floor?" in ran.err
