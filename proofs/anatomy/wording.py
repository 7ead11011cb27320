"""Amounts and comparisons of a proof in the words of the accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from neverfalls.spec.numbers import Amount, SymbolicNumbers, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.formula import Formula
from neverfalls.spec.words.notation import PlainText
from neverfalls.spec.words.symbols import COUNTED, entry_name, plain


class Words:
    """The words for all that one question speaks of.

    ``definitions`` says which quotients it names. Two unknowns never have the same words.
    """

    def __init__(self, scheme: Scheme, definitions: Mapping[str, tuple[Amount, Amount]]) -> None:
        self.shared = scheme.shared_entries()
        self.members = scheme.member_entries()
        self._taken: dict[str, str] = {}
        self._known: dict[Term, Any] = {}
        self._quotients = set(definitions)
        numbers = SymbolicNumbers()
        numbers.definitions = {
            label: (self.amount(top), self.amount(bottom))
            for label, (top, bottom) in definitions.items()
        }
        self._formula = Formula(PlainText(), numbers, {})

    def write(self, what: Any) -> str:
        """A truth or an amount in words."""
        return self._formula.write(self.amount(what))

    def goal(self, goal: Any) -> str:
        """A truth in words; where it has a condition, that comes first."""
        if isinstance(goal, Term) and goal.kind == "or":
            conditions = [each for each in goal.args if _is(each, "not")]
            if len(conditions) == 1:
                rest = [each for each in goal.args if each is not conditions[0]]
                condition = self.write(terms.negate(conditions[0]))
                return f"if {condition}, then {self.write(terms.any_of(*rest))}"
        return self.write(goal)

    def amount(self, root: Any) -> Any:
        """The same term, with words in place of the unknowns."""
        if not isinstance(root, Term):
            return root
        if root not in self._known:
            self._known[root] = self._made(root)
        return self._known[root]

    def _made(self, root: Term) -> Any:
        kind, args = root.kind, root.args
        if kind == "name":
            return self._name(args[0])
        if kind == "sum":
            parts = ((self.amount(part), factor) for part, factor in args[1])
            return terms.linear(((args[0], 1), *parts))
        made = [self.amount(each) for each in args]
        match kind:
            case "product":
                return terms.multiply(*made)
            case "floor":
                return terms.floor(*made)
            case "choice":
                return terms.choose(*made)
            case "and":
                return terms.all_of(*made)
            case "or":
                return terms.any_of(*made)
            case "not":
                return terms.negate(*made)
            case _:
                return terms.sign(kind, *made)

    def _name(self, label: str) -> Any:
        if label in self._quotients:
            return terms.name(label)
        base, _, count = label.partition("'")
        holder, _, entry = base.partition(".")
        if holder == "issuer" and entry in COUNTED:
            outside = -terms.name(self._own(label, COUNTED[entry], bool(count)))
            if entry == "points" and "aside.points" in self.shared:
                aside = f"aside.points{label.removeprefix(base)}"
                return outside - self._name(aside)
            return outside
        later = bool(count) and (base in self.shared or entry.partition(" ")[0] in self.members)
        return terms.name(self._own(label, self.words(base), later))

    def words(self, base: str) -> str:
        """What an account, a record or an amount is called."""
        if base in self.shared:
            return entry_name(base, True)
        holder, dot, entry = base.partition(".")
        if not dot:
            return plain(base)
        if re.fullmatch(r"turn\d+", holder):
            return f"{plain(entry)} of the member in turn"
        if holder == "others":
            return f"{plain(entry)} of all others"
        if holder == "anyone":
            return f"{plain(entry)} of any one of them"
        return f"{plain(holder.removeprefix('the_'))} {plain(entry)}"

    def _own(self, label: str, words: str, later: bool) -> str:
        """These words, or the same with a mark where another unknown has them."""
        own = f"{words} later" if later else words
        while self._taken.setdefault(own, label) != label:
            own += "′"
        return own


def _is(root: Any, kind: str) -> bool:
    return isinstance(root, Term) and root.kind == kind
