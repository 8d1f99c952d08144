"""The program's one entry: streams, signals, and errors turned into an exit status."""

import gc
import os
import sys

# Looking for plugins of pydantic reads the metadata of every installed package.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# Collections in the middle of imports cost a tenth of a short command; bulk work turns them on again.
gc.disable()

import errno  # noqa: E402
from collections.abc import Sequence  # noqa: E402

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def run() -> None:
    """Run the program on its own arguments and leave with its exit status."""
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:  # before the command was there to be interrupted
        status = 130
    sys.exit(status)


def main(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit status."""
    _open_closed_streams()
    if "_CUSTOMERS_COMPLETE" in os.environ:  # asked by the scripts of `customers completion`
        from customers.cli.completion.engine import answer

        return answer(argv)
    if list(argv) == ["--version"]:
        from customers import __version__

        return _print(f"customers {__version__}\n")
    if not argv or list(argv) in (["--help"], ["-h"], ["help"]):
        from customers.cli.registry import help_text

        return _print(help_text())
    return _run_command(argv)


def _run_command(argv: Sequence[str]) -> int:
    from customers.cli.signals import handle_signals, ignore_signals
    from customers.errors import CustomersError, ExitStatus, Interrupted, OutputClosed

    with handle_signals() as monitor:
        try:
            try:
                _prepare_streams()
                status = _dispatch(argv)
                sys.stdout.flush()
            finally:
                ignore_signals()
            return status
        except (KeyboardInterrupt, Interrupted):
            return _ended(monitor.description, monitor.status)
        except (BrokenPipeError, OutputClosed):
            _drop_stdout()
            return ExitStatus.DONE
        except Exception as error:
            if monitor.received is not None:  # it failed while it was cleaning up after the signal
                return _ended(monitor.description, monitor.status)
            if isinstance(error, CustomersError):
                return _report(error, as_json=_wants_json(argv))
            if isinstance(error, OSError) and error.errno in _FULL:
                return _unwritable(error, as_json=_wants_json(argv))
            return _fault(error, argv, as_json=_wants_json(argv))


def _print(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
    except OSError as error:
        return _unwritable(error, as_json=False)
    return 0


def _dispatch(argv: Sequence[str]) -> int:
    from customers.cli.dispatch import invoke

    return invoke(argv)


def _open_closed_streams() -> None:
    """Let a stream that is closed (`>&-`) be nothing: a database opened in its place would be written to as if it were it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _prepare_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A name must not end the program because the terminal speaks Latin-1, nor a file take its locale.
        stream.reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="backslashreplace", newline="\n")  # type: ignore[union-attr]


def _wants_json(argv: Sequence[str]) -> bool:
    """Whether errors are to be JSON, even one about the arguments themselves."""
    words = list(argv)
    env_file = None
    for before, word in zip(["", *words], words, strict=False):
        if word in ("--json", "--output=json", "--output=jsonl", "-ojson", "-ojsonl") or (
            before in ("-o", "--output") and word in ("json", "jsonl")
        ):
            return True
        if before == "--env-file" or word.startswith("--env-file="):
            env_file = word.removeprefix("--env-file=")
    return not any(word.startswith(("-o", "--output")) for word in words) and _output_of_settings(env_file) in ("json", "jsonl")


def _output_of_settings(env_file: str | None) -> str:
    """Return the output format of the environment or a file of settings; none where the file is what is wrong."""
    from customers.errors import CustomersError

    try:
        from pathlib import Path

        from customers.config.settings import find_output

        return find_output(Path(env_file) if env_file else None)
    except CustomersError:
        return ""


def _unwritable(error: OSError, *, as_json: bool) -> int:
    """What is written to files names them; what is left is stdout, on a disk that is full."""
    from customers.errors import UnwritableFileError

    return _report(UnwritableFileError(path="the result", reason=(error.strerror or "it failed").lower()), as_json=as_json)


def _report(error: Exception, *, as_json: bool) -> int:
    from customers.errors import CustomersError
    from customers.output.diagnostics import report

    assert isinstance(error, CustomersError)
    _flush_quietly()
    report(error, as_json=as_json)
    return error.status


def _ended(word: str, status: int) -> int:
    from customers.output.diagnostics import break_line, notice

    _drop_stdout()
    break_line()
    notice(f"{word}; what was not committed is rolled back", quiet=False)
    return status


def _fault(error: Exception, argv: Sequence[str], *, as_json: bool) -> int:
    from customers.errors import CustomersError, ExitStatus
    from customers.output import diagnostics

    _flush_quietly()
    if "--debug" in argv:
        import traceback

        diagnostics.raw("".join(traceback.format_exception(error)))
    fault = CustomersError(hint="run it again with --debug and report what it shows")
    diagnostics.report(fault, as_json=as_json)
    return ExitStatus.FAULT


def _flush_quietly() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _drop_stdout()


def _drop_stdout() -> None:
    from customers.output.diagnostics import drop

    drop(sys.stdout)
