"""Running cases against a ledger, and telling apart what comes of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.conformance import Profile, UnknownProfile
from neverfalls.spec.errors import NeverfallsError

from .adapter import Adapter, Event, Number, Refused
from .blame import clauses_of
from .prepared import Prepared, Source, Step, cases, stated

DERIVED = ("supply.points", "price.yuan")
"""What can be observed although it is no balance."""


class Verdict(StrEnum):
    """What came of one case."""

    CONFORMS = "conforms"
    DIFFERS = "differs"
    CRASHED = "crashed"
    DEFECT_PRESENT = "defect present"
    FIXED = "fixed"
    STALE = "stale"
    NOT_APPLICABLE = "not applicable"

    @property
    def is_failure(self) -> bool:
        """Whether a test run fails because of it."""
        return self in {Verdict.DIFFERS, Verdict.CRASHED, Verdict.DEFECT_PRESENT, Verdict.STALE}


class NoCases(NeverfallsError):
    """Nothing was run, which must not look like success."""


@dataclass(frozen=True)
class Result:
    """What came of one case.

    ``step`` counts events from 1; 0 is the opening. ``field`` is the balance that differs first,
    with what was ``expected`` and ``found`` in the profile's units, or "accepted" and "refused".
    ``clauses`` are those of the rules that fix this field there. ``cause`` is the same for all
    failures that look like one mistake. ``units`` says how many yuan or points one unit is.
    """

    case: str
    profile: str
    outcome: Verdict
    step: int = 0
    event: Event | None = None
    units: Mapping[str, Fraction] = field(default_factory=dict)
    field: str = ""
    expected: Number | str = ""
    found: Number | str = ""
    clauses: tuple[str, ...] = ()
    why: str = ""
    cause: str = ""
    observed: frozenset[str] = frozenset()
    history: Sequence[Event] = ()


@dataclass(frozen=True)
class Cause:
    """Failures that look like one mistake: the shortest, and all of them."""

    first: Result
    results: Sequence[Result]


@dataclass(frozen=True)
class Report:
    """What came of a run."""

    results: Sequence[Result]
    unobserved: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def failed(self) -> list[Result]:
        """The cases because of which a test run fails."""
        return [each for each in self.results if each.outcome.is_failure]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many cases came out how."""
        found = dict.fromkeys(Verdict, 0)
        for each in self.results:
            found[each.outcome] += 1
        return {outcome: count for outcome, count in found.items() if count}

    @property
    def causes(self) -> list[Cause]:
        """The failures, one entry for each likely mistake, those that explain most cases first."""
        groups: dict[str, list[Result]] = {}
        for each in self.failed:
            groups.setdefault(each.cause, []).append(each)
        causes = [Cause(min(group, key=_length), group) for group in groups.values()]
        return sorted(causes, key=lambda cause: (-len(cause.results), cause.first.case))


def _length(result: Result) -> tuple[int, str]:
    return len(result.history), result.case


def profiles_of(make: Callable[[], Adapter], named: Sequence[str] | None) -> tuple[str, ...]:
    """The profiles to run: those named, else those that the ledger says it implements.

    Raises:
        NoCases: neither names any.
    """
    chosen = tuple(named) if named is not None else _declared(make)
    if not chosen:
        raise NoCases(
            "no profile is named: give the ledger a list `profiles`, or name one;"
            " `neverfalls list profiles` names all"
        )
    return chosen


def _declared(make: Callable[[], Adapter]) -> tuple[str, ...]:
    declared = getattr(make, "profiles", None)
    if declared is None:
        ledger = make()
        declared = getattr(ledger, "profiles", None)
        stop(ledger)
    return tuple(declared or ())


def profiles_among(
    known: Collection[str], make: Callable[[], Adapter], named: Sequence[str] | None
) -> tuple[str, ...]:
    """The profiles of a suite of one's own to run: those named, else those that are declared.

    A suite of a single profile can be meant for a ledger that declares nothing.

    Raises:
        UnknownProfile: one that is named is not in the suite.
        NoCases: it cannot be told which one is meant.
    """
    if named is not None:
        for name in named:
            if name not in known:
                raise UnknownProfile(name, known)
        return tuple(named)
    declared = _declared(make)
    chosen = tuple(name for name in known if name in declared)
    if not declared and len(known) == 1:
        return tuple(known)
    if not chosen:
        says = f"the ledger declares {', '.join(declared)}" if declared else "none is named"
        raise NoCases(f"the suite is about {', '.join(known)}, and {says}; name a profile")
    return chosen


