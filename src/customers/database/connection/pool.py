"""The pool of an engine: a connection for each transaction, or one for many."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.pool import ConnectionPoolEntry, NullPool


class KeepingPool(NullPool):
    """A pool that closes what is returned to it, but for one connection while `keeping` lasts."""

    _is_keeping = False
    _spare: ConnectionPoolEntry | None = None

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep one connection open between transactions: it has its cache still, and tells what others wrote meanwhile."""
        self._is_keeping = True
        try:
            yield
        finally:
            self._is_keeping = False
            if (spare := self._take()) is not None:
                spare.close()

    def _take(self) -> ConnectionPoolEntry | None:
        spare, self._spare = self._spare, None
        return spare

    def _do_get(self) -> ConnectionPoolEntry:
        return self._take() or super()._do_get()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if self._is_keeping and self._spare is None and record.dbapi_connection is not None:
            self._spare = record
        else:
            super()._do_return_conn(record)
