"""Ends this process group when the program that started it is gone.

File descriptor 3 is a pipe whose other end only that program holds (local/process.ts), so it reads as closed once the
program has died, even by `kill -9`.
"""

import os
import signal
import threading

DESCRIPTOR = 3


def hold() -> None:
    """Starts watching; does nothing when there is no such pipe, for instance when a script is run by hand."""
    try:
        os.fstat(DESCRIPTOR)
    except OSError:
        return
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    try:
        while os.read(DESCRIPTOR, 1):
            pass
    except OSError:
        return
    os.killpg(0, signal.SIGKILL)
