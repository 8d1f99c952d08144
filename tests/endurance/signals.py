"""The exit status and the last line of a run that a signal ends."""

import signal

STATUSES = {
    signal.SIGINT: (130, "Interrupted; uncommitted changes are rolled back."),
    signal.SIGTERM: (143, "Terminated; uncommitted changes are rolled back."),
    signal.SIGHUP: (129, "Hung up; uncommitted changes are rolled back."),
}
