"""Errors of what is not there: exit status 3."""

from customers.errors.base import CustomersError, ExitStatus


class CustomerNotFoundError(CustomersError):
    """no customer {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "give an id, an email, a phone or SYSTEM:EXTERNAL_ID; `customers list --search TEXT` looks for one"


class CustomerDeletedError(CustomersError):
    """customer {reference} is deleted"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers restore` brings a deleted customer back"


class CustomerErasedError(CustomerNotFoundError):
    """customer {reference} was erased on {date}; nothing of who it was is left"""

    hint = "`customers history CUSTOMER` shows who did it and why"


class AddressNotFoundError(CustomersError):
    """customer {customer} has no address {address}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers address list CUSTOMER` shows the ids"


class TagNotFoundError(CustomersError):
    """no customer has the tag {tag}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers tag list` shows every tag in use"


class MergeNotFoundError(CustomersError):
    """no merge {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers merges` lists them; the id of an absorbed profile names its merge too"
