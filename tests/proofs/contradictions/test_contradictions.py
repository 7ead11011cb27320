"""Contradictions: the language of statements, the enumeration, and what it finds."""

import json
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from neverfalls.proofs.command import run as run_here
from neverfalls.proofs.contradictions.language import BadFormula, holds, names, term
from neverfalls.proofs.contradictions.report import render, to_data
from neverfalls.proofs.contradictions.search import Findings, NotDecided, checked, confirmed, find
from neverfalls.proofs.contradictions.statements import Statement, Table, Unknown, table
from neverfalls.proofs.contradictions.subsets import Subset, enumerate_subsets
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.clauses import clauses
from neverfalls.spec.numbers.terms import evaluate


@pytest.fixture(scope="module")
def findings(solvers: Solvers) -> Findings:
    """Give tests everything that is found among the shipped statements."""
    return find(table(), solvers)


def sets(found: Findings) -> set[frozenset[str]]:
    """Return the contradictions by the names of their statements."""
    return {frozenset(s.name for s in each.statements) for each in found.contradictions}


def small(**formulas: str) -> Table:
    """Return a table of these statements."""
    statements = tuple(Statement(n, n, f, ("N1",), ("000",)) for n, f in formulas.items())
    spoken = sorted({name for each in statements for name in names(each.formula)})
    units = {name: "truth" if name.startswith("is_") else "yuan" for name in spoken}
    return Table(statements, {name: Unknown(name, name, units[name]) for name in spoken})


SMALL = {
    "one": "a == 1",
    "two": "a == 2",
    "half": "b == a / 2",
    "small": "b < 1 and is_c",
    "large": "a * b > 3 or not is_c",
}


@pytest.mark.parametrize(
    ("formula", "true"),
    [
        ("a == 1", True),
        ("a != 1", False),
        ("a < 1 or a > 0", True),
        ("0 <= a and a <= 1/2", False),
        ("0 < a < 2", True),
        ("is_c", True),
        ("not is_c and a == 1", False),
        ("a * (a + 2) - 3 == -b", True),
        ("b >= 1/10", False),
    ],
)
def test_formulas(formula: str, true: bool) -> None:
    """A formula says the same evaluated on fractions and turned into a term."""
    values = {"a": Fraction(1), "b": Fraction(0), "is_c": Fraction(1)}
    assert (true, true) == (holds(formula, values), evaluate(term(formula), values))


@pytest.mark.parametrize(
    "formula",
    ["a ==", "f(a) == 1", "a ** 2 == 1", "a == 0.5", "a / b == 1", "a in b", "a == 1/0"],
)
def test_what_is_no_formula(formula: str) -> None:
    """What does not belong to the language is refused by both readings of it."""
    values = {"a": Fraction(1), "b": Fraction(1)}
    with pytest.raises(BadFormula, match="language of statements"):
        holds(formula, values)
    with pytest.raises(BadFormula, match="language of statements"):
        term(formula)


def brute_force(size: int, bad: list[Subset]) -> tuple[set[Subset], set[Subset]]:
    """Return the minimal sets that hold a bad one and the maximal ones that hold none."""
    every = [frozenset(c) for n in range(size + 1) for c in combinations(range(size), n)]
    sat = {each for each in every if not any(b <= each for b in bad)}
    unsat = set(every) - sat
    minimal = {each for each in unsat if not any(other < each for other in unsat)}
    return minimal, {each for each in sat if not any(each < other for other in sat)}


@pytest.mark.parametrize("seed", range(12))
def test_enumeration_agrees_with_brute_force(seed: int) -> None:
    """On random families all minimal and all maximal sets are found, and no others."""
    random = Random(seed)
    size = random.randint(1, 7)
    bad = [
        frozenset(random.sample(range(size), random.randint(1, size)))
        for _ in range(random.randint(0, 6))
    ]
    found = enumerate_subsets(size, lambda chosen: not any(b <= chosen for b in bad))
    minimal, maximal = brute_force(size, bad)
    assert minimal == {frozenset(each) for each in found.minimal}
    assert maximal == {frozenset(each) for each in found.maximal}
    assert size - max(map(len, maximal)) == found.fewest_given_up


