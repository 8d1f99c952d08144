"""What a connection that cannot be cleaned up leaves behind."""

import subprocess
import sys

import pytest

# A signal behind the start of a statement, as COPY begins with one: the driver cannot roll back, and the pool logs that.
INTERRUPTED = """
import sys

from customers.database.connection.engine import connect, open_engine

try:
    with connect(open_engine(sys.argv[1]), writing=False) as connection:
        connection.connection.driver_connection.pgconn.send_query(b"SELECT 1")
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.trial
def test_interrupted_statement_writes_no_traceback(postgres_url: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, postgres_url], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("interrupted\n", "")
