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
    """the database {url} has no tables of this program"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("create_schema")


class SchemaOutdatedError(CustomersError):
    """the database {url} has schema {found}; this version of the program needs {wanted}"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("upgrade_schema")


class SchemaTooNewError(CustomersError):
    """the database {url} has schema {found}, newer than this program's {wanted}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "upgrade the program; nothing was changed"


class DatabaseFailedError(CustomersError):
    """the database failed: {reason}"""

    code, status = "database", ExitStatus.DATABASE
    hint = "only what this command already reported is committed"


class DocumentDamagedError(CustomersError):
    """a stored document is damaged: {document} is not in the form that this program writes"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("examine_shop")


class WorkerNodeError(CustomersError):
    """cannot use the database {url}: it is a worker of a cluster, not its coordinator"""

    code, status = "database", ExitStatus.DATABASE
    hint = "name the coordinator instead"


class CannotDistributeError(CustomersError):
    """the database {url} cannot be distributed: {reason}"""

    code, status = "database", ExitStatus.DATABASE


class BackupUnusableError(CustomersError):
    """cannot restore {path}: {reason}; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    hint = "use another backup"


class BackupChangedError(CustomersError):
    """cannot restore {path}: its content does not match its checksum; nothing was written"""

    code, status = "database", ExitStatus.DATABASE
    remedy = Remedy("copy_shop")


class CannotReplaceError(CustomersError):
    """the shop {url} cannot be replaced: {reason}; nothing was changed"""

    code, status = "database", ExitStatus.DATABASE
    hint = "restore the backup into a new database, and use that one from now on"


class CopyMismatchError(CustomersError):
    """the copy differs from the original: {tables}; nothing was kept"""

    code, status = "database", ExitStatus.DATABASE
    hint = "check the disk and the memory of the machine, then run it again"


class DatabaseMissingError(SchemaMissingError):
    """there is no database {url}"""


class ForeignDatabaseError(SchemaMissingError):
    """the database {url} belongs to another program: its tables are not those of a shop"""

    hint = "check the name; nothing was changed"


class DatabaseFileReplacedError(CustomersError):
    """the database file {path} was removed or replaced while this command was using it"""

    code, status = "database", ExitStatus.DATABASE
    hint = "uncommitted changes are rolled back; put the file back, then run this again"
