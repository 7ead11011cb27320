"""A ledger in any language: a process that answers JSON, line by line.

The project's docs/kit.md describes the protocol. Each request is one line, and so is its answer.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from neverfalls.spec.errors import NeverfallsError

from .adapter import Event, Refused, Setting

VERSION = 1
"""The version of the protocol."""

SECONDS = 10
"""How long an answer may take."""

LONGEST = 4_000_000
"""Most bytes of an answer."""


class ProtocolError(NeverfallsError):
    """The process ended, did not answer in time, or answered something else than was asked."""


class _Process:
    """A running implementation."""

    def __init__(self, command: Sequence[str], seconds: int) -> None:
        self.seconds = seconds
        self.waiting = b""
        try:
            self.process = subprocess.Popen(  # closed by end()
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            raise ProtocolError(f"{command[0]} cannot be started: {error.strerror}") from None
        try:
            self.declared = self.ask({"do": "declare", "version": VERSION})
        except BaseException:
            self.end()
            raise
        if self.declared.get("version") != VERSION:
            found = self.declared.get("version")
            self.end()
            raise ProtocolError(f"it speaks version {found} of the protocol, not {VERSION}")

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        line = msgspec.json.encode(request) + b"\n"
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line)
            self.process.stdin.flush()
        except OSError:
            raise self._ended() from None
        text = self._line()
        try:
            answer = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise ProtocolError(f"it answered {_shown(text)}, which is no JSON") from None
        if not isinstance(answer, dict):
            raise ProtocolError(f"it answered {_shown(text)}, which is no JSON object")
        if "error" in answer:
            raise ProtocolError(f"it could not {request['do']}: {answer['error']}")
        return answer

    def _line(self) -> bytes:
        assert self.process.stdout is not None
        pipe = self.process.stdout.fileno()
        until = time.monotonic() + self.seconds
        while b"\n" not in self.waiting:
            if len(self.waiting) > LONGEST:
                raise ProtocolError(f"its answer is longer than {LONGEST:,} bytes")
            ready, _, _ = select.select([pipe], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise ProtocolError(f"it did not answer within {self.seconds} seconds")
            read = os.read(pipe, 65536)
            if not read:
                raise self._ended()
            self.waiting += read
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line

    def _ended(self) -> ProtocolError:
        code = self.process.poll()
        if code is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self.process.wait(1)
        return ProtocolError(f"it ended with exit code {code}")

    def end(self) -> None:
        """End the process, kindly if it listens."""
        with contextlib.suppress(OSError, ProtocolError):
            self.seconds = 1
            if self.process.poll() is None:
                self.ask({"do": "stop"})
                self.process.wait(1)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait(1)
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


_idle: dict[tuple[tuple[str, ...], int], list[_Process]] = {}
"""Processes that wait for another case, so that a case need not start one."""


@atexit.register
def _end_all() -> None:
    for waiting in _idle.values():
        while waiting:
            waiting.pop().end()


class ProcessLedger:
    """A ledger that a process keeps; ``seconds`` limits how long each answer may take.

    A process serves one case after the other. One that fails is ended, so that it costs no other
    case. One that waits serves the next case with the same command, so what a command depends on
    stands in it, as in ``["env", "SHOP=test", "node", "ledger.js"]``.

    Raises:
        ProtocolError: the process cannot be started, or does not speak the protocol.
    """

    def __init__(self, command: Sequence[str], seconds: int = SECONDS) -> None:
        self.kind = (tuple(command), seconds)
        waiting = _idle.setdefault(self.kind, [])
        self.process = waiting.pop() if waiting else _Process(command, seconds)
        self.sound = True
        self.answer: Mapping[str, Any] = {}
        says_what_changed = self.process.declared.get("changed") is True
        self.changed = self._changed if says_what_changed else None

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that the implementation declares."""
        found = self.process.declared.get("profiles", [])
        return tuple(each for each in found if isinstance(each, str))

    def start(self, setting: Setting) -> None:
        """Begin with empty books."""
        self.answer = self._ask(
            {
                "do": "start",
                "profile": setting.profile,
                "members": list(setting.members),
                "whole": setting.whole,
                "units": {key: str(value) for key, value in setting.units.items()},
                "mechanisms": list(setting.mechanisms),
                "parameters": {key: _text(value) for key, value in setting.parameters.items()},
                "readings": dict(setting.readings),
                "opening": {key: str(value) for key, value in setting.opening.items()},
            }
        )

    def apply(self, event: Event) -> None:
        """Carry out an event.

        Raises:
            Refused: the implementation refused it.
        """
        arguments = {key: str(value) for key, value in event.arguments.items()}
        self.answer = self._ask({"do": "apply", "event": event.name, "arguments": arguments})
        if "refused" in self.answer:
            raise Refused(str(self.answer["refused"]))
        if self.answer.get("ok") is not True:
            self.sound = False
            raise ProtocolError(f"it answered {_shown(self.answer)}, expected ok or refused")

    def observe(self) -> Mapping[str, str]:
        """The balances that it shows; it is not asked if its last answer had them."""
        answer = self.answer if "balances" in self.answer else self._ask({"do": "observe"})
        return self._numbers("balances", answer.get("balances"))

    def _changed(self) -> Mapping[str, str]:
        """The balances that the last event has changed."""
        if "refused" in self.answer and "changed" not in self.answer:
            return {}
        return self._numbers("changed", self.answer.get("changed"))

    def _numbers(self, what: str, found: Any) -> Mapping[str, str]:
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            self.sound = False
            shown = "nothing" if found is None else _shown(found)
            raise ProtocolError(f"{what}: found {shown}, expected numbers written as texts by name")
        return found

    def stop(self) -> None:
        """Let the process wait for another case, or end it if it failed."""
        if self.sound:
            _idle[self.kind].append(self.process)
        else:
            self.process.end()

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self.process.ask(request)
        except BaseException:  # whatever happened, its next answer would belong to something else
            self.sound = False
            raise


def _text(value: Fraction | tuple[Fraction, ...]) -> str | list[str]:
    return [str(each) for each in value] if isinstance(value, tuple) else str(value)


def _shown(value: object) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
