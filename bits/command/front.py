"""Where the program starts: it heeds signals before anything else is imported, since that takes a while."""

from __future__ import annotations

from bits.start import begin


def main(program: str = "bits") -> None:
    """Run the command line, and end with its status.

    Parameters
    ----------
    program
        The name under which it was started, for help and completion.
    """
    begin()
    from bits.command.run import main

    main(program)
