"""Errors of what was asked for: exit status 2."""

from collections.abc import Callable, Mapping

from customers.errors.base import CustomersError, ExitStatus, Remedy


class UsageError(CustomersError):
    """{problem}"""

    code, status = "usage", ExitStatus.USAGE


class InvalidInputError(CustomersError):
    """{problem}"""

    code, status = "invalid", ExitStatus.USAGE


class InvalidSettingError(CustomersError):
    """{name} is {value!r}; it must be {allowed}"""

    code, status = "invalid", ExitStatus.USAGE
    remedy = Remedy("show_settings")


class InvalidUrlError(InvalidSettingError):
    """{name} {problem}; it must be {allowed}"""


class UnknownShopError(InvalidSettingError):
    """{name} is {value!r}; it must be {allowed}; {path} {shops}"""


class InvalidFieldError(CustomersError):
    """{field}: {problem}"""

    code, status = "invalid", ExitStatus.USAGE


class TagLimitError(CustomersError):
    """{name} would have {count} tags; at most {limit} are allowed"""

    code, status = "invalid", ExitStatus.USAGE


class NothingSelectedError(CustomersError):
    """no customers given"""

    code, status = "usage", ExitStatus.USAGE
    remedy = Remedy("select_customers")


class ConfirmationRequiredError(CustomersError):
    """confirmation needed, and there is no terminal to ask on"""

    code, status = "usage", ExitStatus.USAGE
    remedy = Remedy("confirm")


class DeclinedError(CustomersError):
    """declined; nothing was changed"""

    code, status = "usage", ExitStatus.USAGE


class SelectionGuardError(CustomersError):
    """{count} customers match, {expected}; nothing was changed"""

    code, status = "usage", ExitStatus.USAGE

    def reword(self, parameter: Callable[[str], str], remedies: Mapping[str, str]) -> None:
        """Put the sentence into the singular where one customer matches."""
        super().reword(parameter, remedies)
        if self.details["count"] == 1:
            self.args = (f"1 customer matches, {self.details['expected']}; nothing was changed",)


class UnreadableFileError(CustomersError):
    """cannot read {path}: {reason}"""

    code, status = "usage", ExitStatus.USAGE


class UnwritableFileError(CustomersError):
    """cannot write {path}: {reason}"""

    code, status = "usage", ExitStatus.USAGE


class BrokenFileError(CustomersError):
    """{path}, line {line}: {problem}"""

    code, status = "invalid", ExitStatus.USAGE


class BrokenConfigurationError(CustomersError):
    """{path}: {problem}"""

    code, status = "invalid", ExitStatus.USAGE


class QueryFailedError(CustomersError):
    """the query of {query} failed: {reason}"""

    parameters = ("query",)
    code, status = "usage", ExitStatus.USAGE
    hint = "the other database is only read: give one SELECT that it takes"


class UntrustedFileError(CustomersError):
    """refused the settings in {path}: {reason}"""

    code, status = "usage", ExitStatus.USAGE
    remedy = Remedy("name_env_file")
