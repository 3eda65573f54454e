"""Chromium as people hold it: a page on a screen of any width, asked over the pipe of its debugging protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_WIDE = """Array.from(document.querySelectorAll('body *')).filter(function (each) {
  var box = each.getBoundingClientRect();
  for (var up = each.parentElement; up; up = up.parentElement) {
    if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX) && up !== document.documentElement) { return false; }
  }
  return box.width && box.right > document.documentElement.clientWidth + 1;
}).map(function (each) { return each.tagName + '.' + each.className; })"""


@dataclass
class Screen:
    """A browser with one page; its commands are those of the Chrome DevTools Protocol."""

    _into: BinaryIO
    _out: BinaryIO
    _session: str = ""
    _number: int = 0
    _seen: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command, and wait for its answer."""
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        told = {"id": self._number, "method": method, "params": parameters, **session}
        self._into.write(json.dumps(told).encode() + b"\0")
        self._into.flush()
        while (said := self._next()).get("id") != self._number:
            self._seen.append(said)
        assert "error" not in said, said
        found: dict[str, Any] = said["result"]
        return found

    def open(self, address: str, width: int, height: int = 900) -> None:
        """Show a page on a screen so many CSS pixels wide."""
        if not self._session:
            target = self.ask("Target.createTarget", url="about:blank")["targetId"]
            self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self.ask("Page.enable")
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self._seen.clear()
        self.ask("Page.navigate", url=address)
        while not any(one.get("method") == "Page.loadEventFired" for one in self._seen):
            self._seen.append(self._next())

    def value(self, script: str) -> Any:
        """What an expression of the page's script language gives."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def too_wide(self) -> list[str]:
        """What makes the page wider than the screen; nothing where it can be read without scrolling sideways."""
        wide = self.value("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        return [*(self.value(_WIDE) or ["something"])] if wide else []

    def picture(self, file: Path) -> None:
        """What the screen shows, as PNG."""
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))

    def _next(self) -> dict[str, Any]:
        found = b""
        while (sign := self._out.read(1)) != b"\0":
            assert sign, "the browser has ended"
            found += sign
        said: dict[str, Any] = json.loads(found)
        return said


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A browser for the time of the block."""
    (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()

    def inherited() -> None:
        # the protocol is spoken over the file descriptors 3 and 4
        os.dup2(theirs_in, 30)
        os.dup2(theirs_out, 31)
        os.dup2(30, 3)
        os.dup2(31, 4)

    process = subprocess.Popen(
        [str(BROWSER), *QUIET, "--remote-debugging-pipe", f"--user-data-dir={folder / 'screen'}"],
        preexec_fn=inherited,  # noqa: PLW1509  # no threads here
        close_fds=False,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    with os.fdopen(ours_in, "wb") as into, os.fdopen(ours_out, "rb") as out:
        try:
            yield Screen(into, out)
        finally:
            process.terminate()
            process.wait(20)
