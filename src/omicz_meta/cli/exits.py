"""How a command ends: which exceptions become which message and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from omicz_meta.errors import OmiczError

ENVIRONMENT, INTERRUPTED, WRONG_USE = 3, 130, 2


@contextmanager
def leave(*, debug: bool = False) -> Iterator[None]:
    """Run a command and leave the process with its exit code; with `debug` unexpected faults keep their traceback."""
    try:
        yield
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end("Interrupted; the previous output is as it was.", INTERRUPTED)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(misuse.exit_code)
    except OmiczError as fault:
        _tell(fault)
        sys.exit(fault.exit_code)
    except BrokenPipeError:
        # whoever read our output has gone; pointing stdout elsewhere keeps the interpreter from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MemoryError:
        _end("There is not enough memory. The previous output is as it was.", ENVIRONMENT)
    except OSError as fault:
        if debug:
            raise
        _end(f"The system refused: {fault.strerror or type(fault).__name__}.", ENVIRONMENT)
    except Exception as fault:
        if debug:
            raise
        # the text of an unexpected fault may hold a value from the data, so only its kind is told
        _end(
            f"omicz-meta failed with {type(fault).__name__}; this is a fault of the program. "
            "Run again with --debug on data you may show, and report what it prints.",
            ENVIRONMENT,
        )


def _tell(fault: OmiczError) -> None:
    click.echo(str(fault), err=True)
    problems = getattr(fault, "problems", ())
    if problems:
        from omicz_meta.cli.screen import problem_lines  # noqa: PLC0415 - only when there is something to render

        for line in problem_lines(problems):
            click.echo(line, err=True)


def _end(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
