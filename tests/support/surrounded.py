"""What a run finds as if it were a process of its own: environment, folder, arguments, streams; and what it leaves behind.

`unittest.mock` and `contextlib` do the same in a tenth of the time of a short run.
"""

import atexit
import gc
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGALRM)


@contextmanager
def surrounded(
    arguments: Sequence[str], environment: Mapping[str, str], cwd: Path | None, stdin: TextIO, stdout: TextIO, stderr: TextIO
) -> Iterator[None]:
    """Give a run its surroundings, in an empty folder without `cwd`; then undo what it changed of this process."""
    folder, streams, argv = Path.cwd(), (sys.stdin, sys.stdout, sys.stderr), sys.argv
    handlers, threshold = [signal.getsignal(number) for number in SIGNALS], gc.get_threshold()
    freeze, gc.freeze = gc.freeze, _do_nothing
    os.chdir(cwd or _empty_folder())
    replaced = _replace_environment({os.fsencode(name): os.fsencode(value) for name, value in environment.items()})
    sys.stdin, sys.stdout, sys.stderr, sys.argv = stdin, stdout, stderr, ["customers", *arguments]
    try:
        yield
    finally:
        (sys.stdin, sys.stdout, sys.stderr), sys.argv = streams, argv
        _replace_environment(replaced)
        os.chdir(folder)
        gc.freeze = freeze
        gc.set_threshold(*threshold)
        gc.enable()
        for number, handler in zip(SIGNALS, handlers, strict=True):
            signal.signal(number, handler)


def _do_nothing() -> None:
    """Take the place of `gc.freeze`: an import freezes its modules, and here it would freeze the garbage of earlier runs with them."""


def _replace_environment(environment: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Make this the environment of the process; return the former one.

    `os.environ` encodes each name and value that it sets or drops: that takes a fiftieth of a short run.
    """
    present: dict[bytes, bytes] = os.environ._data  # type: ignore[attr-defined]
    former = dict(present)
    for name in former.keys() - environment.keys():
        os.unsetenv(name)
        del present[name]
    for name, value in environment.items():
        if former.get(name) != value:
            os.putenv(name, value)
            present[name] = value
    if former.get(b"TZ") != environment.get(b"TZ"):
        time.tzset()
    return former


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder


def _empty_folder() -> str:
    """Return one empty folder for all runs: creating and removing one takes as long as a short run."""
    if any(Path(_folder().name).iterdir()):
        _folder().cleanup()
        _folder.cache_clear()
    return _folder().name
