"""Everything that is found out about one scheme: by induction, by search, by round amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from neverfalls.counterexamples import Trace
from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared, watched
from ..induction import Induction
from ..search.bounds import MEMBERS, STEPS
from ..search.concrete import broken
from ..search.edges import try_edges
from ..search.explorer import Explorer, Search
from ..search.loops import find_loop
from ..search.simplest import simplest
from ..search.traces import SOLVER, TRIAL, make_trace
from ..search.trials import try_amounts
from ..solving.failures import failure
from ..solving.pool import Solvers
from .case import Case
from .cases import SHORT, case_of, idle, in_every_state, late_case_of, never
from .inducing import Inductions, again_with_more, inductions
from .verdict import OPEN, Evidence, Status, Verdict, failed, id_of, refuted


class Judge:
    """Everything that is found out about one scheme under one set of readings."""

    def __init__(
        self,
        scheme: Scheme,
        solvers: Solvers,
        deviation: str = "",
        steps: int = STEPS,
        members: int = MEMBERS,
        shared: Shared | None = None,
    ) -> None:
        self.scheme = scheme = watched(scheme.opened())
        self.shared = (shared or Shared()).of(scheme)
        self.solvers = solvers
        self.deviation = deviation
        self.steps = steps
        self.members = members
        self.explorer = Explorer(scheme, solvers, self.shared)
        self.cases: list[Case] = []

    def judge(self, claims: Sequence[Claim]) -> list[Verdict]:
        """A verdict for each claim that the scheme's mechanisms give something to speak about.

        What neither induction nor a search decides at once is tried by induction again, with
        more candidates, before the search goes on where it had doubts; and so is whether the claim
        ever has a case. At last come all histories with a few round amounts. An internal error
        costs the claim that it comes up with its verdict, and no other.
        """
        applicable = [claim for claim in claims if claim.concerns(self.scheme)]
        found = inductions(self.scheme, applicable, self.solvers, self.shared)
        at_once = partial(self._verdict, doubtless=True)
        verdicts = {claim: self._guarded(claim, found, at_once) for claim in applicable}
        left = [claim for claim, verdict in verdicts.items() if verdict.status in OPEN]
        if left:
            about = [each(claim) for claim in left for each in (in_every_state, never)]
            more = again_with_more(self.scheme, about, self.solvers, self.shared)
            lacking = found.lacking or more.lacking
            merged = Inductions({**found.by_claim, **more.by_claim}, lacking)
            for claim in left:
                first = verdicts[claim]
                again = partial(self._again, first, more)
                verdicts[claim] = self._guarded(claim, found if first.no_case else merged, again)
                if lacking and verdicts[claim].status in OPEN:
                    verdicts[claim] = failed(self.scheme, claim, self.deviation, lacking)
            still = [
                claim
                for claim in left
                if verdicts[claim].status in OPEN and not verdicts[claim].no_case
            ]
            for found_last in broken(self.scheme, still, self.steps, self.members):
                verdicts[found_last.claim] = refuted(found_last, self.deviation, self.members)
        return list(verdicts.values())

    def _guarded(
        self, claim: Claim, found: Inductions, judge: Callable[[Claim, Induction], Verdict]
    ) -> Verdict:
        """The verdict on a claim, unless an error comes up, or has come up in its induction."""
        induction = found.by_claim[claim.name]
        if isinstance(induction, str):
            return failed(self.scheme, claim, self.deviation, induction)
        try:
            return judge(claim, induction)
        except MemoryError:  # it costs all of a process that goes on without any
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the others have a verdict)
            return failed(self.scheme, claim, self.deviation, failure(error))

    def _verdict(self, claim: Claim, induction: Induction, doubtless: bool) -> Verdict:
        if claim.kind is Kind.EVENTUAL:
            return self._eventual(claim)
        if induction.proves(claim.name):
            return self._proved(claim, induction)
        last = set(induction.broken[claim.name])
        opening = not induction.holds_at_opening[claim.name]
        if opening:  # then a step from a state where it holds is no longer all that can break it
            last = set(self.scheme.rules)
        search = self.explorer.find(claim, last, self.steps, self.members, opening, doubtless)
        if search.run is None:
            status = Status.UNDECIDED if search.undecided else Status.BOUNDED
            ground = Evidence.NONE if search.undecided else self._searched(search.stored)
            count = len(search.undecided)
            return self._made(claim, status, ground, depth=search.depth, undecided=count)
        by = search.by or (SOLVER if search.amounts is None else TRIAL)
        amounts = search.amounts
        if amounts is None:
            amounts = simplest(search.run, search.run.breaks(claim), self.solvers)
        if amounts is None:
            amounts, by = try_amounts(search.run, claim) or try_edges(search.run, claim), TRIAL
        if amounts is None:
            return self._made(claim, Status.UNDECIDED, Evidence.NONE, undecided=1)
        trace = make_trace(self._id(claim), search.run, amounts, claim, _shorter(search), by=by)
        return self._made(claim, Status.REFUTED, Evidence.REPLAYED, trace=trace)

    def _eventual(self, claim: Claim) -> Verdict:
        search = find_loop(self.explorer, claim, self.solvers, self.steps, self.members)
        amounts = None
        if search.run is not None and search.goal is not None:
            amounts = simplest(search.run, search.goal, self.solvers)
        if search.run is None or amounts is None:
            count = max(search.undecided, int(search.run is not None))
            depth = search.depth
            return self._made(claim, Status.UNDECIDED, Evidence.NONE, depth=depth, undecided=count)
        shorter = f"z3 ruled out {search.excluded} shorter or earlier loops"
        if search.undecided:
            shorter += f" and gave up on {search.undecided}"
        if len(search.run.word) > search.depth + 1:
            shorter += f"; of those with more than {search.depth} events only some were tried"
        found = make_trace(self._id(claim), search.run, amounts, claim, shorter, search.start)
        return self._made(claim, Status.REFUTED, Evidence.REPLAYED, trace=found)

    def _proved(self, claim: Claim, induction: Induction) -> Verdict:
        """Proved, if some short history gives the claim a case; if none does, not known yet."""
        if self._idle:
            return self._made(claim, Status.VACUOUS, self._searched())
        case = case_of(self.explorer, claim, self.cases)
        if case is None:
            return self._made(claim, Status.UNDECIDED, Evidence.NONE, depth=SHORT, no_case=True)
        return self._shown(claim, induction, case)

    def _again(self, first: Verdict, more: Inductions, claim: Claim, own: Induction) -> Verdict:
        """The verdict after a second look, with more invariants and at whether there is a case."""
        none = more.by_claim.get(never(claim).name)
        if isinstance(none, Induction) and none.proves(never(claim).name):
            evidence = self._evidence(never(claim), none)
            return self._made(claim, Status.VACUOUS, evidence, invariants=none.invariants)
        if claim.kind is not Kind.EVENTUAL:
            verdict = self._verdict(claim, own, doubtless=False)
        elif more.by_claim and own.proves(claim.name):
            verdict = self._proved(claim, own)
        else:
            verdict = first
        if not verdict.no_case:
            return verdict
        case = late_case_of(self.explorer, claim)
        if case is not None:
            return self._shown(claim, own, case)
        return self._made(claim, Status.UNDECIDED, Evidence.NONE, depth=STEPS, no_case=True)

    def _shown(self, claim: Claim, induction: Induction, case: Case) -> Verdict:
        if case not in self.cases:
            self.cases.append(case)
        evidence = self._evidence(claim, induction)
        if not case.members:  # of the case too, only solvers say that there is one
            evidence = min(evidence, self._searched(), key=list(Evidence).index)
        invariants = induction.invariants
        return self._made(claim, Status.PROVED, evidence, invariants=invariants, case=case)

    def _evidence(self, claim: Claim, induction: Induction) -> Evidence:
        return Evidence(self.solvers.evidence(induction.queries[claim.name]))

    def _searched(self, stored: bool = False) -> Evidence:
        """What it rests on that no history does something."""
        return Evidence.STORED if stored or self.explorer.stored else Evidence.ONE_SOLVER

    @cached_property
    def _idle(self) -> bool:
        return idle(self.explorer)

    def _made(
        self,
        claim: Claim,
        status: Status,
        evidence: Evidence,
        *,
        invariants: tuple[str, ...] = (),
        trace: Trace | None = None,
        depth: int = 0,
        undecided: int = 0,
        no_case: bool = False,
        case: Case | None = None,
    ) -> Verdict:
        return Verdict(
            self.scheme.name,
            claim.name,
            self.deviation,
            status,
            evidence,
            invariants,
            trace,
            depth,
            undecided,
            self.members,
            no_case=no_case,
            case=case,
        )

    def _id(self, claim: Claim) -> str:
        return id_of(self.scheme, claim, self.deviation)


def _shorter(search: Search) -> str:
    text = f"z3 ruled out {search.excluded} shorter or earlier words"
    if search.undecided:
        text += f" and gave up on {len(search.undecided)}"
    return text
