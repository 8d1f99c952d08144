"""The scripts and commands of the manual's page about clusters."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "src" / "customers" / "manual" / "cluster.md"
TEXT = PAGE.read_text(encoding="utf-8")


def script(name: str) -> str:
    """Return the SQL script of a name."""
    [text] = re.findall(rf"```sql {name}\n(.*?)```", TEXT, flags=re.DOTALL)
    return str(text)


def shell_lines() -> list[str]:
    """Return the lines of all shell blocks in order."""
    return [line for block in re.findall(r"```sh\n(.*?)```", TEXT, flags=re.DOTALL) for line in block.splitlines()]
