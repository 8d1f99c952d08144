"""Results in part, running jobs and declined questions: exit statuses 6, 7 and 130."""

from customers.errors.base import CustomersError, ExitStatus


class PartlyDoneError(CustomersError):
    """{refused} of {total} {what} were refused"""

    code, status = "partial", ExitStatus.PARTIAL


class PartlyShownError(PartlyDoneError):
    """{refused} of {total} {what} could not be shown"""


class ProblemsFoundError(CustomersError):
    """{problems} of {checks} checks found something off"""

    code, status = "partial", ExitStatus.PARTIAL


class JobRunningError(CustomersError):
    """another run of {job} holds the lock{holder}"""

    code, status = "busy", ExitStatus.BUSY
    hint = "wait for it to end, then run this again"


class LockTimeoutError(JobRunningError):
    """gave up after {seconds} s of waiting for a lock{holder}; nothing of this was committed"""

    hint = "wait for that to end, then run this again; CUSTOMERS_LOCK_TIMEOUT sets how many seconds are waited"
