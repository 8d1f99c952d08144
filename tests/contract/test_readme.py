"""The sessions, pipelines, cron recipes and scripts of the README and of the pages of the manual, executed.

`test_pages.py` parses the command lines that are not run: those of tables, texts, servers and clusters.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.program import Program

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "src" / "customers" / "manual"
SAMPLE = ROOT / "src" / "customers" / "sample"
# Written by `make docs`, or compared with the program by tests of their own.
GENERATED = {"commands.md", "errors.md", "mistakes.md"}
PAGES = {"README.md": ROOT / "README.md"} | {path.name: path for path in sorted(MANUAL.glob("*.md")) if path.name not in GENERATED}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}
# Files of other programs that the pages mention.
FILES = {
    "members.csv": "Name,E-mail\nAsha Rao,asha.rao@example.com\nMeera Iyer,meera@example.com\n",
    "till.csv": "member,date,amount\n17,2026-01-05,120.50\n18,2026-01-06,80\n",
}
NEEDS_SHELL = re.compile(r"[|><$&;]")
SCHEDULE = re.compile(r"^(?:\S+\s+){5}(?P<command>customers .*)$")
ASSIGNMENT = re.compile(r"^[A-Z_]+=")
EXPORT = re.compile(r"^ *export ([A-Z_]+)=(\S+)$", re.MULTILINE)


def blocks(body: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", body, flags=re.DOTALL)


def typed(block: str) -> list[str]:
    """Return the commands at the prompts of a session, continued lines joined."""
    joined = block.replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ ")]


class Shell:
    """A shell with the program on its path, the sample files in its folder, and a shop of its own."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        bin_folder = folder / "bin"
        bin_folder.mkdir()
        launcher = bin_folder / "customers"
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m customers "$@"\n')
        launcher.chmod(0o755)
        self._variables = {"PATH": f"{bin_folder}:{os.environ['PATH']}"}
        for file in SAMPLE.glob("*.csv"):
            shutil.copy(file, folder)
        for name in ("till", "log", "backup"):
            (folder / name).mkdir()
        shutil.copy(SAMPLE / "orders.csv", folder / "till")
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")

    def run(self, command: str, *, shell: str = "bash") -> None:
        """Run a command line; a question is answered by --yes."""
        command = command.replace("/srv/till", str(self.folder / "till")).replace("/var/log", str(self.folder / "log"))
        command = command.replace("/var/backups", str(self.folder / "backup"))
        command = command.partition("  #")[0]
        if command.startswith("unset "):
            del self._variables[command.split()[1]]
            return
        status, output = self._run(command, shell)
        if status == 2 and "Add --yes" in output:
            status, output = self._run(f"{command} --yes", shell)
        assert status == 0, f"$ {command}\n{output}"
        # A reader pastes the line that `customers demo` prints.
        self._variables |= dict(EXPORT.findall(output))

    def _run(self, command: str, shell: str) -> tuple[int, str]:
        """Run a command line, in this process where it needs no shell, which is ten times as fast."""
        if command.startswith("customers ") and not NEEDS_SHELL.search(command):
            result = self.program(*shlex.split(command)[1:], cwd=self.folder, env=self._variables)
            return result.status, result.stdout + result.stderr
        done = self._run_shell(command, shell)
        return done.returncode, done.stdout + done.stderr

    def _run_shell(self, command: str, shell: str) -> subprocess.CompletedProcess[str]:
        options = ["-o", "pipefail"] if shell == "bash" else []
        return subprocess.run(
            [shell, *options, "-c", command],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self.program.environment(self._variables),
            stdin=subprocess.DEVNULL,
            timeout=60,
        )


@pytest.fixture
def shell(sqlite_customers: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Return a shell on an empty shop, which makes temporary files in its folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Shell(sqlite_customers, tmp_path)


@pytest.mark.parametrize("page", [name for name, text in TEXTS.items() if "```console" in text])
def test_sessions_and_pipelines_run(shell: Shell, page: str) -> None:
    for block in blocks(TEXTS[page], "console"):
        for command in typed(block):
            if "jq " in command and shutil.which("jq") is None:
                continue
            shell.run(command)


def test_cron_recipes_run(shell: Shell) -> None:
    lines = [line for block in blocks(TEXTS["README.md"], "cron") for line in block.splitlines() if line and not line.startswith("#")]
    recipes = [match["command"] for line in lines if (match := SCHEDULE.match(line))]
    settings = {line.partition("=")[0] for line in lines if ASSIGNMENT.match(line)}

    assert settings == {"CUSTOMERS_DATABASE_URL", "PATH", "MAILTO"}
    assert len(recipes) == len(lines) - len(settings) > 2
    shell.run("customers import customers customers.csv")
    for recipe in recipes:
        # In a crontab a percent sign is the end of the line.
        assert re.search(r"(?<!\\)%", recipe) is None
        shell.run(recipe.replace("\\%", "%"), shell="sh")


@pytest.mark.parametrize("page", [name for name, text in TEXTS.items() if "```python" in text])
def test_library_scripts_run(shell: Shell, page: str) -> None:
    shell.run("customers import customers customers.csv && customers import orders orders.csv")
    for script in blocks(TEXTS[page], "python"):
        (shell.folder / "script.py").write_text(script, encoding="utf-8")
        shell.run(f"{sys.executable} script.py")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_begins_with_its_subject(page: str) -> None:
    assert TEXTS[page].startswith("# ")
