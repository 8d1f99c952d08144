"""Errors that come from outside of a run: from other runs at the same rows, and from a file that is not the expected one."""

from customers.errors import Busy, CustomersError, ExitStatus, SchemaMissing


class Contended(CustomersError):
    """other runs kept changing the same rows at the same moment, {attempts} times in a row; nothing of this was committed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again when less is going on"


class SelectionChanged(CustomersError):
    """the selection changed after it was confirmed: {added} customers are new in it, {unmatched} match no longer; nothing was changed"""

    code, status = "conflict", ExitStatus.CONFLICT
    hint = "run it again, and confirm the customers of now"


class StillLocked(Busy):
    """gave up after {seconds} s of waiting for a lock{holder}; nothing of this was committed"""

    hint = "wait for that to end, then run this again; CUSTOMERS_LOCK_TIMEOUT sets how many seconds are waited"


class DatabaseMissing(SchemaMissing):
    """there is no database {url}"""


class ForeignDatabase(SchemaMissing):
    """the database {url} belongs to another program: it has tables, and no schema of this one"""

    hint = "check the name; nothing was changed"


class FileReplaced(CustomersError):
    """the database file {path} was removed or replaced while this run was at work on it"""

    code, status = "database", ExitStatus.DATABASE
    hint = "what was not committed is rolled back; bring the file back, then run this again"


class UntrustedFile(CustomersError):
    """the settings in {path} are not taken: {reason}"""

    code, status = "usage", ExitStatus.USAGE
    hint = "where they are yours, name the file: `--env-file .env`"
