"""The command `customers completion`: the completion scripts of the shells."""

from pathlib import Path
from typing import Annotated

from typer import Argument

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.domain.text import did_you_mean
from customers.errors import UsageError

app = new_app()

SCRIPTS = Path(__file__).parents[1] / "completion" / "scripts"
SHELLS = ("bash", "zsh", "fish")

ShellArgument = Annotated[str, Argument(metavar="bash|zsh|fish", help="The shell that the script is for.", show_default=False)]


@command(
    app,
    prints=None,
    examples="""
    echo 'eval "$(customers completion bash)"' >> ~/.bashrc
    customers completion zsh > "${fpath[1]}/_customers"
    customers completion fish > ~/.config/fish/completions/customers.fish
    """,
)
def completion(session: Session, shell: ShellArgument) -> None:
    """Print the completion script of a shell.

    Nothing is installed: the examples install it, for the next session of the shell.
    """
    if shell not in SHELLS:
        raise UsageError(problem=f"no completion for {shell!r}; choose {', '.join(SHELLS)}", hint=did_you_mean(shell, SHELLS) or None)
    session.writer.write_text([(SCRIPTS / shell).read_text(encoding="utf-8")])