def run(
    make: Callable[[], Adapter],
    profiles: Sequence[str] | None = None,
    *,
    suite: Source | None = None,
    only: Callable[[Prepared], bool] = lambda _case: True,
    tolerance: Number = 0,
    watch: Callable[[Result], None] = lambda _result: None,
) -> Report:
    """Run all cases of some profiles against a ledger, which ``make`` returns anew for each case.

    ``suite`` has the cases in place of those that are shipped: a suite, its file, or a folder of
    such files. A balance may be off by ``tolerance``, in the profile's units. ``watch`` is told
    each result.

    Raises:
        BadSuite: a file is no suite, or none that can be run.
        UnknownProfile: there is no such profile.
        NoCases: there was nothing to run.
    """
    missing: dict[str, set[str]] = {}
    shown: dict[str, set[str]] = {}
    results = []
    for case in filter(only, every_case(make, profiles, suite)):
        result = run_case(make, case, tolerance)
        results.append(result)
        watch(result)
        known = {_general(key, case.members) for key in case.opening}
        missing.setdefault(result.profile, set()).update(known)
        seen = {_general(key, case.members) for key in result.observed}
        shown.setdefault(result.profile, set()).update(seen)
    if not results:
        raise NoCases("no case was run")
    return Report(results, {name: sorted(all_ - shown[name]) for name, all_ in missing.items()})


def _general(key: str, members: Iterable[str]) -> str:
    holder, dot, entry = key.partition(".")
    return f"member{dot}{entry}" if holder in members else key


def run_case(make: Callable[[], Adapter], case: Prepared, tolerance: Number = 0) -> Result:
    """Run one case; whatever the ledger does, it costs this case only."""
    driver = Driver(case, tolerance)
    ledger = None
    try:
        ledger = make()
        return driver.run(ledger)
    except Exception as error:  # noqa: BLE001  (somebody else's code may raise anything)
        return driver.crashed(error)
    finally:
        if ledger is not None:
            stop(ledger)


def stop(ledger: Adapter) -> None:
    """Let a ledger clean up, if it wants to."""
    getattr(ledger, "stop", lambda: None)()


class NotExact(TypeError):
    """A ledger showed a number that is not exact."""


