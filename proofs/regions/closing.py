"""How the region is found in which a claim holds for every history.

Two things close in on it from both sides. A history whose amounts are functions of the numbers
breaks the claim on pieces that are told by signs of polynomials. What is left when all known pieces
are taken away is a condition, and the induction is tried with the numbers as unknowns that meet it.
If it proves the claim, the condition is exact: inside, the proof is about every point; outside,
there is a history for every point. If it does not, a solver names a point at which some other
history breaks the claim, which gives further pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from neverfalls.counterexamples import Trace, every
from neverfalls.counterexamples.setting import arguments_of
from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.model.parameters import PARAMETERS, within_range
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import RANGES
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared, watched
from ..induction import Induction, induct
from ..search.explorer import Explorer
from ..search.letters import Letter
from ..search.loops import find_loop
from ..search.repeated import FAR
from ..search.run import Goal, Run
from ..search.simplest import simplest
from ..search.trials import meets
from ..solving.pool import Solvers
from ..verdicts.cases import in_every_state, never
from ..verdicts.inducing import again_with_more
from .amounts import Assigned, assignments
from .boxes import halves, in_box, window
from .conditions import (
    Condition,
    cases_of,
    plain_piece,
    simplified,
    truths_of,
    without,
    written,
)
from .functions import Functions
from .pieces import Ground, Piece, pieces
from .region import Broken, Proof, Region, trace_at

ROUNDS = 24
"""Histories that are generalised before what is left is taken for unknown."""

SHORT, STEPS, MEMBERS = 2, 4, 2
"""Events of the histories searched before the induction is tried, and after it; members."""

DEEP = 5
"""Longer histories that are generalised; where ever longer ones are needed, no number is enough."""

CASES = 8
"""Cases that have a proof each; a condition with more of them has one proof, or none."""

BOXES = 15
"""Boxes in which a proof is tried, where there is none for all of what is left."""


def region(
    scheme: Scheme,
    claim: Claim,
    free: Sequence[str],
    solvers: Solvers,
    told: Callable[[str], None] = lambda _doing: None,
    steps: int = STEPS,
    known: Sequence[Trace] = (),
    boxes: int = BOXES,
) -> Region:
    """The region of the numbers in ``free`` in which a claim holds for every history.

    Searched are histories of up to so many ``steps``; ``told`` hears what is being done. Histories
    that are ``known`` to break the claim of the scheme as it is are generalised before any longer
    ones are searched. Where there is no proof for all that is left, it is tried in so many
    ``boxes``.
    """
    return Closing(scheme, claim, free, solvers, told, steps, known, boxes).closed()


def shipped_histories(scheme: Scheme, claim: Claim) -> list[Trace]:
    """The shipped counterexamples to a claim in a scheme of the same mechanisms and members."""
    return [
        each
        for each in every()
        if each.claim == claim.name
        and {*each.mechanisms} == {*scheme.mechanisms}
        and tuple(each.initial_members) == scheme.members
    ]


def opened(scheme: Scheme, free: Sequence[str]) -> Scheme:
    """The scheme with unknowns in place of these numbers, which are within their ranges."""
    unknowns = {name: terms.name(name) for name in free}
    known = [truth for name, any_ in unknowns.items() for truth in within_range(name, any_)]
    found = scheme.with_parameters(**unknowns)
    for least, most in RANGES:
        if {least, most} & set(free):
            known.append(getattr(found.parameters, least) <= getattr(found.parameters, most))
    return replace(found, assumptions=tuple(known))


class Closing:
    """The search for a region: what is left of all values as pieces are taken away."""

    def __init__(
        self,
        scheme: Scheme,
        claim: Claim,
        free: Sequence[str],
        solvers: Solvers,
        told: Callable[[str], None],
        steps: int = STEPS,
        known: Sequence[Trace] = (),
        boxes: int = BOXES,
    ) -> None:
        self.boxes = boxes
        self.steps = steps
        self.known = list(known)
        self.scheme = scheme
        self.claim = claim
        # what always has happened happens in the end; induction says no more of that
        self.asked = [in_every_state(claim), never(claim)]
        self.free = tuple(free)
        self.solvers = solvers
        self.told = told
        self.open = opened(scheme, free)
        self.ground = Ground(solvers, self.free, self.open.assumptions)
        self.functions = Functions.of(self.free)
        self.broken: list[Broken] = []
        self.doubtful = False
        self.left: Condition = ()

    def _broken_as_known(self) -> bool:
        """Whether a known history takes something away: it breaks the claim as the scheme is."""
        while self.known:
            before = len(self.broken)
            self._generalised(self.known.pop(0))
            if len(self.broken) > before:
                return True
        return False

    def _generalised(self, trace: Trace) -> None:
        """Take away where a history breaks the claim that does so with the scheme's own numbers."""
        rules = self.scheme.rules
        if self.claim.kind is Kind.EVENTUAL or not {each.rule for each in trace.steps} <= {*rules}:
            return
        run: Run | None = Run.start(self._within(self.left), trace.members)
        for step in trace.steps:
            arguments = arguments_of(rules[step.rule], step)
            named = [n for n, sort in rules[step.rule].sorts.items() if sort == "Member"]
            run = run and run.extend(Letter(step.rule, tuple(str(arguments[n]) for n in named)))
        if run is None:
            return
        stated = [arguments_of(rules[step.rule], step) for step in trace.steps]
        found = {each.label: stated[each.step - 1].get(each.argument) for each in run.unknowns}
        own = {name: Fraction(getattr(self.scheme.parameters, name)) for name in self.free}
        if not all(terms.evaluate(each, own) for each in truths_of(self.left)):
            return
        amounts = {label: value for label, value in found.items() if isinstance(value, Fraction)}
        goal = run.breaks(self.claim)
        if len(amounts) == len(found) and meets(run, goal, {**own, **amounts}):
            self._taken_away(run, goal, {**own, **amounts})

    def closed(self) -> Region:
        """Take pieces away until the rest is proved, or nothing more is found."""
        every: Collection[str] = self.scheme.rules
        deep = 0
        for number in range(ROUNDS):
            self.told(f"{number} histories break it; short ones")
            if self.ground.empty(*truths_of(self.left)):
                return self._region((), ())
            if not deep and self._broken_by(every, SHORT):
                continue
            deep += 1
            self.left = simplified(self.ground, self.left)
            proofs, unknown, last = self._tried(self._split(self.left))
            if not unknown:
                return self._region(proofs, ())
            self.told(f"{number} histories break it; longer ones")
            if self._broken_as_known():
                continue
            if deep > DEEP or not self._broken_further(last):
                break
        return self._region(*self._proved_in_cases())

    def _proof(self, case: Condition, induction: Induction) -> Proof:
        return Proof(case, induction, induction.proves(never(self.claim).name))

    def _split(self, condition: Condition) -> list[Condition]:
        """The cases of a condition that some numbers meet; it is one where they were many."""
        if prod(map(len, condition)) > CASES:
            return [condition]
        found = (simplified(self.ground, case) for case in cases_of(condition))
        return [each for each in found if not self.ground.empty(*truths_of(each))]

    def _tried(
        self, cases: Sequence[Condition]
    ) -> tuple[tuple[Proof, ...], tuple[Condition, ...], Collection[str]]:
        """Which of these cases induction proves, which not, and the rules that may break those."""
        proofs, unknown, last = [], [], set[str]()
        for case in cases:
            self.told(f"a proof where {written(case)}")
            induction = induct(self._plainly(case), self.asked, self.solvers)
            if induction.proves(self.claim.name):
                proofs.append(self._proof(case, induction))
                continue
            unknown.append(case)
            last |= set(induction.broken[self.claim.name])
            if not induction.holds_at_opening[self.claim.name]:
                last = set(self.scheme.rules)
        return tuple(proofs), tuple(unknown), last

    def _proved_in_cases(self) -> tuple[tuple[Proof, ...], tuple[Condition, ...]]:
        """What is proved of the rest with more invariants, and apart from the ends of ranges."""
        proofs, left, _last = self._tried(self._split(self.left))
        unknown: list[Condition] = []
        for case in left:
            more = self._with_more(case)
            if more is not None:
                proofs = (*proofs, self._proof(case, more))
                continue
            inner, outer = self._ends(case)
            for part in (*outer, inner):
                found = self._with_more(part) if part != case else None
                if found is not None:
                    proofs = (*proofs, self._proof(part, found))
                    continue
                proved, rest = self._in_boxes(part)
                proofs = (*proofs, *proved)
                unknown += rest
        return proofs, tuple(unknown)

    def _in_boxes(self, case: Condition) -> tuple[list[Proof], list[Condition]]:
        """What is proved of a case if the numbers are cut in halves again and again, and the rest.

        Boxes that lie beside each other and are not proved are told together.
        """
        proofs: list[Proof] = []
        left: list[Condition] = []
        boxes = [window(self.scheme, self.free)]
        for _try in range(self.boxes):
            if not boxes:
                break
            box = boxes.pop(0)
            part = simplified(self.ground, (*case, *in_box(box)))
            if self.ground.empty(*truths_of(part)):
                continue
            found, _unknown, _last = self._tried([part])
            proofs += found
            if not found:
                boxes += halves(box)
        proved = [terms.all_of(*truths_of(each.case)) for each in proofs]
        rest = (*case, *((terms.negate(each),) for each in proved))
        if not self.ground.empty(*truths_of(rest)):
            left.append(simplified(self.ground, rest))
        return proofs, left

    def _ends(self, case: Condition) -> tuple[Condition, list[Condition]]:
        """A case without the ends of the numbers' ranges, and with one of them at a time."""
        inner, outer = case, []
        for name in self.free:
            for end in (PARAMETERS[name].low, PARAMETERS[name].high):
                if end is None:
                    continue
                there = terms.sign("zero", terms.name(name) - end)
                if not self.ground.empty(*truths_of(inner), there):
                    outer.append(simplified(self.ground, (*inner, (there,))))
                    inner = simplified(self.ground, (*inner, (terms.negate(there),)))
        return inner, outer

    def _within(self, case: Condition) -> Scheme:
        """The scheme with its numbers open, in this case."""
        known = (*self.open.assumptions, *truths_of(case))
        return watched(replace(self.open, assumptions=known))

    def _plainly(self, case: Condition) -> Scheme:
        """The same, with the number itself in place of one that the case leaves no choice of."""
        known = truths_of(case)
        fixed = {
            name: Fraction(end)
            for name in self.free
            for end in (PARAMETERS[name].low, PARAMETERS[name].high)
            if end is not None and self.ground.implies(known, terms.equal(terms.name(name), end))
        }
        return watched(self._within(case).with_parameters(**fixed))

    def _with_more(self, case: Condition) -> Induction | None:
        """The induction with equalities that exact histories suggest, if it proves the claim."""
        self.told(f"a proof with more invariants where {written(case)}")
        more = again_with_more(self._plainly(case), self.asked, self.solvers, Shared())
        found = more.by_claim.get(self.claim.name)
        if isinstance(found, Induction) and found.proves(self.claim.name):
            return found
        return None

    def _broken_further(self, last: Collection[str]) -> bool:
        """Whether a longer history is found, at a point if the solver gives up on all at once."""
        self.doubtful = False
        return self._broken_by(last, self.steps) or (
            self.doubtful and self._broken_at_a_point(last)
        )

    def _broken_by(self, last: Collection[str], steps: int) -> bool:
        """Whether a history is found that breaks the claim in what is left, and is generalised."""
        scheme = self._within(self.left)
        explorer = Explorer(scheme, self.solvers)
        if self.claim.kind is Kind.EVENTUAL:
            loop = find_loop(explorer, self.claim, self.solvers, steps, MEMBERS)
            if loop.run is None or loop.goal is None:
                return False
            return self._taken_away(loop.run, loop.goal, None, loop.start)
        search = explorer.find(self.claim, last, steps, MEMBERS, opening=True, doubtless=True)
        if search.run is None:
            self.doubtful = bool(search.undecided)
            return False
        return self._taken_away(search.run, search.run.breaks(self.claim), search.amounts)

    def _broken_at_a_point(self, last: Collection[str]) -> bool:
        """Whether a history breaks the claim at some exact point of what is left.

        At a point all numbers are known, so that a solver gives up on less.
        """
        if self.claim.kind is Kind.EVENTUAL:
            return False
        for point in self._points():
            self.told(f"longer histories at {', '.join(f'{k}={v}' for k, v in point.items())}")
            scheme = self.scheme.with_parameters(**point)
            explorer = Explorer(watched(scheme), self.solvers)
            search = explorer.find(self.claim, last, FAR - 1, MEMBERS, opening=True, doubtless=True)
            if search.run is None:
                continue
            amounts = search.amounts
            if amounts is None:
                amounts = simplest(search.run, search.run.breaks(self.claim), self.solvers)
            run: Run | None = Run.start(self._within(self.left), search.run.roster)
            for letter in search.run.word:
                run = run and run.extend(letter)
            if run is None or amounts is None:
                continue
            if self._taken_away(run, run.breaks(self.claim), {**point, **amounts}):
                return True
        return False

    def _points(self) -> Iterator[Mapping[str, Fraction]]:
        """Exact points of what is left: the scheme's own numbers, and one that a solver names."""
        own = {name: Fraction(getattr(self.scheme.parameters, name)) for name in self.free}
        left = truths_of(self.left)
        if all(terms.evaluate(each, own) for each in left):
            yield own
        named = self.ground.point(*left)
        if named is not None and named != own:
            yield named

    def _taken_away(
        self,
        run: Run,
        goal: Goal,
        amounts: Mapping[str, Fraction] | None,
        loop: int | None = None,
    ) -> bool:
        """Take away the pieces on which a history breaks the claim, with amounts of any kind."""
        within = truths_of(self.left)
        if amounts is not None and not all(
            terms.evaluate(each, amounts) for each in (*self.ground.known, *within)
        ):
            amounts = None  # a trial of round amounts does not keep to what is left
        found = amounts or simplest(run, goal, self.solvers)
        if found is None:
            return False
        before = len(self.broken)
        for assigned in assignments(self.ground, run, goal, found, self.functions):
            own = tuple(self._pieces(truths_of(self.left), run, goal, assigned, found))
            if own:
                # the pieces were found within what was left, and are told by themselves
                within = truths_of(self.left)
                whole = tuple((*within, *each) for each in own)
                self.broken.append(Broken(run, goal, loop, assigned, whole, found))
                self.left = simplified(self.ground, (*self.left, *without(own)))
            if self.ground.empty(*truths_of(self.left)):
                break
        return len(self.broken) > before

    def _region(self, proofs: tuple[Proof, ...], unknown: tuple[Condition, ...]) -> Region:
        """What was found, told with as few histories as will do."""
        condition = simplified(self.ground, self.left)
        if unknown:  # all that is not proved, told as one
            proved = (terms.all_of(*truths_of(each.case)) for each in proofs)
            rest = (*condition, *((terms.negate(each),) for each in proved))
            unknown = (simplified(self.ground, rest),)
        kept = tuple(self._replayed(each) for each in self._needed(condition))
        texts = {text for each in proofs for text in each.induction.queries[self.claim.name]}
        evidence = self.solvers.evidence(sorted(texts)) if texts else ""
        return Region(
            self.scheme,
            self.claim,
            self.free,
            self.ground,
            condition,
            kept,
            proofs,
            unknown,
            evidence,
        )

    def _needed(self, condition: Condition) -> list[Broken]:
        """Histories of which one breaks the claim wherever the condition is not met."""
        outside = terms.any_of(*(terms.negate(each) for each in truths_of(condition)))
        kept = [self._whole(each) for each in self.broken]
        for each in list(kept):
            others = [other for other in kept if other is not each]
            if self.ground.implies([outside], terms.any_of(*(o.where for o in others))):
                kept = others
        return kept

    def _pieces(
        self,
        within: Piece,
        run: Run,
        goal: Goal,
        assigned: Assigned,
        found: Mapping[str, Fraction],
    ) -> Iterator[Piece]:
        """The pieces of what is within on which a history breaks the claim."""
        apart = assigned.defined()
        for piece in pieces(
            self.ground,
            (*within, *apart, *assigned.bounds()),
            (*run.requirements, *goal.truths),
            goal.numbers.definitions,
            assigned.amounts,
            assigned.functions,
            found,
        ):
            if not self.ground.empty(*within, *apart, *piece):
                yield (*apart, *piece)

    def _whole(self, broken: Broken) -> Broken:
        """A history with all pieces on which it breaks the claim, whatever others do."""
        found = tuple(self._pieces((), broken.run, broken.goal, broken.amounts, broken.at))
        found = tuple(plain_piece(self.ground, each) for each in found)
        covers = found and self.ground.implies(
            [broken.where], terms.any_of(*(terms.all_of(*each) for each in found))
        )
        return replace(broken, pieces=found) if covers else broken

    def _replayed(self, broken: Broken) -> Broken:
        """A history with a replay at a point of each piece.

        Raises:
            Disagreement: the exact replay does not break the claim there: a defect of the project.
        """
        traces = []
        for piece in broken.pieces:
            point = self.ground.point(*piece)
            if point is None:
                continue
            traces.append(trace_at(broken, self.claim, point))
        return replace(broken, traces=tuple(traces))
