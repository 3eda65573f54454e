"""What only POSIX has is not on the way of anything; where it helps, there is another way beside it.

Windows and macOS were not at hand: these tests forbid what is known not to work there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from .source import SOURCE, nodes

ALL = {path.relative_to(SOURCE).as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}
SERVICES = ("server/", "harvest/")
"""What runs on servers: each bounds its processes where the system can do that, and does without elsewhere."""
MODULES = {name: path for name, path in ALL.items() if not name.startswith(SERVICES)}

POSIX_ONLY = frozenset(
    {"fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
)
CALLS = frozenset(
    {
        "chown",
        "fchmod",
        "fchown",
        "fork",
        "forkpty",
        "getegid",
        "geteuid",
        "getgid",
        "getgroups",
        "getloadavg",
        "getpgid",
        "getuid",
        "killpg",
        "lchown",
        "mkfifo",
        "mknod",
        "nice",
        "pipe2",
        "posix_fadvise",
        "posix_fallocate",
        "posix_spawn",
        "sched_getaffinity",
        "setegid",
        "seteuid",
        "setgid",
        "setpgid",
        "setsid",
        "setuid",
        "statvfs",
        "sync",
        "uname",
        "wait",
        "wait4",
        "waitpid",
    }
)
"""Functions of `os` that are not everywhere."""
SIGNALS = frozenset(
    {
        "SIGALRM",
        "SIGCHLD",
        "SIGCONT",
        "SIGHUP",
        "SIGKILL",
        "SIGPIPE",
        "SIGQUIT",
        "SIGSTOP",
        "SIGTSTP",
        "SIGUSR1",
        "SIGUSR2",
    }
)

ALLOWED = {
    ("userfolder.py", "fcntl"): "msvcrt locks files on Windows",
    ("schema/own.py", "os.getuid"): "asked after os.name",
}
"""Where the other way stands beside it."""


def of_posix(module: Iterable[ast.AST]) -> Iterator[str]:
    """Imports, functions and signals that not every system has."""
    for node in module:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in POSIX_ONLY)
        elif isinstance(node, ast.ImportFrom) and node.module in POSIX_ONLY:
            yield str(node.module)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            known = {"os": CALLS, "signal": SIGNALS}.get(node.value.id, frozenset())
            yield from (f"{node.value.id}.{name}" for name in known & {node.attr})


def in_the_system_s_encoding(module: Iterable[ast.AST]) -> Iterator[int]:
    """Lines where text is read or written in whatever encoding the system likes best."""
    for node in module:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = {keyword.arg for keyword in node.keywords}
            if name == "read_text" and "encoding" not in named and not node.args:
                yield node.lineno
            if name == "write_text" and "encoding" not in named and len(node.args) < 2:
                yield node.lineno


@pytest.mark.parametrize("text", ["import fcntl", "os.fork()", "signal.SIGKILL", "from pwd import getpwnam"])
def test_what_only_posix_has_is_found(text: str) -> None:
    assert list(of_posix(ast.walk(ast.parse(text))))


def test_nothing_needs_posix() -> None:
    found = {(name, one) for name, path in MODULES.items() for one in of_posix(nodes(path))}
    assert found == ALLOWED.keys()


def test_text_is_read_and_written_in_a_named_encoding() -> None:
    found = {f"{name}:{line}" for name, path in ALL.items() for line in in_the_system_s_encoding(nodes(path))}
    assert found == set()


def test_processes_are_not_forked() -> None:
    contexts = {
        f"{name}:{node.lineno}"
        for name, path in MODULES.items()
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value in ("fork", "forkserver")
    }
    assert contexts == set()


WINDOWS_REFUSES = frozenset('<>:"|?*')


def test_no_file_of_ours_has_a_name_that_windows_refuses() -> None:
    root = SOURCE.parent.parent
    folders = ("src", "schemas", "mappings", "tests", "docs", "notebooks", "deploy")
    names = [path.relative_to(root).as_posix() for folder in folders for path in (root / folder).rglob("*")]
    refused = [name for name in names if WINDOWS_REFUSES & set(name) or name.endswith((".", " "))]
    assert refused == []
    assert len({name.lower() for name in names}) == len(names)