class Driver:
    """One run of one case: ``begin`` it, ``follow`` its steps until one fails, and ``end`` it.

    Of a long history, only the last ``kept`` events are remembered.
    """

    def __init__(self, case: Prepared, tolerance: Number, kept: int | None = None) -> None:
        self.case = case
        self.tolerance = tolerance
        self.state: dict[str, Number] = dict(case.opening)
        self.replaced: dict[str, Number] = {}
        self.shown: dict[str, Any] = {}
        self.step = 0
        self.event: Event | None = None
        self.history: deque[Event] = deque(maxlen=kept)

    def run(self, ledger: Adapter) -> Result:
        """Begin, follow all steps, and end."""
        failure = self.begin(ledger)
        for step in self.case.steps:
            if failure is not None:
                return failure
            failure = self.follow(step)
        return failure or self.end()

    def begin(self, ledger: Adapter) -> Result | None:
        """Start the ledger; what is wrong with its opening, if something is."""
        self.ledger = ledger
        self.changed: Callable[[], Mapping[str, Any]] | None = getattr(ledger, "changed", None)
        ledger.start(self.case.setting)
        return self.compared(ledger.observe())

    def follow(self, step: Step) -> Result | None:
        """Let an event happen; what is wrong with what comes of it, if something is."""
        self.step += 1
        self.event = step.event
        self.history.append(step.event)
        self.replaced = {}
        try:
            self.ledger.apply(step.event)
            refused = None
        except Refused as error:
            refused = str(error)
        if step.refused and refused is None:
            why = f"it must be refused, because it requires that {step.refused}"
            return self.differs("event", f"refused: {step.refused}", "accepted", why, step.clauses)
        if not step.refused and refused is not None:
            why = f"it is allowed, and was refused: {refused}"
            return self.differs("event", "accepted", f"refused: {refused}", why, self.rule_clauses)
        state = self.state
        self.replaced = {key: state[key] for key in step.changes}
        state.update(step.changes)
        if self.changed is None:
            return self.compared(self.ledger.observe())
        return self.changes_compared(self.changed())

    def end(self) -> Result:
        """What came of the case, now that its last event has happened."""
        failure = None if self.changed is None else self.compared(self.ledger.observe())
        return failure or self.result(Verdict.CONFORMS)

    @property
    def rule_clauses(self) -> tuple[str, ...]:
        assert self.event is not None
        rule = self.case.profile.scheme.rules.get(self.event.name)
        return rule.clauses if rule else ()

    def compared(self, shown: Mapping[str, Any]) -> Result | None:
        """The first of all balances shown that differs, if one does."""
        before, self.shown = self.shown, dict(shown)
        state, replaced = self.state, self.replaced
        for key, value in shown.items():
            # most balances are whole, or texts, or stand as they stood after the event before
            if value.__class__ is int:
                if value == state.get(key):
                    continue
            elif key in state and (
                value == str(state[key])
                if value.__class__ is str
                else key not in replaced and key in before and value is before[key]
            ):
                continue
            difference = self.difference(key, value)
            if difference is not None:
                return difference
        if not before.keys() <= shown.keys():
            for key in sorted(before.keys() - shown.keys() - {"price.yuan"}):
                why = f"observe() showed {key} before, and does not any more"
                stated = state.get(key, "a number")
                return self.differs(key, stated, "nothing", why, self.blamed(key))
        return None

    def changes_compared(self, changed: Mapping[str, Any]) -> Result | None:
        """The same, of the balances that the ledger says it has changed, or should have changed."""
        shown = self.shown
        follow = DERIVED if self.replaced else ()
        due = [key for key in (*self.replaced, *follow) if key in shown and key not in changed]
        shown.update(changed)
        for key in changed:
            difference = self.difference(key, shown[key])
            if difference is not None:
                return difference
        for key in due:
            if key == "price.yuan" and key not in self.follows():
                del shown[key]
                continue
            difference = self.difference(key, shown[key])
            if difference is not None:
                return difference
        return None

    def difference(self, key: str, value: Any) -> Result | None:
        """In what a balance differs, if it does."""
        state = self.state
        expected = state[key] if key in state else self.derived(key)
        found = number(key, value)
        if found == expected or abs(Fraction(found) - Fraction(expected)) <= self.tolerance:
            return None
        return self.differs(key, expected, found, "", self.blamed(key))

    def follows(self) -> Mapping[str, Number]:
        """What is no balance but follows from them."""
        return self.case.profile.derived(self.state, self.case.members)

    def derived(self, key: str) -> Number:
        """One of these.

        Raises:
            KeyError: there is no such thing.
        """
        found = self.follows()
        if key in found:
            return found[key]
        near = get_close_matches(key, [*self.state, *DERIVED], n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        if key == "price.yuan":
            meant = " while no points circulate"
        raise KeyError(f"observe() shows {key}, which this profile does not have{meant}")

    def blamed(self, key: str) -> tuple[str, ...]:
        if self.event is None:
            return ()
        before = {**self.state, **self.replaced}
        return clauses_of(self.case.profile, before, self.case.members, self.event, key)

    def differs(
        self,
        key: str,
        expected: Number | str,
        found: Number | str,
        why: str,
        clauses: Sequence[str],
    ) -> Result:
        event = self.event.name if self.event else "the opening"
        # an event that was accepted wrongly is told by what it should have required
        told = expected if found == "accepted" else found if key == "event" else self.role(key)
        cause = f"{event}: {told}"
        return self.result(
            Verdict.DIFFERS,
            field=key,
            expected=expected,
            found=found,
            clauses=tuple(clauses),
            why=why,
            cause=cause,
        )

    def role(self, key: str) -> str:
        """A balance by what its owner is in the event, so that names do not matter."""
        holder, dot, entry = key.partition(".")
        if holder not in self.case.members:
            return key
        given = self.event.arguments.items() if self.event else ()
        return next((name for name, value in given if value == holder), "member") + dot + entry

    def crashed(self, error: BaseException) -> Result:
        told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        event = self.event.name if self.event else "start"
        return self.result(
            Verdict.CRASHED, why=told, found=told, cause=f"{event}: {type(error).__name__}"
        )

    def result(self, outcome: Verdict, **more: Any) -> Result:
        case = self.case
        return Result(
            case.id,
            case.profile.id,
            outcome,
            self.step,
            self.event,
            observed=frozenset(self.shown),
            history=list(self.history),
            units=case.profile.units,
            **more,
        )


def number(key: str, value: Any) -> Number:
    """An exact number that a ledger shows.

    Raises:
        NotExact: it is a float, or no number.
    """
    kind = value.__class__
    if kind is int or kind is Fraction:
        found: Number = value
        return found
    if kind is str and value.isdecimal():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal | str):
        raise NotExact(
            f"observe() shows {key} as {type(value).__name__} {value!r}; exact numbers are whole"
            ' (int), fractions, or texts such as "3/10"'
        )
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise NotExact(f"observe() shows {key} as {value!r}, which is no exact number") from None


def every_case(
    make: Callable[[], Adapter], profiles: Sequence[str] | None, suite: Source | None = None
) -> Iterator[Prepared]:
    """The cases of these profiles, or of those that the ledger implements.

    Raises:
        BadSuite: a file is no suite, or none that can be run.
        UnknownProfile: there is no such profile.
        NoCases: no profile is named.
    """
    if suite is None:
        for name in profiles_of(make, profiles):
            yield from cases(name)
        return
    known = stated(suite)
    for name in profiles_among(known, make, profiles):
        yield from known[name].cases


__all__ = [
    "Cause",
    "NoCases",
    "Profile",
    "Report",
    "Result",
    "Verdict",
    "every_case",
    "run",
    "run_case",
]
