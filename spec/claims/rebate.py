"""Claims about what merchants give up and are granted. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.quota import quota_per_yuan
from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STATE, "P13", "P13.3", needs=("merchant-rebate",), per_member=True)
def rebate_points_keep_what_was_given_up(w: View, name: str) -> Iterator[Check]:
    """The points that a merchant was granted are worth, as quoted, what the merchant gave up.

    Points that the same member was granted as a buyer count too.
    """
    member = own(w, name)
    given = w.state[member.at("given-up")]
    yield Check(
        f"quoted worth of the points granted to {name}, against what {name} gave up",
        w.worth(w.state[member.at("rebate-points")], w.quote),
        given,
        when=given > 0,
    )


def _given_up(w: View) -> Truth:
    """Somebody has given up a share of a sale."""
    return w.state["rebates.total"] > 0


@claim(
    Kind.STATE,
    *("P24", "P24.1"),
    needs=("merchant-rebate", "quota"),
    per_member=True,
    about=_given_up,
)
def merchants_are_granted_quota_too(w: View, name: str) -> Iterator[Check]:
    """What a merchant gave up has granted the merchant as much quota as a buyer is granted for it.

    Quota that the same member was granted as a buyer counts too.
    """
    member = own(w, name)
    yield Check(
        f"the quota granted to {name}, against that for what {name} gave up",
        member.granted,
        quota_per_yuan(w) * w.state[member.at("given-up")],
    )


@claim(Kind.STEP, "P13", "P13.3", needs=("merchant-rebate",))
def rebates_leave_the_price(before: View, after: View) -> Iterator[Check]:
    """A sale in which a merchant gives up a share does not lower the quoted price."""
    sold = after.state["rebates.total"] > before.state["rebates.total"]
    what = "the price quoted after the sale, against before it"
    yield Check(what, after.quote, before.quote, "yuan per point", Relation.AT_LEAST, sold)
