"""Wording of rules: what is printed of a rule is what its text does."""

import json

import pytest

from neverfalls.proofs.verdicts.survey import tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.words.rules import UnknownRule, describe_rule

from ...schemes import scheme_with


def told(scheme: Scheme, rule: str) -> list[str]:
    """The rows of a rule's lines, without its heading."""
    return [row.strip() for row in describe_rule(scheme, rule).text().split("\n")[3:]]


RULES = [(name, rule) for name in SHIPPED for rule in load_scheme(name).rules]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_rule_is_described(name: str, rule: str) -> None:
    """Each rule of the shipped schemes has a sentence, lines, LaTeX that closes, and JSON."""
    scheme = load_scheme(name)
    description = describe_rule(scheme, rule)
    assert description.sentence
    assert scheme.rules[rule].clauses == description.clauses
    assert list(scheme.rules[rule].sorts) == [each.name for each in description.arguments]
    ends = [line.words for line in description.lines[-3:]]
    assert ends == ["the pool", "the supply", "the price"]
    latex = description.latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin{") == latex.count(r"\end{")
    assert "quotient." not in latex + description.text()
    data = description.to_dict()
    assert data == json.loads(json.dumps(data))


def test_purchase() -> None:
    """The wine shop's purchase is told in the order of its text."""
    grant = (
        "reward × contribution × paid × supply / pool if supply > 0 "
        "else reward × contribution × paid / issue price"
    )
    left_over = "points circulate, or no money is left over from earlier ones"
    granted_at = "points have a price to be granted at"
    expected = [
        "requires  something is paid: paid > 0",
        f"requires  {left_over}: supply > 0 or pool ≤ 0",
        f"requires  {granted_at}: (pool if supply > 0 else issue price) > 0",
        "pays      buyer → treasury: paid",
        "pays      treasury → supplier: (1 − margin) × paid",
        "pays      treasury → pool: contribution × paid",
        f"mints     to buyer: {grant}",
        "adds      to contributions total: contribution × paid",
        "adds      to sales total: paid",
        "becomes   the pool: pool + contribution × paid",
        f"becomes   the supply: supply + ({grant})",
        f"becomes   the price: (pool + contribution × paid) / (supply + ({grant}))",
    ]
    assert expected == told(load_scheme("wine-shop"), "purchase")


def test_heading() -> None:
    """A description opens with the rule's name and clauses, its sentence and its arguments."""
    scheme = load_scheme("wine-shop")
    heading = describe_rule(scheme, "sell").text().split("\n")[:3]
    assert heading == [
        f"sell ({', '.join(scheme.rules['sell'].clauses)})",
        "A member sells points back to the pool at the live price; they are destroyed.",
        "given: seller (a member), points (points)",
    ]


def test_effects_stand_under_their_mechanism() -> None:
    """What other mechanisms add to a purchase is told under their titles, with their clauses."""
    description = describe_rule(load_scheme("mall"), "purchase")
    effects = [line for line in description.lines if line.verb == "effect"]
    titles = [line.words.partition(":")[0] for line in effects]
    assert titles == ["Dividend quota", "Days that close", "Tier dividend"]
    assert [bool(line.clauses) for line in effects] == [True, True, True]
    rows = [(line.verb, line.words, line.amount) for line in effects[2].lines]
    raised = "max(buyer peak, buyer points + points per yuan × paid)"
    assert rows == [("sets", "buyer peak", raised)]


@pytest.mark.parametrize(
    ("choice", "payments"),
    [
        ("platform", []),
        ("pool", ["pays      pool → treasury: points × pool / supply"]),
        ("pool-at-cost", ["pays      pool → treasury: (1 − margin) × points × pool / supply"]),
    ],
)
def test_reading_who_pays_for_goods(choice: str, payments: list[str]) -> None:
    """The pool pays for goods in exactly the readings that say so."""
    rows = told(scheme_with("wine-shop", goods_payer=choice), "redeem")
    assert payments == [row for row in rows if "pool → treasury" in row]
    assert ("keeps     the pool" in rows) is (choice == "platform")


def test_reading_of_what_is_seen() -> None:
    """Only where paying and burning are two steps is a state between them told of."""
    verbs = {
        choice: [
            line.verb for line in describe_rule(scheme_with("mall", step_view=choice), "sell").lines
        ]
        for choice in ("atomic", "pay-then-burn")
    }
    assert "shows" not in verbs["atomic"]
    assert verbs["pay-then-burn"].index("shows") == verbs["pay-then-burn"].index("burns") - 1


def test_reading_of_chosen_rates() -> None:
    """A rate that the platform picks is told with its bounds and used from there on."""
    rows = told(scheme_with("mall", dividend_rates="chosen-daily"), "close_day")
    assert (
        "chooses   the platform, the daily rate: chosen daily rate ≥ lowest dividend rate "
        "and highest dividend rate ≥ chosen daily rate"
    ) in rows
    assert "pays      treasury → dividends: chosen daily rate × day sales" in rows


# An open margin is printed by the name that it has anyway; where a number of points is granted,
# the price of granting is of no consequence.
SILENT = {
    "wine-shop": ["product_cost=any-margin"],
    "mall": ["product_cost=any-margin"],
    "market": ["product_cost=any-margin"],
    "gallery": ["product_cost=any-margin"],
    "counter": ["product_cost=any-margin"],
    "shares": ["product_cost=any-margin"],
    "agents": ["product_cost=any-margin"],
    "old-members": ["product_cost=any-margin"],
    "dealers": ["product_cost=any-margin"],
    "linkage": ["product_cost=any-margin"],
    "price-list": ["product_cost=any-margin"],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_reading_changes_a_line(name: str) -> None:
    """Each other answer to a question that the scheme's texts ask is seen in a description."""
    scheme = load_scheme(name)

    def everything(told_of: Scheme) -> list[str]:
        claims = [each for each in CLAIMS.values() if each.applies(told_of.mechanisms)]
        rules = [describe_rule(told_of, rule).text() for rule in told_of.rules]
        return rules + [describe_claim(claim, told_of).text() for claim in claims]

    before = everything(scheme)
    unchanged = [
        task.deviation
        for task in tasks(scheme)
        if task.deviation and everything(task.scheme) == before
    ]
    assert SILENT[name] == unchanged


def test_unknown_rule() -> None:
    """A rule that the scheme does not have is refused with those that it has."""
    with pytest.raises(UnknownRule, match="'lend'") as caught:
        describe_rule(load_scheme("mall"), "lend")
    assert caught.value.found == "lend"
    assert caught.value.expected == ("purchase", "sell", "redeem", "close_day")
