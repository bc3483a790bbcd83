"""Ends this process group when the program that started it is gone.

The variable MLPIPE_LIFELINE names the file descriptor of a pipe whose other end only that program holds
(local/process.ts), so it reads as closed once the program has died, even by `kill -9`.
"""

import os
import signal
import threading


def hold() -> None:
    """Starts watching; does nothing when there is no such pipe, for instance when a script is run by hand."""
    # Programs started from here do not hold it.
    descriptor = os.environ.pop("MLPIPE_LIFELINE", None)
    if descriptor is not None:
        threading.Thread(target=_wait, args=(int(descriptor),), name="lifeline", daemon=True).start()


def _wait(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1):
            pass
    except OSError:
        return
    os.killpg(0, signal.SIGKILL)
