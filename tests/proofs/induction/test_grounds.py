"""What a proof rests on: with one answer of a solver less it is another proof, or none.

The schemes are small and the answers are kept, so that each induction takes a few milliseconds.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.induction.discharging import LIKELY, question
from neverfalls.proofs.induction.induct import UNKNOWN, VACUOUS, Attempt, Induction, unmet
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.induction.obligations import Observed, Premise
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim, Kind
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.scheme import Scheme

PLAIN = Scheme("plain", "Purchases and sales", ("purchase", "cash-exit"))
DEAR = PLAIN.with_parameters(reward=Fraction(6, 5))
"""A purchase lowers the price."""
DAILY = Scheme(
    "daily", "A dividend each day", ("purchase", "cash-exit", "quota", "days", "daily-dividend")
)
TRUE = "price_never_falls", "members_together_never_gain", "holders_can_cash_out"
FALSE = "pool_money_can_leave", "early_and_late_buyers_get_the_same"


class Kept:
    """Solvers whose answers are kept, and that answer some questions otherwise."""

    def __init__(
        self, solvers: Solvers, known: dict[str, Answer], otherwise: Mapping[str, str]
    ) -> None:
        self.solvers = solvers
        self.known = known
        self.otherwise = otherwise
        self.asked: set[str] = set()

    def ask_all(self, texts: Sequence[str], *, budget: int | None = None) -> list[Answer]:
        """Answer what is new, and remember it."""
        self.asked.update(texts)
        new = [each for each in dict.fromkeys(texts) if each not in self.known]
        self.known.update(zip(new, self.solvers.ask_all(new, budget=budget), strict=True))
        return [
            Answer(self.otherwise[each]) if each in self.otherwise else self.known[each]
            for each in texts
        ]


@cache
def answers() -> dict[str, Answer]:
    """The answers of this module, to questions that are the same for all its tests."""
    return {}


def shown(
    solvers: Solvers,
    scheme: Scheme,
    names: Collection[str],
    otherwise: Mapping[str, str] | None = None,
) -> Induction:
    """What induction shows of some claims with these answers."""
    return induct(scheme, claims(names), Kept(solvers, answers(), otherwise or {}))


def claims(names: Collection[str]) -> list[Claim]:
    return [CLAIMS[name] for name in names]


@pytest.mark.parametrize("name", TRUE)
def test_no_proof_rests_on_an_answer_that_is_missing(name: str, solvers: Solvers) -> None:
    """Where a question is not answered another one may do, and then that is what is named."""
    first = shown(solvers, PLAIN, [name])
    assert first.proves(name)
    for text in first.queries[name]:
        found = shown(solvers, PLAIN, [name], {text: "unknown"})
        assert not found.proves(name) or text not in found.queries[name]


@pytest.mark.parametrize("word", ["unknown", "sat"])
@pytest.mark.parametrize("name", TRUE)
def test_with_all_answers_missing_one_after_the_other_nothing_is_proved(
    name: str, word: str, solvers: Solvers
) -> None:
    """All that a proof rests on is taken away, then all of the next one: soon none is left."""
    otherwise: dict[str, str] = {}
    rounds = 0
    while (found := shown(solvers, PLAIN, [name], otherwise)).proves(name):
        assert found.queries[name]
        assert not otherwise.keys() & {*found.queries[name]}
        otherwise |= dict.fromkeys(found.queries[name], word)
        rounds += 1
    assert 0 < rounds < 6
    assert found.broken[name]


def sold(w: View) -> Iterator[Check]:
    """Say that something has been sold."""
    yield Check("sales", w.state["sales.total"], 1)


def test_a_claim_that_fails_at_the_opening_is_not_proved(solvers: Solvers) -> None:
    """Though no rule breaks it: before the first sale nothing has been sold."""
    claim = Claim("sold", Kind.STATE, False, (), ("purchase",), "Something is sold.", sold)
    found = induct(PLAIN, [claim], Kept(solvers, answers(), {}))
    assert (found.broken["sold"], found.holds_at_opening["sold"]) == ({}, False)
    assert not found.proves("sold")
    gaps = unmet(PLAIN, [claim], Kept(solvers, answers(), {}), ())
    assert [(gap.rule, gap.about) for gap in gaps] == [("opening", "sold")]


def test_which_rule_breaks_a_claim_and_by_which_word(solvers: Solvers) -> None:
    """A solver's counterexample is told apart from its silence; what is proved has no rule."""
    found = shown(solvers, PLAIN, [*TRUE, *FALSE])
    assert [found.proves(name) for name in (*TRUE, *FALSE)] == [True, True, True, False, False]
    assert not any(found.broken[name] for name in TRUE)
    name = "price_never_falls"
    assert dict(shown(solvers, DEAR, [name]).broken[name]) == {"purchase": "sat"}
    silent = {text: "unknown" for text, each in answers().items() if each.status == "sat"}
    assert dict(shown(solvers, DEAR, [name], silent).broken[name]) == {"purchase": UNKNOWN}


@pytest.mark.parametrize("scheme", [PLAIN, DAILY], ids=lambda each: each.name)
def test_what_is_recorded_is_enough(scheme: Scheme, solvers: Solvers) -> None:
    """With the invariants that were found, and what was given up, the same is proved in one go."""
    names = [name for name in (*TRUE, *FALSE) if CLAIMS[name].applies(scheme.mechanisms)]
    whole = shown(solvers, scheme, names)
    invariants = [INVARIANTS[name] for name in whole.invariants]
    oracle = Kept(solvers, answers(), {})
    proved = [name for name in names if whole.proves(name)]
    again = induct(
        scheme, claims(proved), oracle, invariants, recorded=True, given_up=whole.given_up
    )
    assert [again.proves(name) for name in proved] == [True] * len(proved) != []
    assert set(whole.invariants) == set(again.invariants)
    assert unmet(scheme, claims(proved), oracle, invariants, whole.given_up) == []


