"""What members' own books say that they were paid, against the money that they have."""

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation, own
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.scheme import Scheme

PAID = ("proceeds", "dividends", "prizes", "earned")
"""Records of what the platform has paid a member."""

AMONG_MEMBERS = ("constants", "exchange", "collectibles", "linkage")
"""Mechanisms by which members pay or are paid for other things than points and dividends."""


def payments(before: View, after: View, name: str) -> Iterator[Check]:
    """Compare what a member's money grew by, in a step without a sale, with what was noted."""

    def noted(w: View) -> object:
        return sum((w.state.get(f"{name}.{entry}", 0) for entry in PAID), 0)

    yield Check(
        f"money that {name} got, against payments noted",
        own(after, name).yuan - own(before, name).yuan,
        noted(after) - noted(before),  # type: ignore[operator]
        relation=Relation.EQUAL,
        when=after.state["sales.total"] <= before.state["sales.total"],
    )


NOTED = Claim(
    "payments_are_noted",
    Kind.STEP,
    True,
    (),
    ("purchase",),
    "Whatever the platform pays a member is noted as paid.",
    payments,
)
"""No promise, but what the promises about payments rest on."""


def kept_in(scheme: Scheme) -> bool:
    """Whether the platform's payments are all that a member gets in this scheme."""
    return not set(AMONG_MEMBERS) & set(scheme.mechanisms)
