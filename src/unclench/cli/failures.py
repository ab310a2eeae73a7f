"""One way to fail: bad input says what and where on stderr and exits with 2; a crash still shows the emergency list."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

import typer

from unclench.model.invalid import InvalidInput

P = ParamSpec("P")
R = TypeVar("R")

BAD_INPUT = 2
CRASH = 1


def explained(command: Callable[P, R]) -> Callable[P, R]:
    """Wrap a command so that every failure is a clear line on stderr and the right exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InvalidInput as error:
            fail(f"{error}")
        except ModuleNotFoundError as error:
            fail(_missing_part(error), CRASH)
        except BrokenPipeError:
            # The reader (a pager, `head`) has gone: nothing is wrong, and nothing more can be said on stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            fail(f"could not read or write: {error.strerror or error} ({error.filename or 'standard output'})", CRASH)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            _show_emergency_list(error)
            if os.environ.get("UNCLENCH_DEBUG"):
                raise
            raise typer.Exit(CRASH) from error

    return wrapped


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(code)


def _missing_part(error: ModuleNotFoundError) -> str:
    return f"this needs a part that is not installed ({error.name}); install it with: pip install 'unclench[all]'"


def _show_emergency_list(error: Exception) -> None:
    from unclench.safety import emergency

    typer.echo(f"Something went wrong inside Unclench ({type(error).__name__}: {error}).", err=True)
    typer.echo("Nothing was decided. Please use this list instead:\n", err=True)
    typer.echo(emergency.emergency_text(""), err=True)
    typer.echo("\nSet UNCLENCH_DEBUG=1 to see the full error for a report.", err=True)