@pytest.mark.parametrize("name", ["price_never_falls", "members_together_never_gain"])
def test_without_an_invariant_that_it_needs_nothing_is_proved(name: str, solvers: Solvers) -> None:
    """Each that is recorded is needed by some claim; what it leaves open is told with its rule."""
    whole = shown(solvers, PLAIN, [name])
    oracle = Kept(solvers, answers(), {})
    lost = []
    for left_out in whole.invariants:
        others = [INVARIANTS[each] for each in whole.invariants if each != left_out]
        found = induct(PLAIN, claims([name]), oracle, others, recorded=True)
        if not found.proves(name) or len(found.invariants) < len(others):
            lost.append(left_out)
            assert unmet(PLAIN, claims([name]), oracle, others)
    assert "pool_is_not_negative" in whole.invariants
    assert lost


def test_what_is_not_shown_is_told_with_its_questions(solvers: Solvers) -> None:
    """Of a claim that a purchase breaks: the rule, the claim, and what would show it."""
    name = "price_never_falls"
    whole = shown(solvers, DEAR, [name])
    invariants = [INVARIANTS[each] for each in whole.invariants]
    oracle = Kept(solvers, answers(), {})
    gaps = unmet(DEAR, claims([name]), oracle, invariants, whole.given_up)
    assert {(gap.rule, gap.about) for gap in gaps} == {("purchase", name)}
    for gap in gaps:
        assert len(gap.texts) == len({*gap.texts}) > 1
        assert not any(answers()[each].status == "unsat" for each in gap.texts if each in answers())


class Always:
    """In the place of solvers: the same answer to everything."""

    def __init__(self, word: str) -> None:
        self.word = word

    def ask_all(self, texts: Sequence[str], *, budget: int | None = None) -> list[Answer]:
        """Answer at once."""
        del budget
        return [Answer(self.word) for _ in texts]


@pytest.mark.parametrize("scheme", [PLAIN, DAILY], ids=lambda each: each.name)
@pytest.mark.parametrize(
    ("word", "told"), [("unsat", VACUOUS), ("unknown", UNKNOWN), ("sat", "sat")]
)
def test_one_answer_to_everything_proves_nothing(word: str, told: str, scheme: Scheme) -> None:
    """Where all facts contradict each other each rule is vacuous; otherwise it is as was said.

    Claims that suppose events are not tried on rules, so of these a rule is only ever unknown.
    """
    names = [name for name in (*TRUE, *FALSE) if CLAIMS[name].applies(scheme.mechanisms)]
    found = induct(scheme, claims(names), Always(word))
    tried = [n for n in names if CLAIMS[n].kind not in (Kind.TWO_TRACES, Kind.POSSIBLE)]
    assert tried
    for name in tried:
        assert not found.proves(name)
        assert {told} == set(found.broken[name].values())
        assert found.broken[name].keys() <= scheme.rules.keys()
        if word == "unsat":
            assert found.broken[name].keys() == scheme.rules.keys()
    if word != "unsat":
        assert not any(found.proves(name) for name in names)


def test_a_rule_that_never_runs_is_no_vacuous_one(solvers: Solvers) -> None:
    """Nobody can sell where nobody holds points; that the rule cannot run is what is proved."""
    closed = Scheme("closed", "Sales alone", PLAIN.mechanisms)
    oracle = Kept(solvers, answers(), {})
    whole = shown(solvers, closed, ["price_never_falls"])
    obliged = Attempt(closed, claims(["price_never_falls"]), oracle)
    obliged.find_invariants([INVARIANTS[name] for name in whole.invariants])
    by_rule = obliged.obligations_now(obliged.claims)
    enabled = {question(each): "unsat" for each in by_rule["sell"] if each.owner is Premise.ENABLED}
    before = {question(each): "unsat" for each in by_rule["sell"] if each.owner is Premise.BEFORE}
    assert enabled
    assert before
    assert not enabled.keys() & before.keys()
    never = shown(solvers, closed, ["price_never_falls"], enabled)
    assert never.proves("price_never_falls")
    assert enabled.keys() <= {*never.queries["price_never_falls"]}
    hollow = shown(solvers, closed, ["price_never_falls"], enabled | before)
    assert VACUOUS in hollow.broken["price_never_falls"].values()
    assert not hollow.proves("price_never_falls")


@pytest.mark.parametrize(("word", "proved"), [("unknown", True), ("sat", False)])
@pytest.mark.parametrize("name", ["pool_covers_every_point", "liabilities_are_covered"])
def test_what_rules_leave_unknown_may_follow_from_invariants(
    name: str, word: str, proved: bool, solvers: Solvers
) -> None:
    """In any state, whatever happened before; but what a rule has been seen to break is broken."""
    attempt = Attempt(PLAIN, claims([name]), Kept(solvers, answers(), {}))
    attempt.find_invariants([INVARIANTS[each] for each in shown(solvers, PLAIN, [name]).invariants])
    own = [
        each
        for obligations in attempt.obligations_now(attempt.claims).values()
        for each in obligations
        if each.owner == Observed(name)
    ]
    otherwise = {question(each, reach): word for each in own for reach in LIKELY}
    found = shown(solvers, PLAIN, [name], otherwise)
    assert found.proves(name) is proved
    if proved:
        assert found.queries[name]
        assert not otherwise.keys() & {*found.queries[name]}
