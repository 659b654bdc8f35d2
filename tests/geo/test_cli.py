"""What every command owes: an example, its options, one line for an error, the right exit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.cli import Command, main, print_table
from geo.errors import StoreError

ROOT = Path(__file__).parents[2]


def commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        else:
            yield (*names, name), command


EVERY = dict(commands(main))


@pytest.fixture
def run() -> CliRunner:
    return CliRunner()


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_help_of_every_command_has_an_example_of_it(run: CliRunner, words: tuple[str, ...]) -> None:
    result = run.invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert f"python -m geo {' '.join(words)}" in result.output.partition("Ví dụ / Example")[2]
    assert "--json" in result.output
    assert "LOCATOR_STORE" in result.output


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_example_of_every_command_has_only_options_it_takes(words: tuple[str, ...]) -> None:
    """Each example is parsed, not run."""
    import shlex

    command = EVERY[words]
    assert isinstance(command, Command)
    for line in command.example.strip().splitlines():
        given = shlex.split(line)[3 + len(words) :]
        command.make_context(words[-1], given, resilient_parsing=True)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in given if word.startswith("--")} <= known


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_with_unknown_option_exits_2(run: CliRunner, words: tuple[str, ...]) -> None:
    result = run.invoke(main, [*words, "--colour", "red"])
    assert result.exit_code == 2
    assert "No such option" in result.stderr
    assert result.stdout == ""


def test_main_with_unknown_command_exits_2(run: CliRunner) -> None:
    result = run.invoke(main, ["nearby"])
    assert result.exit_code == 2
    assert "No such command 'nearby'" in result.stderr


@pytest.mark.parametrize("error", [StoreError("no store\nat all"), PermissionError(13, "denied")])
def test_main_of_an_error_prints_one_line_and_exits_1(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(EVERY["build",], "callback", fail)
    result = run.invoke(main, ["build"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1


def test_main_of_our_own_fault_prints_no_traceback(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(EVERY["build",], "callback", fail)
    monkeypatch.delenv("LOCATOR_DEBUG", raising=False)
    result = run.invoke(main, ["build"])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: our fault, not yours: RuntimeError: a bug")
    assert result.stderr.count("\n") == 1


def test_main_without_store_says_how_to_build_it(tmp_path: Path) -> None:
    """As a person would run it, in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "geo", "nearest", "--at", "21,105.8", "--store", "none.gpkg"],
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == ("error: no store at none.gpkg: build it with `python -m geo build`\n")


def test_print_table_aligns_texts_left_and_numbers_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(["Tên", "km"], [["Hội An", 3.5], ["Đà Nẵng <b>", 120.0], [None, 1]])
    assert capsys.readouterr().out.splitlines() == [
        "Tên             km",
        "───────────  ─────",
        "Hội An         3.5",
        "Đà Nẵng <b>  120.0",
        "                 1",
    ]


def test_print_table_without_rows_prints_the_headings(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["Tên", "km"], [])
    assert capsys.readouterr().out.splitlines() == ["Tên  km", "───  ──"]
