"""Conflicts with what is stored or with another process: exit status 4."""

from customers.errors.base import CustomersError, ExitStatus, Remedy


class EmailTakenError(CustomersError):
    """the email {email} belongs to customer {name}"""

    code, status = "conflict", ExitStatus.CONFLICT


class ExternalIdTakenError(CustomersError):
    """the external id {external_id} belongs to customer {name}"""

    code, status = "conflict", ExitStatus.CONFLICT


class SegmentExistsError(CustomersError):
    """the saved segment {name} already exists"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("replace_segment")


class AmbiguousReferenceError(CustomersError):
    """{reference} could be any of {count} customers: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "use the id of the right one"


class ShortNameError(CustomersError):
    """{reference} is not a complete name of {customer}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class AmbiguousOrderError(CustomersError):
    """{reference} could be any of {count} orders: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "write it as SOURCE:NUMBER"


class AmbiguousRunError(CustomersError):
    """{reference} could be any of several runs: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "give more characters of the end of its id"


class AmbiguousMergeError(CustomersError):
    """{reference} could be any of several merges: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "give more characters of the end of its id"


class CustomerChangedError(CustomersError):
    """{name} was changed at {updated_at}, after {expected}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("repeat_change")


class IdentityTakenError(CustomersError):
    """another run took the same email, external id or order number at the same moment; nothing was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again"


class FileAlreadyExistsError(CustomersError):
    """{path} already exists; nothing was written"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("overwrite_file")


class ShopNotEmptyError(CustomersError):
    """the database {url} already holds a shop; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("replace_shop")


class BackupUnsealedError(CustomersError):
    """{path} has no backup seal; nothing was written"""

    code, status = "conflict", ExitStatus.CONFLICT
    remedy = Remedy("take_unsealed")


class RowConflictError(CustomersError):
    """{path}, line {line}: {problem}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class AlreadyMergedError(CustomersError):
    """customer {reference} is already merged into {name}"""

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
    """run {run} cannot be undone completely: {listed}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class ConcurrentUpdateError(CustomersError):
    """gave up after {attempts} attempts: other runs kept changing the same rows; nothing was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "try again when fewer commands are running"


class SelectionChangedError(CustomersError):
    """the selection changed after it was confirmed: {added} customers are new, {unmatched} no longer match; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again and confirm the new selection"