def test_a_small_table(solvers: Solvers) -> None:
    """The contradictions of a small table, in which products and truths occur."""
    found = find(small(**SMALL), solvers)
    expected = [{"one", "two"}, {"two", "half", "small"}]
    expected += [{each, "small", "large"} for each in ("one", "two", "half")]
    assert set(map(frozenset, expected)) == sets(found)
    (topic,) = found.topics
    assert (len(topic.consistent), 1 < found.fewest_given_up) == (found.consistent_choices, True)


def test_dropping_and_adding(solvers: Solvers) -> None:
    """Without a statement its contradictions are gone; a consistent one more adds none."""
    full = sets(find(small(**SMALL), solvers))
    fewer = sets(find(small(**{n: f for n, f in SMALL.items() if n != "half"}), solvers))
    assert {each for each in full if "half" not in each} == fewer
    more = sets(find(small(**SMALL, harmless="a + b > 0"), solvers))
    assert full == more


def test_every_contradiction_is_minimal(findings: Findings) -> None:
    """Each has a witness for every statement left out, evaluated here once more."""
    for each in findings.contradictions:
        assert each.evidence == "two solvers"
        assert each.statements == tuple(witness.left_out for witness in each.witnesses)
        for witness in each.witnesses:
            kept = [s for s in each.statements if s is not witness.left_out]
            assert all(holds(s.formula, witness.values) for s in kept)
            assert not holds(witness.left_out.formula, witness.values)


def test_what_is_found(findings: Findings) -> None:
    """Known contradictions of the documents are among those found."""
    expected = [
        {"ten_percent_for_tiers", "twenty_percent_for_tiers"},
        {"ten_tiers", "equal_tier_funds", "tiers_fund_200000", "tier_pot_10000"},
        {"ten_shares_for_2000", "twenty_shares_for_2000"},
        {"ten_shares_for_2000", "shares_follow_turnover", "thousand_shares_for_2000000"},
        {"no_secondary_trade", "points_on_an_exchange"},
        {"collectibles_without_limit", "collectibles_are_scarce", "scarce_means_limited"},
        {"issue_of_100_million", "issue_of_6000_million"},
        {"plan_of_three_years", "plan_of_five_years"},
        {"quota_twice_the_price", "quota_equal_to_the_price"},
        {"dividends_come_out_of_sales", "members_consume_free_and_earn"},
        {"price_set_by_the_market", "price_never_falls", "a_market_price_may_fall"},
        {"daily_fund_20_percent", "daily_fund_3_to_15_percent"},
        {"sales_grant_points", "issue_is_constant", "granting_is_issuing"},
    ]
    assert [] == [each for each in map(frozenset, expected) if each not in sets(findings)]


def test_statements_cite_clauses() -> None:
    """Every statement cites clauses that exist, and every unknown is spoken of."""
    known = clauses()
    assert [] == [s.name for s in table().statements if not s.clauses or not s.sources]
    assert [] == [c for s in table().statements for c in s.clauses if c not in known]
    spoken = {name for each in table().statements for name in names(each.formula)}
    assert spoken == set(table().unknowns)


def test_what_is_no_contradiction_is_not_confirmed(solvers: Solvers) -> None:
    """A consistent set, one that is not smallest, and a false model are all refused."""
    chosen = small(**SMALL)
    one, two, half, *_ = chosen.statements
    with pytest.raises(NotDecided, match="a second time"):
        confirmed(chosen, [one, half], solvers)
    with pytest.raises(NotDecided, match="without half too"):
        confirmed(chosen, [one, two, half], solvers)
    with pytest.raises(NotDecided, match="makes a == 1 false"):
        checked(chosen, [one], Answer("sat", "(define-fun a () Real\n  3.0)"))


def test_report_is_stable(findings: Findings, solvers: Solvers) -> None:
    """A second search prints the same, and the words name every contradiction's statements."""
    again = find(table(), solvers)
    assert (render(findings), to_data(findings)) == (render(again), to_data(again))
    data = json.loads(json.dumps(to_data(findings)))
    assert "neverfalls-contradictions/1" == data["format"]
    assert len(data["contradictions"]) == len(sets(findings))


def test_undecided(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a solver gives up the command ends with 3 and says on which statements."""
    monkeypatch.setattr(Solvers, "ask", lambda *_, **__: Answer("unknown", reason="too hard"))
    assert 3 == run_here(["contradictions"])
    assert "too hard" in capsys.readouterr().err
