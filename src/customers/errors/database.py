"""Errors of the database: exit status 5."""

from customers.errors.base import CustomersError, ExitStatus, Remedy


class DatabaseUnreachableError(CustomersError):
    """cannot open the database {url}: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("check_database")


class SourceUnreachableError(CustomersError):
    """cannot open the database {url} of {from_url}: {reason}"""

    parameters = ("from_url",)
    code, status = "database", ExitStatus.DATABASE
    hint = "check the URL and that the server runs; nothing was imported"


class SchemaMissingError(CustomersError):
    """the database {url} has no schema of this program"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("create_schema")


class SchemaOutdatedError(CustomersError):
    """the database {url} has the older schema {found}; this program needs {wanted}"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("upgrade_schema")


class SchemaTooNewError(CustomersError):
    """the database {url} has the schema {found}, which this program (schema {wanted}) does not know"""

    code, status = "database", ExitStatus.DATABASE
    hint = "use a newer version of customers; nothing was changed"


class DatabaseFailedError(CustomersError):
    """the database failed: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "nothing of this command was committed beyond what it already reported"


class WorkerNodeError(CustomersError):
    """cannot use the database {url}: this is a worker of a cluster, not its coordinator"""

    code, status = "database", ExitStatus.DATABASE
    hint = "use the coordinator"


class CannotDistributeError(CustomersError):
    """the database {url} cannot be distributed: {reason}"""

    code, status = "database", ExitStatus.DATABASE


class BackupUnusableError(CustomersError):
    """cannot restore {path}: {reason}; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    hint = "take another backup"


class BackupChangedError(CustomersError):
    """cannot restore {path}: its content is not what the backup wrote, by its checksum; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("copy_shop")


class CannotReplaceError(CustomersError):
    """the shop {url} cannot be replaced: {reason}; nothing was changed"""

    code, status = "database", ExitStatus.DATABASE
    hint = "restore the backup into a new database, and name that one from then on"


class CopyMismatchError(CustomersError):
    """what arrived is not what was sent: {tables}; nothing was kept"""

    code, status = "database", ExitStatus.DATABASE
    hint = "check the disk and the memory of the machine, then run it again"


class DatabaseMissingError(SchemaMissingError):
    """there is no database {url}"""


class ForeignDatabaseError(SchemaMissingError):
    """the database {url} belongs to another program: it has tables, and no schema of this one"""

    hint = "check the name; nothing was changed"


class DatabaseFileReplacedError(CustomersError):
    """the database file {path} was removed or replaced while this run was at work on it"""

    code, status = "database", ExitStatus.DATABASE
    hint = "what was not committed is rolled back; bring the file back, then run this again"
