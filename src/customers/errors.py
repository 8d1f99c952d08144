"""Every error the program expects: one class an error, with its message, stable code, exit status and remedy.

The docstring of a class is its message; `{name}` in it is filled from the keyword arguments. Anything else that is
raised is a fault of the program and ends with status 1.
"""

from customers.exits import CustomersError as CustomersError
from customers.exits import ExitStatus as ExitStatus


# Wrong usage: exit 2
class UsageError(CustomersError):
    """{problem}"""

    code, status = "usage", ExitStatus.USAGE


class Invalid(CustomersError):
    """{problem}"""

    code, status = "invalid", ExitStatus.USAGE


class InvalidSetting(CustomersError):
    """{name} is {value!r}; it must be {allowed}"""

    code, status = "invalid", ExitStatus.USAGE
    hint = "`customers config` shows every setting and where it comes from"


class InvalidAddress(InvalidSetting):
    """{name} {problem}; it must be {allowed}"""


class InvalidField(CustomersError):
    """{field}: {problem}"""

    code, status = "invalid", ExitStatus.USAGE


class TagLimitReached(CustomersError):
    """customer {customer} would have {count} tags; at most {limit} are allowed"""

    code, status = "invalid", ExitStatus.USAGE


class NothingSelected(CustomersError):
    """name customers or a selection: nothing never means everything"""

    code, status = "usage", ExitStatus.USAGE
    hint = "for example: CUSTOMER, `-` for ids on standard input, or --tag, --segment, --vip ..."


class ConfirmationNeeded(CustomersError):
    """this needs a confirmation, and there is no terminal to ask on"""

    code, status = "usage", ExitStatus.USAGE
    hint = "add --yes to confirm, or --dry-run to see what would change"


class Declined(CustomersError):
    """declined; nothing was changed"""

    code, status = "usage", ExitStatus.USAGE


class SelectionGuard(CustomersError):
    """the selection holds {count} customers, {expected}; nothing was changed"""

    code, status = "usage", ExitStatus.USAGE


class UnreadableFile(CustomersError):
    """cannot read {path}: {reason}"""

    code, status = "usage", ExitStatus.USAGE


class UnwritableFile(CustomersError):
    """cannot write {path}: {reason}"""

    code, status = "usage", ExitStatus.USAGE


class BrokenFile(CustomersError):
    """{path}, line {line}: {problem}"""

    code, status = "invalid", ExitStatus.USAGE


class QueryFailed(CustomersError):
    """the query of --query failed: {reason}"""

    code, status = "usage", ExitStatus.USAGE
    hint = "the other database is only read: give one SELECT that it takes"


# Not there: exit 3
class CustomerNotFound(CustomersError):
    """no customer {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "give an id, an email, a phone or SYSTEM:EXTERNAL_ID; `customers list --search TEXT` looks for one"


class CustomerDeleted(CustomersError):
    """customer {reference} is deleted"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers restore` brings a deleted customer back"


class CustomerErased(CustomerNotFound):
    """customer {reference} was erased on {date}; nothing of who it was is left"""

    hint = "`customers history CUSTOMER` shows who did it and why"


class AddressNotFound(CustomersError):
    """customer {customer} has no address {address}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers address list CUSTOMER` shows the ids"


class TagNotFound(CustomersError):
    """no customer has the tag {tag}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers tag list` shows every tag in use"


class MergeNotFound(CustomersError):
    """no merge {reference}"""

    code, status = "not_found", ExitStatus.NOT_FOUND
    hint = "`customers merges` lists them; the id of an absorbed profile names its merge too"


# Conflicts: exit 4
class EmailTaken(CustomersError):
    """the email {email} belongs to customer {owner}"""

    code, status = "conflict", ExitStatus.CONFLICT


class ExternalIdTaken(CustomersError):
    """the external id {external_id} belongs to customer {owner}"""

    code, status = "conflict", ExitStatus.CONFLICT


class AmbiguousReference(CustomersError):
    """{reference} could be any of {count} customers: {candidates}"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name the one you mean by its id"


class ChangedMeanwhile(CustomersError):
    """customer {customer} was changed at {updated_at}, after {expected}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "look at it again with `customers show`, then repeat the change"


class TakenMeanwhile(CustomersError):
    """an email, external id or order number was taken by another run at the same moment; nothing of this was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again"


class FileExists(CustomersError):
    """{path} is there already; nothing was written"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name another file, remove this one, or add --overwrite"


class ShopNotEmpty(CustomersError):
    """the database {url} holds a shop already; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name an empty database: a new file, or a new database of PostgreSQL"


class RowConflict(CustomersError):
    """{path}, line {line}: {problem}; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT


class AlreadyMerged(CustomersError):
    """customer {reference} was merged into {survivor} already"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "name the surviving profile where that one is meant; `customers merges` lists the merges"


class CannotMerge(CustomersError):
    """customer {reference} cannot be merged: {reason}"""

    code, status = "conflict", ExitStatus.CONFLICT


class CannotUnmerge(CustomersError):
    """merge {merge} cannot be undone: {reason}"""

    code, status = "conflict", ExitStatus.CONFLICT


# The database: exit 5
class DatabaseUnreachable(CustomersError):
    """cannot open the database {url}: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "check CUSTOMERS_DATABASE_URL and that the server runs; `customers config` shows the setting"


class SourceUnreachable(CustomersError):
    """cannot open the database {url} of --from-url: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "check the URL and that the server runs; nothing was imported"


class SchemaMissing(CustomersError):
    """the database {url} has no schema of this program"""

    code, status = "database", ExitStatus.DATABASE
    hint = "run `customers db upgrade` to make it"


class SchemaBehind(CustomersError):
    """the database {url} has the older schema {found}; this program needs {wanted}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "run `customers db upgrade`"


class SchemaAhead(CustomersError):
    """the database {url} has the schema {found}, which this program (schema {wanted}) does not know"""

    code, status = "database", ExitStatus.DATABASE
    hint = "use a newer version of customers; nothing was changed"


class DatabaseFailed(CustomersError):
    """the database failed: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "nothing of this command was committed beyond what it already reported"


class CannotDistribute(CustomersError):
    """the database {url} cannot be distributed: {reason}"""

    code, status = "database", ExitStatus.DATABASE


class BackupUnusable(CustomersError):
    """cannot restore {path}: {reason}; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    hint = "take another backup"


class BackupChanged(CustomersError):
    """cannot restore {path}: its content is not what the backup wrote, by its checksum; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    hint = "take another backup; if it was worked on as a shop since, `customers db copy` moves it as it is"


class CopyDiffers(CustomersError):
    """what arrived is not what was sent: {tables}; nothing was kept"""

    code, status = "database", ExitStatus.DATABASE
    hint = "check the disk and the memory of the machine, then run it again"


# In part and busy: exits 6 and 7
class PartlyDone(CustomersError):
    """{refused} of {total} {what} were refused"""

    code, status = "partial", ExitStatus.PARTIAL


class ProblemsFound(CustomersError):
    """{problems} of {checks} checks found something off"""

    code, status = "partial", ExitStatus.PARTIAL


class Busy(CustomersError):
    """another run of {job} holds the lock{holder}"""

    code, status = "busy", ExitStatus.BUSY
    hint = "wait for it to end, then run this again"
