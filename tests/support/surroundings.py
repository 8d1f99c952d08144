"""Surroundings of the test process that must not influence results: signals, umask, time zone, hypothesis."""

import os
import signal
import time
from typing import Any

from hypothesis import HealthCheck, Phase, settings

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
PROFILE = "HYPOTHESIS_PROFILE"
# The factor of the number of examples under `explore`.
EXPLORATION = int(os.environ.get("HYPOTHESIS_FACTOR", "20"))
# `quick` runs one example of so many, and at least a few: the first one is the simplest, often an empty shop.
FRACTION, FEW = 5, 2


def isolate() -> None:
    """Make the process independent of its start: `nohup`, a background job, umask, time zone."""
    for number in SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            # Child processes inherit an ignored signal, but not a handler.
            signal.signal(number, _ignore)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    os.umask(0o022)
    os.environ["TZ"] = "UTC"
    time.tzset()
    # The settings of the user are not those of the tests.
    os.environ["XDG_CONFIG_HOME"] = os.devnull


def _ignore(_number: int, _frame: Any) -> None:
    pass


def load_profile() -> None:
    """Load the hypothesis profile: equal examples in every run, with `quick` a fraction of them, with `explore` new and more ones.

    A failure prints a blob that reproduces it; it then becomes an explicit test.
    """
    # The duration of an example depends on the machine.
    common: dict[str, Any] = {"deadline": None, "print_blob": True, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("default", derandomize=True, **common)
    settings.register_profile("quick", derandomize=True, max_examples=_number(settings().max_examples, "quick"), **common)
    settings.register_profile("explore", derandomize=False, **common)
    settings.load_profile(_profile())


def examples(count: int) -> settings:
    """Return the settings of a property with slow examples: `count` examples, without shrinking."""
    profile = _profile()
    return settings(settings.get_profile(profile), max_examples=_number(count, profile), phases=(Phase.explicit, Phase.generate))


def rounds(count: int) -> int:
    """Return how often a test repeats what each repetition could only make worse: `count` times, once under `quick`."""
    return 1 if is_quick() else count


def is_quick() -> bool:
    """Return whether a look at what a law gives takes fewer steps."""
    return _profile() == "quick"


def _profile() -> str:
    return os.environ.get(PROFILE, "default")


def _number(count: int, profile: str) -> int:
    if profile == "quick":
        return min(count, max(count // FRACTION, FEW))
    return count * EXPLORATION if profile == "explore" else count
