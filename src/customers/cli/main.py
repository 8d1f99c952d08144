"""Run the program: prepare streams and signals, and turn errors into an exit status."""

import gc
import os
import sys

# The plugin search of pydantic reads the metadata of every installed package.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# Collections during imports take a tenth of a short command; bulk work turns them on again.
gc.disable()

import errno  # noqa: E402

from customers import TYPE_CHECKING  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.errors import CustomersError

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def run() -> None:
    """Run the program with the arguments of the process, and exit with its status."""
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:  # before the handlers were installed
        status = 130
    # The last collection of the interpreter would traverse every object of the imported modules.
    gc.freeze()
    sys.exit(status)


def main(argv: "Sequence[str]") -> int:
    """Run one command line and return the exit status."""
    _open_closed_streams()
    if "_CUSTOMERS_COMPLETE" in os.environ:  # set by the scripts of `customers completion`
        from customers.cli.postponed import postpone_modules

        postpone_modules()
        from customers.cli.completion.engine import answer

        return answer(argv)
    if list(argv) == ["--version"]:
        from customers import __version__

        return _print(f"customers {__version__}\n")
    if not argv or list(argv) in (["--help"], ["-h"], ["help"]):
        from customers.cli.registry import first_screen, help_text

        return _print(help_text() if argv else first_screen())
    return _run_command(argv)


def _run_command(argv: "Sequence[str]") -> int:
    from customers.cli.postponed import postpone_modules
    from customers.cli.signals import handle_signals, ignore_signals
    from customers.errors import CustomersError, ExitStatus, Interrupted, OutputClosed

    postpone_modules()
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
            return _interrupted(monitor.description, monitor.status)
        except (BrokenPipeError, OutputClosed):
            _drop_stdout()
            return ExitStatus.DONE
        except Exception as error:
            if monitor.received is not None:  # the cleanup after a signal failed
                return _interrupted(monitor.description, monitor.status)
            if isinstance(error, CustomersError):
                return _report(error, as_json=_wants_json(argv))
            if isinstance(error, OSError) and error.errno in _DISK_FULL:
                return _report_unwritable(error, as_json=_wants_json(argv))
            return _report_fault(error, argv, as_json=_wants_json(argv))


def _print(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
    except OSError as error:
        return _report_unwritable(error, as_json=False)
    return 0


def _dispatch(argv: "Sequence[str]") -> int:
    from customers.cli.dispatch import invoke

    return invoke(argv)


def _open_closed_streams() -> None:
    """Open /dev/null for a closed stream (`>&-`): a database opened next would get its descriptor, and be written to."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _prepare_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A name must not fail on a terminal in Latin-1, and the encoding of a file must not depend on the locale.
        stream.reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="backslashreplace", newline="\n")  # type: ignore[union-attr]


def _wants_json(argv: "Sequence[str]") -> bool:
    """Return whether errors are written as JSON; the arguments may be invalid."""
    if "--json" in argv:
        return True
    formats: list[str] = []
    env_file = shop = None
    for previous, word in zip(["", *argv], argv, strict=False):
        if previous in ("-o", "--output"):
            formats.append(word)
        if word.startswith(("-o", "--output")):
            formats.append(word.removeprefix("--output=").removeprefix("-o"))
        if previous == "--env-file" or word.startswith("--env-file="):
            env_file = word.removeprefix("--env-file=")
        if previous == "--shop" or word.startswith("--shop="):
            shop = word.removeprefix("--shop=")
    return any(map(_is_structured, formats or [_output_of_settings(env_file, shop)]))


def _is_structured(format: str) -> bool:
    """Return whether this is the name of a format that writes errors as JSON."""
    from customers.config.formats import FORMAT_CLASSES
    from customers.output.formats.base import load_format

    return format in FORMAT_CLASSES and load_format(format).is_structured


def _output_of_settings(env_file: str | None, shop: str | None) -> str:
    """Return the output format of the environment or the files of settings."""
    from pathlib import Path

    from customers.config.settings import find_output

    return find_output(Path(env_file) if env_file else None, shop)


def _report_unwritable(error: OSError, *, as_json: bool) -> int:
    """Report that stdout cannot be written; errors of other files name their file."""
    from customers.errors import UnwritableFileError
    from customers.filesystem import error_reason

    return _report(UnwritableFileError(path="the result", reason=error_reason(error, "it failed")), as_json=as_json)


def _report(error: "CustomersError", *, as_json: bool) -> int:
    from customers.cli.words import put_in_words
    from customers.output.diagnostics import report

    put_in_words(error)
    _flush_quietly()
    report(error, as_json=as_json)
    return error.status


def _interrupted(description: str, status: int) -> int:
    from customers.output.diagnostics import break_line, notice

    _drop_stdout()
    break_line()
    notice(f"{description}; uncommitted changes are rolled back", quiet=False)
    return status


def _report_fault(error: Exception, argv: "Sequence[str]", *, as_json: bool) -> int:
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
