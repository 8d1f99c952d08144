"""Two users of one SQLite file: the rights that each needs, the message without them, and the files that stay beside it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program, Result

# Numbers that no account has, and their group.
OWNER, OTHER, GROUP = 54_321, 54_322, 54_320
pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the program as other users"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]
LIST, CREATE, DOCTOR = ("list", "-o", "ids"), ("create", "--first-name", "Asha", "-o", "ids"), ("doctor",)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return a folder for a shop that a group shares, where every user can reach it."""
    base = Path(tempfile.mkdtemp(dir="/tmp"))
    base.chmod(0o755)
    folder = base / "shared"
    folder.mkdir()
    os.chown(folder, OWNER, GROUP)
    folder.chmod(0o2770)
    for user in (OWNER, OTHER):
        (base / str(user)).mkdir()
        os.chown(base / str(user), user, GROUP)
    # What a command imports is imported now: other users cannot read the modules of root.
    warm = Program(f"sqlite:///{base / 'warm.db'}", base / "home")
    for command in (CREATE, LIST, DOCTOR, ("update", "nobody@example.com", "--notes", "x")):
        warm(*command)
    yield folder
    shutil.rmtree(base)


def run_as(user: int, folder: Path, *arguments: str) -> Result:
    """Run a command on the shop of a folder as another user of the group, with an umask that permits the group nothing."""
    home = folder.parent / str(user)
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.umask(0o077)
            os.setgroups([GROUP])
            os.setegid(GROUP)
            os.seteuid(user)
            done = Program(f"sqlite:///{folder / 'shop.db'}", home)(*arguments, cwd=home)
            os.write(writer, json.dumps([int(done.status), done.stdout, done.stderr]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        status, stdout, stderr = json.loads(stream.read())
    os.waitpid(process, 0)
    return Result(arguments, status, stdout, stderr)


def said(done: Result) -> str:
    """Return stderr with single blanks."""
    return " ".join(done.stderr.split())


def test_file_of_another_user_is_refused_with_its_owner_and_the_command(shared: Path) -> None:
    run_as(OWNER, shared, *CREATE).succeeds()
    shop = shared / "shop.db"

    for command in (LIST, CREATE, DOCTOR):
        done = run_as(OTHER, shared, *command).fails(ExitStatus.DATABASE)
        assert f"{shop} belongs to user {OWNER}, and this user may not read it" in said(done)
        assert f"`chmod g+rw {shop}`" in said(done)
    shop.chmod(0o660)
    for user in (OTHER, OWNER, OTHER):
        run_as(user, shared, *CREATE).succeeds()
        run_as(user, shared, *DOCTOR).succeeds()
    assert [file.name for file in shared.iterdir()] == ["shop.db"]


def test_user_who_may_only_read_leaves_the_owner_writing(shared: Path) -> None:
    created = run_as(OWNER, shared, *CREATE).succeeds().stdout
    shop = shared / "shop.db"
    shop.chmod(0o640)

    assert run_as(OTHER, shared, *LIST).succeeds().stdout == created
    refused = run_as(OTHER, shared, *CREATE).fails(ExitStatus.DATABASE)
    assert f"{shop} belongs to user {OWNER}, and this user may not change it" in said(refused)
    assert "the search index was not checked" in said(run_as(OTHER, shared, *DOCTOR).succeeds()).lower()

    run_as(OWNER, shared, *CREATE).succeeds()
    run_as(OWNER, shared, *DOCTOR).succeeds()
    assert [file.name for file in shared.iterdir()] == ["shop.db"]


def test_folder_that_cannot_be_opened_is_named(shared: Path) -> None:
    run_as(OWNER, shared, *CREATE).succeeds()
    shared.chmod(0o700)

    for command in (LIST, CREATE, DOCTOR):
        done = run_as(OTHER, shared, *command).fails(ExitStatus.DATABASE)
        assert f"this user may not open the folder {shared}" in said(done)
        assert f"`chmod g+rwx {shared}`" in said(done)


def test_log_of_another_user_is_named(shared: Path) -> None:
    run_as(OWNER, shared, *CREATE).succeeds()
    shop, log = shared / "shop.db", shared / "shop.db-wal"
    shop.chmod(0o660)
    log.write_bytes(b"")
    os.chown(log, OWNER, GROUP)
    log.chmod(0o600)

    done = run_as(OTHER, shared, *CREATE).fails(ExitStatus.DATABASE)

    assert f"{log} belongs to user {OWNER}" in said(done)
    assert f"`chmod g+rw {log}`" in said(done)
