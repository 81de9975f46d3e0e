"""Runs a program, and sees that nothing of it is left: once it has ended, and once whoever asked for it is gone.

``python -I -S keeper.py LIFELINE PROGRAM [ARGUMENT ...]``. LIFELINE is the number of a pipe's reading end; whoever
asks holds the other one, and lets go of it to have the program ended. That works whatever happens to the holder, since
the system closes what a dead process held open. The program runs in a group of its own, with the keeper's streams;
what it has started is ended with it.

It needs the standard library alone, and starts in some milliseconds.
"""

import _thread
import os
import signal
import sys

NOT_RUN = 126
"""The status if the program cannot be started; what the system says is on standard error."""
USUAL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)
"""Signals that a program expects to find as the system sets them."""


def main() -> None:
    """Do what the command line says, and end with the program's status."""
    lifeline, program = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(lifeline, False)
    try:
        group = os.posix_spawnp(program[0], program, os.environ, setpgroup=0, setsigmask=(), setsigdef=USUAL)
    except (OSError, ValueError) as error:
        print(getattr(error, "strerror", None) or error, file=sys.stderr)
        sys.exit(NOT_RUN)
    _thread.start_new_thread(_watch, (lifeline, group))
    _, status = os.waitpid(group, 0)
    _end(group)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def _watch(lifeline: int, group: int) -> None:
    os.read(lifeline, 1)  # until the other end is closed
    _end(group)
    os._exit(NOT_RUN)


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nothing is left of it (on macOS: but a zombie)
        return


if __name__ == "__main__":
    main()
