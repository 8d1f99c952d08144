"""`--quiet`: every command that writes is silent where it succeeds, so that a cron job sends no mail."""

from pathlib import Path

from tests.contract.test_commands import READ_ONLY
from tests.support.commands import ALL
from tests.support.factories import show
from tests.support.program import Program

# They need a cluster, or a terminal on which the operator answers.
ELSEWHERE = {"db distribute", "duplicates review"}
# In this order each of them changes something.
LINES = """
db upgrade
create --first-name Asha --email asha@example.com
create --first-name Usha --email usha@example.com
update asha@example.com --notes x
tag add asha@example.com --tag b2b
tag add --any-tag b2b --tag new --yes
tag rename b2b B2B --yes
tag set usha@example.com --tag b2b
tag remove usha@example.com --tag b2b
address add asha@example.com --address1 x --city Pune --state MH --pincode 411001
address add asha@example.com --address1 y --city Pune --state MH --pincode 411001
address default asha@example.com {address}
address update asha@example.com {address} --city Goa
address delete asha@example.com {address} --yes
import customers -
import orders -
import addresses -
orders move import:1 --to usha@example.com
orders delete import:2 --yes
vip pin asha@example.com --reason x
vip exclude usha@example.com --reason x
vip release asha@example.com
vip recalculate
segments save goers --city Goa
segments remove goers --yes
duplicates dismiss asha@example.com usha@example.com
duplicates undismiss asha@example.com usha@example.com
merge asha@example.com usha@example.com --yes
unmerge usha@example.com --yes
delete usha@example.com --yes
restore usha@example.com
undo --yes
doctor --fix
db backup {folder}/backup.db
db copy sqlite:///{folder}/copy.db
db restore {folder}/backup.db --replace --yes
erase asha@example.com --yes
export customers {folder}/customers.csv
config set currency EUR
""".strip().splitlines()
ROWS = {
    "customers": "email,first_name\nnisha@example.com,Nisha\n",
    "orders": "number,customer_email,total,placed_at\n1,asha@example.com,10,2026-01-01\n2,asha@example.com,10,2026-01-02\n",
    "addresses": "customer_email,address1,city,state,pincode\nnisha@example.com,z,Pune,MH,411001\n",
}


def path_of(line: str) -> str:
    """Return the command of a line."""
    words = line.split()
    return " ".join(words[:2]) if " ".join(words[:2]) in ALL else words[0]


def test_every_command_that_writes_is_silent(sqlite_customers: Program, tmp_path: Path) -> None:
    values = {"folder": str(tmp_path), "address": ""}
    for line in LINES:
        if "{address}" in line and not values["address"]:
            values["address"] = show(sqlite_customers, "asha@example.com")["addresses"][-1]["id"]
        words = line.format(**values).split()
        result = sqlite_customers(*words, "--quiet", stdin=ROWS.get(words[1], "") if words[0] == "import" else "").succeeds()
        assert (result.stdout, result.stderr) == ("", ""), line


def test_no_command_that_writes_is_left_out() -> None:
    assert {path_of(line) for line in LINES} >= ALL.keys() - READ_ONLY - ELSEWHERE
