"""What is raised: misuse and a broken environment. Faults in data are Problems, never exceptions.

OmiczError
├── UsageError            wrong use or unreadable input          exit 2
│   └── Refusal           something handed in cannot be used     exit 2, carries its Problems
│       └── MappingError  a mapping that cannot run
├── EnvironmentFault      disk, memory, missing extra or key     exit 3
└── DataErrors            raised only by Report.raise_if_errors  exit 1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omicz_meta.problem import Problem


class OmiczError(Exception):
    """Root of everything this package raises; `exit_code` is what the command line returns."""

    exit_code = 2


class UsageError(OmiczError):
    """The call, the configuration or the input as a whole cannot be used."""

    exit_code = 2


class Refusal(UsageError):
    """Something that was handed in cannot be used; `problems` says what is wrong with it and where."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, problems)
        self.problems = problems

    def __str__(self) -> str:
        return str(self.args[0])


class MappingError(Refusal):
    """A mapping has faults, so no row was read; `problems` says where each one is."""


class EnvironmentFault(OmiczError):
    """The machine or the installation fails us: disk, memory, a missing extra, a missing key."""

    exit_code = 3


class DataErrors(OmiczError):
    """Raised by `Report.raise_if_errors` for those who want an exception after all."""

    exit_code = 1
