"""Progress of long work, on standard error only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self


class Progress:
    """A line that says how far the work is: rewritten on a terminal, now and then elsewhere."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.live = sys.stderr.isatty()
        self._shown = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, done: int, doing: str) -> None:
        """Say that so many parts are done and what comes next."""
        text = f"[{done + 1}/{self.total}] {doing.strip()}"
        if self.live:
            print(f"\r\x1b[K{text[:100]}", end="", file=sys.stderr, flush=True)
        elif done == 0 or done * 10 // max(self.total, 1) != self._shown:
            self._shown = done * 10 // max(self.total, 1)
            print(text, file=sys.stderr, flush=True)
