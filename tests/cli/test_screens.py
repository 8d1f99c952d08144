"""What a terminal shows instead of tables: the card of a customer, the log of runs, pairs and merges side by side."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from customers.domain.ids import shown_end
from tests.cli.test_table_widths import SGR, at_width
from tests.cli.test_terminal import on_terminal
from tests.support.factories import HOME, create, import_orders, order
from tests.support.kept import kept
from tests.support.program import Program

EMAIL = "asha@example.com"


@pytest.fixture
@kept
def asha(sqlite_customers: Program) -> Any:
    """Return a customer with two orders of long ago, a note, tags, an alias, two addresses and a pin."""
    person = create(
        sqlite_customers,
        "Asha",
        last_name="Rao",
        email=EMAIL,
        phone="+919876543210",
        tags=["Wholesale"],
        notes="Calls after six.",
        addresses=[{"type": "shipping", **HOME}, {"type": "billing", **HOME, "city": "Mumbai"}],
    )
    import_orders(sqlite_customers, order(person, "A-1", "1200.50"), order(person, "A-2", "99.50", status="cancelled"))
    sqlite_customers("vip", "pin", person["id"], "--reason", "founder").succeeds()
    return person


def lines_of(text: str) -> list[str]:
    """Return the lines of a screen without blanks at their ends."""
    return [line.rstrip() for line in text.splitlines()]


def test_card_has_contact_value_segments_orders_and_changes(sqlite_customers: Program, asha: Any) -> None:
    sqlite_customers("update", asha["id"], "--last-name", "Kulkarni", "--actor", "meera").succeeds()

    lines = lines_of(at_width(sqlite_customers, 80, "show", EMAIL).stdout)

    assert lines[0].split() == ["Asha", "Kulkarni", "VIP"]
    assert lines[1] == asha["id"]
    values = {words[0]: words[1:] for line in lines if (words := line.split())}
    assert values["Email"] == [EMAIL]
    assert values["Spent"] == ["1,200.50", "INR"]
    assert values["Segments"] == ["new,", "VIP"]
    assert values["VIP"] == ["pinned", "by", "hand:", "founder"]
    assert values["Notes"] == ["Calls", "after", "six."]
    assert re.search(r"Last order +2026-01-05, \d+ (?:days|years) ago", "\n".join(lines))
    assert any(re.fullmatch(r"  2026-01-05  \S+:A-2 +cancelled +99\.50 INR  uncounted", line) for line in lines)
    assert any(re.search(r"update +meera +last name +Rao → Kulkarni$", line) for line in lines)
    assert any(re.match(r"Shipping address, default +Billing address, default", line) for line in lines)


def test_card_in_pipe_is_lines_of_fields(sqlite_customers: Program, asha: Any) -> None:
    lines = lines_of(sqlite_customers("show", EMAIL).succeeds().stdout)

    assert lines[0].split() == ["ID", asha["id"]]
    assert not any("Last changes" in line for line in lines)


def test_card_tells_who_opted_out_and_who_was_never_asked(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", email=EMAIL)
    create(sqlite_customers, "Usha", email="usha@example.com")
    sqlite_customers("update", EMAIL, "--no-accepts-marketing").succeeds()

    refused, unknown = (at_width(sqlite_customers, 80, "show", email).stdout for email in (EMAIL, "usha@example.com"))

    assert lines_of(refused)[0].split() == ["Asha", "no", "marketing"]
    assert re.search(r"Marketing +no, \d{4}-", refused)
    assert re.search(r"Marketing +never asked", unknown)


def test_styles_have_meanings_that_legend_explains(sqlite_customers: Program, asha: Any) -> None:
    coloured = sqlite_customers("list", env={"FORCE_COLOR": "1", "COLUMNS": "120"}).succeeds().stdout
    plain = sqlite_customers("list", env={"FORCE_COLOR": "1", "COLUMNS": "120", "NO_COLOR": "1"}).succeeds().stdout

    legend = coloured.splitlines()[-1]
    assert SGR.sub("", legend).split() == ["VIP"]
    [style] = re.findall(r"\x1b\[(\d+)mVIP", legend)
    assert re.search(rf"\x1b\[{style}myes", coloured)
    assert plain.splitlines()[-1].strip() == ""
    assert asha["email"] in plain


def test_names_stand_whole_before_other_columns(sqlite_customers: Program, asha: Any) -> None:
    for columns in (60, 80, 100, 160, 200):
        text = at_width(sqlite_customers, columns, "list").stdout
        assert "Asha Rao" in text
        assert asha["email"] in text


def test_history_is_log_of_runs_with_people_and_changes(sqlite_customers: Program, asha: Any) -> None:
    usha = create(sqlite_customers, "Usha", email="usha@example.com")
    done = sqlite_customers(
        "tag", "add", EMAIL, "usha@example.com", "--tag", "b", "--reason", "stock list", "--actor", "meera", "--verbose"
    )
    run_id = re.findall(r"run ([0-9a-f-]{36})", done.stderr)[0]

    lines = lines_of(at_width(sqlite_customers, 80, "history", "--action", "tag add").stdout)

    assert re.fullmatch(rf"{run_id[-6:]}  \d{{4}}-\d\d-\d\d \d\d:\d\d UTC  meera  tag add  2 customers", lines[0])
    assert lines[1].strip() == "stock list"
    people = {line.split()[-1]: lines[number + 1].split() for number, line in enumerate(lines) if "@" in line}
    assert people == {f"…{shown_end(person['id'])}": ["tags", "+", "b"] for person in (asha, usha)}
    assert len(lines) == 6


def test_history_of_one_customer_leaves_person_out(sqlite_customers: Program, asha: Any) -> None:
    sqlite_customers("update", asha["id"], "--phone", "+919876543219").succeeds()

    lines = lines_of(at_width(sqlite_customers, 80, "history", EMAIL, "-n", "1").stdout)

    assert [line.split() for line in lines[1:]] == [["phone", "+919876543210", "→", "+919876543219"]]


def test_runs_have_file_and_reason_below_at_any_width(sqlite_customers: Program, tmp_path: Path) -> None:
    file = tmp_path / "till-of-monday.csv"
    file.write_text("first_name,email\nAsha,asha@example.com\n", encoding="utf-8")
    sqlite_customers("import", "customers", str(file), "--reason", "the till was offline").succeeds()

    for columns in (40, 80, 160):
        text = at_width(sqlite_customers, columns, "runs").stdout
        assert "till-of-monday.csv" in text
        assert "the till was offline" in text
        assert max(map(len, text.splitlines())) <= columns
    taken_back = sqlite_customers("undo", "--yes").succeeds()
    assert taken_back.stdout
    assert re.search(r"import customers  1 customer\n +undone by [0-9a-f]{6}\n", at_width(sqlite_customers, 80, "runs").stdout)


@pytest.mark.parametrize("columns", [40, 60, 80, 160])
def test_pairs_stand_side_by_side_with_evidence_and_command(sqlite_customers: Program, columns: int) -> None:
    first = create(sqlite_customers, "Priyanka", last_name="Deshmukh", email="priyanka@example.com", phone="+919638412075")
    second = create(sqlite_customers, "Priyanka", last_name="Deshmuk", phone="+919638412075")

    text = at_width(sqlite_customers, columns, "duplicates").stdout

    command = f"customers merge priyanka@example.com {shown_end(second['id'], 12)} --dry-run"
    assert command in text
    for value in (first["email"], "Deshmukh", "Deshmuk", "same phone"):
        assert value in re.sub(r"\s+", " ", text)
    if columns >= 60:
        assert re.search(r"Name +Priyanka Deshmukh +≈ +Priyanka Deshmuk", text)
        assert re.search(r"Phone +\+919638412075 +\= +\+919638412075", text)
        assert "Older, kept" in text
    dry = sqlite_customers(*command.split()[1:]).succeeds()
    assert first["email"] in dry.stdout


def test_merge_marks_differences_and_gives_rules(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", last_name="Rao", email=EMAIL, tags=["a"])
    create(sqlite_customers, "Asha", last_name="Roa", email="roa@example.com", tags=["b"])

    wide, narrow = (at_width(sqlite_customers, columns, "merge", EMAIL, "roa@example.com", "--dry-run").stdout for columns in (120, 60))

    assert re.search(r"Survivor +Absorbed +Result\n", wide)
    assert re.search(r"First name +Asha +\= +Asha +same\n", wide)
    assert re.search(r"Last name +Rao +≠ +Roa +Rao \(kept\)\n", wide)
    assert re.search(r"Tags +a +≠ +b +a, b \(united\)\n", wide)
    assert re.search(r"Survivor +Asha Rao <asha@example.com> …[0-9a-f]{8}", wide)
    assert all(email in narrow for email in (EMAIL, "roa@example.com"))


def test_merges_say_who_at_any_width(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", email=EMAIL)
    create(sqlite_customers, "Usha", email="usha@example.com")
    sqlite_customers("merge", EMAIL, "usha@example.com", "--yes", "--reason", "one person").succeeds()

    for columns in (40, 80, 160):
        words = at_width(sqlite_customers, columns, "merges").stdout.split()
        assert [word for word in words if "@" in word] == ["<usha@example.com>", f"<{EMAIL}>"]
        assert words[-2:] == ["one", "person"]
        assert words.count("merged") == 1


def test_batch_of_merges_names_people(sqlite_customers: Program) -> None:
    people = [create(sqlite_customers, name, email=f"{name.lower()}@example.com") for name in ("Asha", "Usha")]
    first, second = (person["id"] for person in people)
    pairs = [{"primary_id": first, "secondary_id": second}, {"primary_id": first, "secondary_id": "nobody@example.com"}]
    batch = ("merge", "--batch", "-", "--dry-run")

    done = sqlite_customers(*batch, stdin="\n".join(map(json.dumps, pairs)), env={"FORCE_COLOR": "1", "COLUMNS": "80"})

    lines = lines_of(SGR.sub("", done.stdout))
    assert lines[0].split() == ["1", "would", "merge", "Usha", "<usha@example.com>", "into", "Asha", "<asha@example.com>"]
    assert lines[1].split() == ["2", "refused", "nobody@example.com", "into", f"…{shown_end(first)}"]
    assert first not in done.stdout
    [merged, _] = sqlite_customers(*batch, "-o", "jsonl", stdin="\n".join(map(json.dumps, pairs))).jsonl()
    assert set(merged) == {"line", "primary_id", "secondary_id", "outcome", "merge_id", "code", "message"}


def test_several_ids_are_counted_for_people_alone(sqlite_customers: Program) -> None:
    ids = [create(sqlite_customers, name)["id"] for name in ("Asha", "Usha")]

    dry = sqlite_customers("delete", *ids, "--dry-run").succeeds().stdout

    assert re.search(r"2$", dry.rstrip())
    assert not any(customer_id in dry for customer_id in ids)
    assert sorted(sqlite_customers("delete", *ids, "--dry-run", "-o", "ids").succeeds().stdout.split()) == sorted(ids)


def test_dry_run_shows_people_by_name(sqlite_customers: Program, asha: Any) -> None:
    lines = lines_of(at_width(sqlite_customers, 80, "tag", "add", EMAIL, "--tag", "b", "--dry-run").stdout)

    assert lines[0] == f"Asha Rao <{EMAIL}> …{shown_end(asha['id'])}"
    assert lines[1].split() == ["tags", "+", "b"]
    assert asha["id"] not in "".join(lines)


def test_run_shows_changes_below_people(sqlite_customers: Program, asha: Any) -> None:
    sqlite_customers("update", asha["id"], "--unset", "notes").succeeds()
    run_id = sqlite_customers("runs", "-n", "1", "-o", "ids").stdout.strip()

    lines = lines_of(at_width(sqlite_customers, 80, "runs", "show", run_id[-6:]).stdout)

    assert lines[0].startswith(f"Asha Rao <{EMAIL}>")
    assert lines[1].split() == ["notes", "−", "Calls", "after", "six."]


def test_picked_fields_are_table_on_terminal(sqlite_customers: Program, asha: Any) -> None:
    text = at_width(sqlite_customers, 80, "history", EMAIL, "--fields", "field,after").stdout

    assert text.split()[:2] == ["Field", "After"]
    assert asha["phone"] in text


@pytest.mark.trial
def test_empty_list_ends_with_first_step(sqlite_customers: Program) -> None:
    seen = on_terminal(sqlite_customers, "list").succeeds().stdout

    assert "No customers. Import some: `customers import customers FILE`" in seen
    assert sqlite_customers("list").succeeds().stderr == ""


@pytest.mark.trial
def test_terminal_of_ascii_has_signs_of_ascii(sqlite_customers: Program, asha: Any) -> None:
    sqlite_customers("update", asha["id"], "--last-name", "Kulkarni").succeeds()

    seen = SGR.sub("", on_terminal(sqlite_customers, "history", "-n", "1", env={"PYTHONIOENCODING": "ascii"}).succeeds().stdout)

    assert "Rao -> Kulkarni" in seen
    assert seen.isascii()
    assert "\\u" not in seen


def test_segments_are_bars_on_terminal_alone(sqlite_customers: Program, asha: Any) -> None:
    assert "█" in at_width(sqlite_customers, 80, "segments").stdout
    assert "#" not in sqlite_customers("segments").succeeds().stdout
    assert asha["email"] not in sqlite_customers("segments").stdout
