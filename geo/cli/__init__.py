"""
The command line: `main`, and one module of this package for each command.

A module `geo/cli/nearest.py` is the command `nearest`; it holds one click command named
`command`, made by `Command` (or by `Group`, for commands under a common name). A name that Python
keeps for itself takes an underscore: `import_.py` is `import`; one that begins with an underscore
is no command. Nothing is registered by hand, and
a module is imported when its command is asked for:

    @click.command(cls=Command, example="python -m geo nearest --at 'Hội An' -k 3")
    @click.option("-k", type=click.IntRange(1, 1000), default=5, show_default=True)
    def command(k: int, *, store: str, as_json: bool) -> None:
        "Các điểm gần nhất. / The nearest places."

Every command gets `--store` and `--json` that way, and an example in its `--help`. It raises
`GeoError` for what the caller can put right; `main` turns that into one line on stderr and exit 1.
"""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
from typing import Any

import click

from geo.cli._options import who_and_why
from geo.cli._output import print_json, print_table, progress
from geo.errors import GeoError

__all__ = ["Command", "Group", "main", "print_json", "print_table", "progress", "who_and_why"]

DEFAULT_STORE = "var/locator.gpkg"
log = logging.getLogger(__name__)


class Command(click.Command):
    """
    A command with `--store`, `--json`, and an example at the end of its help.

    Parameters
    ----------
    example
        Command lines to try, one a line; shown as they are.
    """

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.params += [
            click.Option(
                ["--store"],
                metavar="URL",
                default=DEFAULT_STORE,
                envvar="LOCATOR_STORE",
                show_default=True,
                show_envvar=True,
                help="Kho dữ liệu. / The store: a GeoPackage, or postgresql://…",
            ),
            click.Option(
                ["--json", "as_json"], is_flag=True, help="Kết quả là JSON. / Answer in JSON."
            ),
        ]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, one command a line, as it can be pasted."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Ví dụ / Example"):
            for line in self.example.strip().splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line.strip()}\n")


class Group(click.Group):
    """Commands under a common name, such as `boundaries import`; `@group.command(example=…)`."""

    command_class = Command


class _Modules(click.Group):
    """The commands that are modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module that is a command, by name."""
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.rstrip("_") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        files = {module.name for module in pkgutil.iter_modules(__path__)}
        module = cmd_name if cmd_name in files else f"{cmd_name}_"
        command: click.Command = importlib.import_module(f"{__name__}.{module}").command
        command.name = cmd_name
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes one line, never a traceback."""
        try:
            return super().invoke(ctx)
        except (GeoError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise _Failure(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("LOCATOR_DEBUG"):
                raise
            raise _Failure(
                f"our fault, not yours: {type(error).__name__}: {error}; "
                "please report it with what LOCATOR_DEBUG=1 prints"
            ) from error


class _Failure(click.ClickException):
    """One line on stderr, exit 1."""

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"error: {' '.join(self.message.split())}", err=True, file=file)


@click.group(cls=_Modules, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Bản đồ OCOP trên dòng lệnh. / The OCOP locator on the command line."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
