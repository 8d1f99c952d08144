"""`customers duplicates review`: pair by pair on a terminal."""

import json
from typing import Any

from customers.errors import ExitStatus
from tests.cli.test_terminal import HOSTILE, SGR, STEERING
from tests.support.factories import HOME, create, create_many, query, show
from tests.support.program import Program
from tests.support.terminal import Screen

PHONE, ANOTHER = "+919876543210", "+919123456789"
PROMPT = "[m]erge [s]wap [f]ield [d]ismiss [n]ext [b]ack [q]uit [?] "
PLAIN = {"NO_COLOR": "1"}
WITHOUT_KEYS = "import sys; sys.modules['termios'] = None\n"


def twice(customers: Program) -> None:
    """Create two pairs that look like one person each; the first one has the higher score."""
    at_home = {"last_name": "Rao", "phone": PHONE, "addresses": [{"type": "shipping", **HOME}]}
    create_many(
        customers,
        {"first_name": "Asha", "email": "asha.rao@gmail.com", "created_at": "2024-01-01", **at_home},
        {"first_name": "Asha", "email": "asharao+shop@gmail.com", "created_at": "2026-03-01", "notes": "likes mangoes", **at_home},
        {"first_name": "Meera", "last_name": "Nair", "email": "meera@example.com", "phone": ANOTHER, "created_at": "2024-01-01"},
        {"first_name": "Meera", "last_name": "Nair", "email": "nair@example.com", "phone": ANOTHER, "created_at": "2026-03-01"},
    )


def review(customers: Program, *options: str, columns: int = 80, before: str = "") -> Screen:
    """Start a review on a terminal."""
    return Screen(customers, "duplicates", "review", "-o", "jsonl", *options, columns=columns, env=PLAIN, before=before)


def plain(text: str) -> str:
    """Return what came on the screen without its styles, each run of blanks as one."""
    return "\n".join(" ".join(line.split()) for line in SGR.sub("", text).splitlines())


def counts(screen: Screen) -> list[int]:
    """Return the numbers of the summary: pairs, merged, dismissed, skipped, settled, remaining."""
    (line,) = (line for line in screen.finish().splitlines() if line.startswith("{"))
    return list(json.loads(line).values())


def press(screen: Screen, text: str, until: str = PROMPT) -> str:
    """Press keys, wait for a text, and return what came on the screen meanwhile."""
    before = len(screen.seen)
    screen.type(text)
    screen.wait_for_more(until)
    return screen.seen[before:].replace("\r\n", "\n")


def runs(customers: Program) -> list[Any]:
    """Return the runs, oldest first, without that of the import."""
    return customers("runs", "--all", "-o", "jsonl").succeeds().jsonl()[-2::-1]


def test_review_merges_swaps_takes_dismisses_and_goes_back(customers: Program) -> None:
    twice(customers)
    with review(customers, "--reason", "spring clean", "--actor", "meera") as screen:
        screen.wait_for(PROMPT)
        first = screen.seen.replace("\r\n", "\n")
        swapped = press(screen, "s")
        taken = press(screen, "f", "absorbed profile? ") + press(screen, "phone\n")
        second = press(screen, "m")
        back = press(screen, "b")
        press(screen, "d", "no reason. ")
        press(screen, "sisters\n")
        press(screen, "\x1b[A")
        screen.type("m")
        assert counts(screen) == [2, 1, 1, 0, 0, 0]

    assert "1 of 2, score 0.99" in first
    assert "same\nphone; same address." in first
    assert "Email asha.rao@gmail.com ≠ asharao+shop@gmail.com" in plain(first)
    assert "Notes - likes mangoes" in plain(first)
    assert "First name Asha = Asha" in plain(first)
    assert "Email asharao+shop@gmail.com ≠ asha.rao@gmail.com" in plain(swapped)
    assert "* Phone +919876543210 = +919876543210" in plain(taken)
    assert "Merged Asha Rao <asha.rao@gmail.com>" in second
    assert "2 of 2, score 0.9" in second
    assert "Undid the merge." in back
    assert screen.process.returncode == ExitStatus.DONE
    recorded = [(run["command"], run["actor"], run["reason"], run["state"]) for run in runs(customers)]
    assert recorded == [
        ("merge", "meera", "spring clean", "done"),
        ("unmerge", "meera", "spring clean", "done"),
        ("duplicates dismiss", "meera", "sisters", "done"),
        ("merge", "meera", "spring clean", "done"),
    ]
    assert show(customers, "nair@example.com")["email"] == "meera@example.com"
    assert show(customers, "asharao+shop@gmail.com")["email"] == "asharao+shop@gmail.com"
    assert customers("duplicates", "-o", "ids").succeeds().stdout == ""


