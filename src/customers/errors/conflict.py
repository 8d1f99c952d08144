"""Conflicts with what is stored or with another process: exit status 4."""

from customers.errors.base import CustomersError, ExitStatus, Remedy


class EmailTakenError(CustomersError):
    """the email {email} belongs to customer {name}"""

    code, status = "conflict", ExitStatus.CONFLICT


class ExternalIdTakenError(CustomersError):
    """the external id {external_id} belongs to customer {name}"""

    code, status = "conflict", ExitStatus.CONFLICT


class SegmentExistsError(CustomersError):
    """there is a saved segment {name} already"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("replace_segment")


class AmbiguousReferenceError(CustomersError):
    """{reference} could be any of {count} customers: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name the one you mean by its id"


class ShortNameError(CustomersError):
    """{reference} is not a complete name of {customer}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class AmbiguousOrderError(CustomersError):
    """{reference} could be any of {count} orders: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name one as SOURCE:NUMBER"


class AmbiguousRunError(CustomersError):
    """{reference} could be any of several runs: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name the one you mean by more of the end of its id"


class AmbiguousMergeError(CustomersError):
    """{reference} could be any of several merges: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name the one you mean by more of the end of its id"


class CustomerChangedError(CustomersError):
    """customer {customer} was changed at {updated_at}, after {expected}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("repeat_change")


class IdentityTakenError(CustomersError):
    """an email, external id or order number was taken by another run at the same moment; nothing of this was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again"


class FileAlreadyExistsError(CustomersError):
    """{path} is there already; nothing was written"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("overwrite_file")


class ShopNotEmptyError(CustomersError):
    """the database {url} holds a shop already; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("replace_shop")


class BackupUnsealedError(CustomersError):
    """{path} has no seal of a backup; nothing was written"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("take_unsealed")


class RowConflictError(CustomersError):
    """{path}, line {line}: {problem}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class AlreadyMergedError(CustomersError):
    """customer {reference} was merged into {survivor} already"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("name_survivor")


class CannotMergeError(CustomersError):
    """customer {reference} cannot be merged: {reason}"""

    code, status = "conflict", ExitStatus.CONFLICT


class CannotUnmergeError(CustomersError):
    """merge {merge} cannot be undone: {reason}"""

    code, status = "conflict", ExitStatus.CONFLICT


class CannotUndoError(CustomersError):
    """run {run} cannot be undone: {reason}"""

    code, status = "conflict", ExitStatus.CONFLICT


class UndoCollisionError(CustomersError):
    """run {run} cannot be undone as a whole, nothing was changed: {listed}"""

    code, status = "conflict", ExitStatus.CONFLICT


class ConcurrentUpdateError(CustomersError):
    """other runs kept changing the same rows at the same moment, {attempts} times in a row; nothing of this was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again when less is going on"


class SelectionChangedError(CustomersError):
    """the selection changed after it was confirmed: {added} customers are new in it, {unmatched} match no longer; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again, and confirm the customers of now"
