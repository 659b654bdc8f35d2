"""Options that several commands take."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any

import click


def who_and_why(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--who` and `--why`, for a command that makes a change of the store's history."""
    for option in (
        click.option("--why", help="Lý do, ghi vào lịch sử. / The reason, kept in the history."),
        click.option(
            "--who",
            default=getpass.getuser,
            envvar="LOCATOR_WHO",
            show_envvar=True,
            show_default="người dùng hiện tại / the current user",
            help="Ai thay đổi. / Who makes the change.",
        ),
    ):
        command = option(command)
    return command
