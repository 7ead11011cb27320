"""Looking for differences: Hypothesis drives a ledger and the exact rules side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neverfalls.counterexamples.conformance.exploring import Explorer
from neverfalls.counterexamples.conformance.files import render
from neverfalls.counterexamples.conformance.profile import Profile
from neverfalls.counterexamples.conformance.recording import Purpose, assembled, attempted
from neverfalls.counterexamples.conformance.shrinking import Happening

from .adapter import Adapter, Event, Number
from .following import Follower, follow
from .prepared import Source, as_number, profile_of
from .running import Result, number

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine

STEPS = 12
"""Most events of a history."""


class Different(AssertionError):
    """A ledger and the rules differ; ``result`` says where."""

    def __init__(self, result: Result, text: str) -> None:
        super().__init__(text)
        self.result = result


def state_machine(
    make: Callable[[], Adapter],
    profile: str | Profile,
    tolerance: Number | str = 0,
    suite: Source | None = None,
) -> type[RuleBasedStateMachine]:
    """A Hypothesis state machine whose only rule is that any event may happen.

    Its ``TestCase`` is a test of the standard library's kind:

        TestLedger = state_machine(Ledger, "wine-shop-cents").TestCase

    ``profile`` is the id of a shipped profile, or of one that ``suite`` states, which is a suite of
    one's own, its file, or a folder of such files.

    Amounts are drawn around what somebody holds, so that both events that can happen and events
    that must be refused are common. Each difference raises ``Different`` with the whole history,
    which Hypothesis makes as short as it can.

    Raises:
        ImportError: Hypothesis is not installed.
        BadSuite: a file is no suite, or none that can be run.
        UnknownProfile: there is no such profile.
    """
    from hypothesis import strategies as st
    from hypothesis.stateful import RuleBasedStateMachine, rule

    found = profile_of(profile, suite)
    allowed = number("tolerance", tolerance)
    explorer = Explorer(found)

    class Machine(RuleBasedStateMachine):
        """A ledger and the rules, kept in step."""

        def __init__(self) -> None:
            super().__init__()
            self.follower = Follower(found, explorer.members, allowed)
            self.history: tuple[Happening, ...] = ()
            self.different = False
            try:
                self.check(self.follower.begin(make))
            except Different:
                self.follower.stop()
                raise

        @rule(data=st.data())
        def event(self, data: Any) -> None:
            """Something happens, in the ledger and by the rules."""
            tried = explorer.tried(self.follower.books.state, self.history)
            choices = [happening for happening, _likely in tried]
            happening = data.draw(st.sampled_from(choices), label="event")
            self.history = (*self.history, happening)
            self.check(self.follower.happen(event_from(found, happening)))

        def check(self, result: Result | None) -> None:
            """Whatever differs ends the example."""
            if result is not None:
                self.different = True
                from .reporting import explained

                raise Different(result, "\n".join(explained(result)))

        def teardown(self) -> None:
            """Look at everything once more, and let the ledger clean up."""
            try:
                result = None if self.different else self.follower.end()
                self.check(result if result and result.outcome.is_failure else None)
            finally:
                self.follower.stop()

    return Machine


def event_from(found: Profile, happening: Happening) -> Event:
    """An event of a search as a ledger gets it."""
    return Event(
        happening.rule,
        {
            key: value if isinstance(value, str) else as_number(found, value)
            for key, value in happening.arguments
        },
    )


def followed(
    make: Callable[[], Adapter],
    found: Profile,
    members: Sequence[str],
    history: Sequence[Happening],
    allowed: Number,
) -> Result:
    """What comes of a history in a new ledger."""
    events = (event_from(found, each) for each in history)
    return follow(make, found, members, events, tolerance=allowed)


def search(
    make: Callable[[], Adapter],
    profile: str | Profile,
    *,
    examples: int = 100,
    tolerance: Number | str = 0,
    save: str | None = None,
) -> Result | None:
    """Try all short histories, then random ones; what came of a short one that differs, or None.

    ``save`` names a folder: the history is written there as a suite of one case, which
    ``run(..., suite=folder)``, `pytest --neverfalls-suite` and `neverfalls conform --suite` run.

    Raises:
        OSError: the folder cannot be written to.
    """
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test

    found = profile_of(profile)
    machine: Any = state_machine(make, found, tolerance)
    try:
        _try_short(make, found, number("tolerance", tolerance))
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=False,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Different as error:
        shortest = _shortened(make, found, error.result, tolerance)
        if save is not None:
            saved(found, shortest, Path(save))
        return shortest
    return None


def _try_short(make: Callable[[], Adapter], found: Profile, allowed: Number) -> None:
    """Try every event at the opening, and after each that members might begin with."""
    explorer = Explorer(found)
    for happening, goes_on in explorer.tried(explorer.opening, ()):
        _try(make, found, explorer, (happening,), allowed)
        seen = attempted(found, explorer.opening, explorer.members, happening)
        if goes_on and seen.state is not None:
            for second, _goes_on in explorer.tried(seen.state, (happening,)):
                _try(make, found, explorer, (happening, second), allowed)


def _try(
    make: Callable[[], Adapter],
    found: Profile,
    explorer: Explorer,
    history: tuple[Happening, ...],
    allowed: Number,
) -> None:
    result = followed(make, found, explorer.members, history, allowed)
    if result.outcome.is_failure:
        raise Different(result, result.case)


def _shortened(
    make: Callable[[], Adapter], found: Profile, result: Result, tolerance: Number | str
) -> Result:
    """The same difference after fewer events: those that it does not need are left out.

    Hypothesis draws an event from those that fit the state, so it cannot leave one out by itself.
    """
    members = Explorer(found).members
    history = history_of(result)
    for place in range(len(history) - 1):
        shorter = history[:place] + history[place + 1 :]
        allowed = number("tolerance", tolerance)
        again = followed(make, found, members, shorter, allowed)
        if again.outcome.is_failure and again.cause == result.cause:
            return _shortened(make, found, again, tolerance)
    return result


def history_of(result: Result) -> tuple[Happening, ...]:
    """The events of a result as the rules run them."""
    return tuple(
        Happening(
            each.name,
            tuple((k, v if isinstance(v, str) else Fraction(v)) for k, v in each.arguments.items()),
        )
        for each in result.history
    )


def saved(found: Profile, result: Result, folder: Path) -> Path:
    """Write the history of a result as a suite of one case; the file."""
    history = history_of(result)
    purpose = Purpose("chosen", told=(f"a difference: {result.field}",))
    suite = assembled(found.scheme, {found.id: found}, {history: purpose})
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{suite.cases[0].id}.json"
    file.write_text(render(suite), encoding="utf-8")
    return file
