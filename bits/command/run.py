"""From what was typed to an exit status: 2 where the user can mend something, 70 for a fault of ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.core import TyperGroup

from bits import faults
from bits.command import many  # noqa: F401 (its commands join the others)
from bits.command.commands import app
from bits.errors import UserError, quoted
from bits.start import Stopped, asked, guarded

_DEFAULT = "lecture"
"""What is made where no command is named."""


def main(program: str) -> None:
    """Run the command line under a name, and end with its status."""
    status = run(sys.argv[1:], program)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:  # a full disk, or nobody reads any more: nothing more can be said there
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            status = status or faults.told(error)
    sys.exit(status)


def run(arguments: Sequence[str], program: str = "bits") -> int:
    """Run a command and return its exit status.

    Parameters
    ----------
    arguments
        What was typed behind the program's name.
    program
        That name.
    """
    try:
        with guarded():
            status = _run(list(arguments), program)
    except (Exception, Stopped, KeyboardInterrupt) as error:
        return faults.told(asked() or error)
    return status if (stopped := asked()) is None else faults.told(stopped)


def _project_first(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return a ``--project DIR`` that stands before the command, and the rest."""
    first = next(iter(arguments), "")
    count = 2 if first == "--project" else int(first.startswith("--project="))
    return arguments[:count], arguments[count:]


def _run(arguments: list[str], program: str) -> int:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UserError(f"{quoted(argument)}: is not UTF-8") from None
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    completing = f"_{program}_COMPLETE".replace("-", "_").replace(".", "_").upper() in os.environ
    known = {*command.commands, "-h", "--help", "--install-completion", "--show-completion"}
    place, arguments = _project_first(arguments)
    if not completing and not known & set(arguments[:1]):
        arguments = [_DEFAULT, *arguments]
    arguments[1:1] = place
    try:
        status = command.main(arguments, prog_name=program, standalone_mode=False)
    except typer.TyperException as error:
        raise UserError(error.format_message()) from None
    return status if isinstance(status, int) else 0