def test_merge_of_changed_pair_is_refused(sqlite_customers: Program) -> None:
    twice(sqlite_customers)
    with review(sqlite_customers) as screen:
        screen.wait_for(PROMPT)
        sqlite_customers("update", "asha.rao@gmail.com", "--notes", "changed meanwhile").succeeds()
        seen = press(screen, "m")
        sqlite_customers("delete", "asha.rao@gmail.com", "--yes").succeeds()
        second = press(screen, "m")

    assert "Error: Asha Rao (asha.rao@gmail.com) was changed at" in seen
    assert "changed meanwhile" in seen
    assert "1 of 2" in seen
    assert "2 of 2" in second
    assert [run["command"] for run in runs(sqlite_customers)] == ["update", "delete"]


def test_cluster_is_followed_to_the_surviving_profile(sqlite_customers: Program) -> None:
    people = [{"first_name": "Asha", "last_name": "Rao", "email": f"a{number}@example.com", "phone": PHONE} for number in range(3)]
    create_many(sqlite_customers, *people)
    with review(sqlite_customers) as screen:
        screen.wait_for("1 of 3")
        screen.wait_for(PROMPT)
        press(screen, "m")
        screen.type("m")
        assert counts(screen) == [3, 2, 0, 0, 1, 0]

    assert len(sqlite_customers("list", "-o", "ids").stdout.splitlines()) == 1


def test_interrupted_review_leaves_terminal_and_database_as_they_were(sqlite_customers: Program) -> None:
    twice(sqlite_customers)
    with review(sqlite_customers) as screen:
        screen.wait_for(PROMPT)
        press(screen, "d", "no reason. ")
        press(screen, "\n")
        screen.type("\x03")
        seen = screen.finish()

        assert screen.process.returncode == ExitStatus.INTERRUPTED
        assert screen.echoes()
    assert "Traceback" not in seen
    assert [(run["command"], run["reason"]) for run in runs(sqlite_customers)] == [("duplicates dismiss", None)]


def test_dry_run_reads_lines_where_terminal_has_no_keys(sqlite_customers: Program) -> None:
    twice(sqlite_customers)
    with review(sqlite_customers, "--dry-run", columns=44, before=WITHOUT_KEYS) as screen:
        screen.wait_for(PROMPT)
        first = screen.seen.replace("\r\n", "\n")
        merged = press(screen, "m\n")
        press(screen, "b\n")
        press(screen, "n\n")
        screen.type("q\n")
        numbers = counts(screen)

    # An email is never broken.
    assert "Email ≠\nSurvivor asha.rao@gmail.com\nAbsorbed asharao+shop@gmail.com\n" in plain(first) + "\n"
    assert "Would merge Asha Rao" in merged
    assert "Dry run: nothing was changed." in screen.seen
    assert numbers[:6] == [2, 0, 0, 1, 0, 1]
    assert runs(sqlite_customers) == []


def test_review_without_terminal_is_refused(sqlite_customers: Program) -> None:
    sqlite_customers("duplicates", "review").fails(
        ExitStatus.USAGE, "a review needs a terminal", "`customers duplicates -o jsonl`", "`customers merge --batch -`"
    )
    sqlite_customers("duplicates", "review", "--min-score", "2").fails(ExitStatus.USAGE, "--min-score")


def test_review_of_no_pair_ends_at_once(sqlite_customers: Program) -> None:
    with review(sqlite_customers) as screen:
        assert counts(screen) == [0, 0, 0, 0, 0, 0]
    assert "No pairs look like one person." in screen.seen


def test_hostile_values_are_shown_as_text(sqlite_customers: Program) -> None:
    for number in range(2):
        create(
            sqlite_customers,
            "Zo\u00eb",
            last_name="[red] \u05e9\u05dc\u05d5\u05dd \U0001f600 \u5c71\u7530",
            phone=PHONE,
            notes=f"a\nb{number}",
        )
    update = "UPDATE customers SET last_name = {}, notes = {}"
    query(sqlite_customers.url, update, HOSTILE, HOSTILE * 9)

    with review(sqlite_customers, "--min-score", "0") as screen:
        screen.wait_for(PROMPT)
        press(screen, "s")
        screen.type("m")
        screen.finish()

    text = SGR.sub("", screen.seen[screen.seen.index("1 of 1") :]).replace("\r\n", "\n")
    assert not STEERING.search(text)
    assert "[bold red]x[/]" in text
