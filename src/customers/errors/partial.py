"""Results in part, running jobs and declined questions: exit statuses 6, 7 and 130."""

from collections.abc import Callable, Mapping

from customers.errors.base import CustomersError, ExitStatus


class PartlyDoneError(CustomersError):
    """{refused} of {total} {what} were refused"""

    code, status = "partial", ExitStatus.PARTIAL
    # The rest of the sentence, of one, of several and in a dry run.
    endings = ("was refused", "were refused", "would be refused")
    is_dry_run = False

    def reword(self, parameter: Callable[[str], str], remedies: Mapping[str, str]) -> None:
        """Put the sentence into the singular or plural, and into the words of a dry run."""
        super().reword(parameter, remedies)
        refused, total, what = (self.details[name] for name in ("refused", "total", "what"))
        ending = self.endings[2 if self.is_dry_run else refused != 1]
        self.args = (f"{refused} of {total} {what[:-1] if total == 1 else what} {ending}",)


class PartlyShownError(PartlyDoneError):
    """{refused} of {total} {what} could not be shown"""

    endings = ("could not be shown",) * 3


class ProblemsFoundError(CustomersError):
    """{problems} of {checks} checks found problems"""

    code, status = "partial", ExitStatus.PARTIAL

    def reword(self, parameter: Callable[[str], str], remedies: Mapping[str, str]) -> None:
        """Put the sentence into the singular where there is one check."""
        super().reword(parameter, remedies)
        if self.details["checks"] == 1:
            self.args = (f"{self.details['problems']} of 1 check found problems",)


class JobRunningError(CustomersError):
    """another run of {job} is active{holder}"""

    code, status = "busy", ExitStatus.BUSY
    hint = "wait for it to end, then run this again"


class LockTimeoutError(JobRunningError):
    """timed out after {seconds} s waiting for a lock{holder}; nothing was committed"""

    hint = "wait for that run to end and try again, or raise CUSTOMERS_LOCK_TIMEOUT (seconds)"
