"""Errors of what is not there: exit status 3."""

from customers.errors.base import CustomersError, ExitStatus, Remedy


class CustomerNotFoundError(CustomersError):
    """no customer {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("find_customer")


class CustomerDeletedError(CustomersError):
    """customer {reference} is deleted"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("restore_customer")


class CustomerErasedError(CustomerNotFoundError):
    """customer {reference} was erased on {date}; its personal data has been removed"""

    remedy = Remedy("show_history")


class CustomerUndoneError(CustomerNotFoundError):
    """customer {reference} left the shop: the run that created it was undone"""

    remedy = Remedy("list_runs")


class AddressNotFoundError(CustomersError):
    """{name} has no address {address}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("list_addresses")


class TagNotFoundError(CustomersError):
    """no customer has the tag {tag}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("list_tags")


class SegmentNotFoundError(CustomersError):
    """no saved segment {name}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("list_segments")


class MergeNotFoundError(CustomersError):
    """no merge {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("list_merges")


class SurvivorNamedError(MergeNotFoundError):
    """no merge {reference}: {survivor} is the surviving profile, which absorbed {absorbed}"""


class RunNotFoundError(CustomersError):
    """no run {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("list_runs")


class OrderNotFoundError(CustomersError):
    """no order {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    remedy = Remedy("find_order")


class OrderDeletedError(OrderNotFoundError):
    """the order {reference} was deleted on {date}"""

    remedy = Remedy("show_history")
