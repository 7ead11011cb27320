"""How far long work is, on standard error only: a bar on a terminal, now and then a line elsewhere.

Nothing runs beside the work to move the bar: the survey forks this process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PAUSE = 10
"""Seconds between two lines where there is no terminal."""


class Progress:
    """The share of the work that is done, what is being done, and about how long the rest takes."""

    def __init__(self, total: int) -> None:
        self.total = max(total, 1)
        self.begun = time.monotonic()
        self._shown_at: int | None = None
        self._bar: Bar | None = _bar() if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.add_task("", total=self.total, words="")
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, done: int, doing: str) -> None:
        """Say that so many parts are done, and which one is being done."""
        passed = self.passed()
        words = ", ".join([f"{100 * done // self.total} % done", *_left(passed, done, self.total)])
        line = f"{words}: {doing}"
        if self._bar:
            (task,) = self._bar.task_ids
            self._bar.update(task, completed=done, words=line)
            self._bar.refresh()
        elif self._shown_at is None or passed - self._shown_at >= PAUSE:
            self._shown_at = passed
            print(line, file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Say something that is known already, while the rest is being done."""
        with self.paused():
            print(text, file=sys.stderr, flush=True)

    def passed(self) -> int:
        """The seconds since the work was begun."""
        return int(time.monotonic() - self.begun)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bar away while something else is printed."""
        if self._bar:
            self._bar.stop()
        yield
        if self._bar:
            self._bar.start()


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    return Bar(
        BarColumn(20),
        TextColumn("{task.fields[words]}", markup=False),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def _left(passed: int, done: int, total: int) -> Iterator[str]:
    """How long the rest will take, if it goes on like this; nothing until a tenth is done."""
    if done * 10 < total or not passed:
        return
    left = passed * (total - done) // done
    if left < 10:
        yield "a few seconds left"
    elif left < 100:
        yield f"about {left - left % 5} s left"
    else:
        yield f"about {-(-left // 60)} min left"
