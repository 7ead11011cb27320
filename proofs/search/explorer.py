"""The search for a shortest history that breaks a claim.

Histories are tried by their number of events, then by the number of members, then in a fixed
order. Each is one question to the solver, about all amounts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared
from ..solving.engines import Answer
from ..solving.pool import SMALL, Question, Solvers, outcome
from .bounds import MEMBERS, STEPS
from .crowds import CROWD, LONGEST, crowded
from .edges import try_edges
from .letters import Word, letters, used_members
from .repeated import DRAWN, FAR, drawn_out
from .run import Goal, Run
from .traces import CLIMBED, CROWDED, LONGER
from .trials import try_amounts
from .unrewarded import unrewarded

BATCH = 4
"""Words that are asked about together; those that follow one that breaks the claim are wasted."""

FEW = 200
"""Words that a search may have ruled out, and given up on none, to go on for one more event."""

TRIED = 24
"""Most words on which amounts are tried in the end."""

WORDS = 10_000
"""Most words of one length that are listed, to be made longer; a search ends where there are more.

The largest shipped scheme has 7361 of four events. It keeps the memory of a search bounded.
"""


ASKED, DOUBTS = 2500, 50
"""Words that may be asked about and ruled out, or given up on; a search ends where they are more.

The longest search of a shipped scheme rules out 2025 and gives up on 31.
"""


ROUNDED_DOUBTS = 10
"""The same for words with rounded amounts, which cost the most and are seldom decided later."""

PATIENCE = 2
"""Words with rounded amounts on which all effort is spent before a search gives up on one; on
later ones it gives up early."""


@dataclass
class Search:
    """What a search found: a run that breaks the claim, or how far none was found.

    ``excluded`` counts the words shown to be harmless or impossible, ``undecided`` those the
    solver gave up on. ``amounts`` are given where trying round sums found the violation;
    ``untried`` are the longest words among the undecided, on which that is left for the end;
    ``by`` says how the run was found, where it lies beyond the words that are searched, ``rounded``
    how many of the undecided are words in which amounts are rounded, ``crowded`` the length of the
    longest words in which a crowd acts that were tried, ``climbed`` whether purchases that are
    granted nothing were, ``stored`` whether an earlier run has answered some of the questions.
    """

    run: Run | None = None
    depth: int = 0
    excluded: int = 0
    amounts: Mapping[str, Fraction] | None = None
    undecided: list[Word] = field(default_factory=list)
    untried: list[Run] = field(default_factory=list)
    by: str = ""
    rounded: int = 0
    crowded: int = 0
    climbed: bool = False
    stored: bool = False


class Explorer:
    """The tree of all words of one scheme; what can happen at all is found out once.

    ``stored`` says whether an earlier run has answered some of that.
    """

    def __init__(self, scheme: Scheme, solvers: Solvers, shared: Shared | None = None) -> None:
        self.scheme = scheme
        self.solvers = solvers
        self._shared = shared or Shared()
        self._levels: dict[int, list[list[Run]]] = {}
        self.stored = False

    def lists(self, length: int, members: int) -> bool:
        """Whether the words of a length are few enough to be listed."""
        roster = self.scheme.roster(max(members, len(self.scheme.members)))
        start = self._shared.once(roster, self.scheme, lambda: Run.start(self.scheme, roster))
        levels = self._levels.setdefault(members, [[replace(start, scheme=self.scheme)]])
        choices = sum(1 for _letter in letters(self.scheme, roster, len(roster)))
        while len(levels) <= length:
            if len(levels[-1]) * choices > WORDS:
                return False
            levels.append(self._possible(list(self._extensions(levels[-1]))))
        return True

    def reaches(self, length: int, members: int, tail: int = 1) -> bool:
        """Whether histories of so many events, of up to so many members, can be searched.

        What their last events can be, the ``tail``, is known.
        """
        before = max(length - tail, 0)
        return all(self.lists(before, each) for each in self.rosters(members))

    def rosters(self, members: int) -> range:
        """The numbers of members that histories of up to so many may have."""
        first = max(1, len(self.scheme.members))
        return range(first, max(members, first) + 1)

    def runs(self, length: int, members: int) -> list[Run]:
        """All words of a length that can happen, over a roster of so many members.

        None where there are too many to be listed.
        """
        return self._levels[members][length] if self.lists(length, members) else []

    def _extensions(
        self, runs: Iterable[Run], last: Collection[str] | None = None
    ) -> Iterator[Run]:
        for run in runs:
            used = max(used_members(run.word, run.roster), len(self.scheme.members))
            for letter in letters(self.scheme, run.roster, used):
                if last is None or letter.rule in last:
                    longer = run.extend(letter)
                    if longer is not None:
                        yield longer

    def _possible(self, runs: list[Run]) -> list[Run]:
        doubtful = [run for run in runs if run.sample is None]
        answers = self.solvers.ask_all([run.question() for run in doubtful])
        self.stored |= any(answer.stored for answer in answers)
        ruled_out = {
            id(run)
            for run, answer in zip(doubtful, answers, strict=True)
            if answer.status == "unsat"
        }
        return [run for run in runs if id(run) not in ruled_out]

    def find(
        self,
        claim: Claim,
        last: Collection[str],
        steps: int = STEPS,
        members: int = MEMBERS,
        opening: bool = False,
        doubtless: bool = False,
    ) -> Search:
        """The first history that breaks the claim; ``last`` are the rules that might break it.

        The history without events is tried where the ``opening`` might break it too. A search of
        the usual length that was easy goes on for one more event; one that is to be ``doubtless``
        ends at the first word that the solver gives up on.
        """
        search = Search()
        counts = self.rosters(members)
        if opening and self._ask(claim, self.runs(0, counts[0]), search, patient=True):
            return search
        for length in range(1, steps + 1):
            if self._crowded(claim, last, search, steps, length):
                return search
            patient = length < steps
            if not self._searched(claim, last, search, length, members, patient, doubtless):
                break
        if search.run or (doubtless and search.undecided):
            return search
        return self._beyond(claim, last, search, steps, members)

    def _searched(
        self,
        claim: Claim,
        last: Collection[str],
        search: Search,
        length: int,
        members: int,
        patient: bool,
        doubtless: bool = False,
    ) -> bool:
        """Whether all words of a length have been asked about, and the search may go on."""
        if not self.reaches(length, members):
            return False
        for count in self.rosters(members):
            words = self.words(length, count, last)
            while batch := list(islice(words, BATCH)):
                if self._ask(claim, batch, search, patient):
                    return False
                if search.undecided and (doubtless or self._climbed(claim, last, search)):
                    return False
                if (
                    search.excluded > ASKED
                    or len(search.undecided) > DOUBTS
                    or search.rounded > ROUNDED_DOUBTS
                ):
                    return False
        search.depth = length
        return True

    def _beyond(
        self, claim: Claim, last: Collection[str], search: Search, steps: int, members: int
    ) -> Search:
        """What is tried where the search is over: longer words, then the doubtful ones."""
        if self._crowded(claim, last, search, steps, LONGEST):
            return search
        if steps >= FAR and self._climbed(claim, last, search):
            return search
        begun = (
            run
            for count in self.rosters(members)
            for length in range(1, steps + 1)
            if steps >= FAR
            for run in self._begun(length, count, last)
        )
        found = drawn_out(claim, list(islice(begun, DRAWN)), last, search.depth)
        if found is not None:
            search.run, search.amounts = found
            search.by = LONGER
            return search
        easy = search.depth == steps >= STEPS and search.excluded <= FEW and not search.undecided
        if easy and not self._searched(claim, last, search, steps + 1, members, patient=False):
            return search
        any(self._tried(claim, run, search) for run in search.untried[:TRIED])
        return search

    def _climbed(self, claim: Claim, last: Collection[str], search: Search) -> bool:
        """Whether purchases that are granted nothing break the claim; tried once, at the first
        doubt, as whole parts are what a solver gives up on."""
        if not search.climbed:
            search.climbed = True
            found = unrewarded(self.scheme, claim, last)
            if found is not None and len(found[0].word) > search.depth:
                search.run, search.amounts = found
                search.by = CLIMBED
        return search.by == CLIMBED

    def _crowded(
        self, claim: Claim, last: Collection[str], search: Search, steps: int, length: int
    ) -> bool:
        """Whether words of up to this length in which a crowd acts break the claim.

        Those that have been tried before are not tried again.
        """
        for events in range(max(search.crowded, CROWD) + 1, min(length, LONGEST) + 1):
            found = crowded(self.scheme, claim, last, events) if steps >= FAR else None
            if found is not None:
                search.run, search.amounts = found
                many = used_members(search.run.word, search.run.roster) == CROWD
                search.by = CROWDED if many else LONGER
                return True
            search.crowded = events
        return False

    def words(
        self, length: int, members: int, last: Collection[str], tail: int = 1
    ) -> Iterator[Run]:
        """The words of a length that need so many members and end in events of these rules.

        So many events at the end, the ``tail``, are of these rules.
        """
        first = max(1, len(self.scheme.members))
        before = max(length - tail, 0)
        runs: Iterable[Run] = self.runs(before, members)
        for _event in range(length - before):
            runs = self._extensions(runs, last)
        for run in runs:
            if used_members(run.word, run.roster) >= members or members <= first:
                yield run

    def _begun(self, length: int, members: int, last: Collection[str]) -> Iterator[Run]:
        """Words of up to two events, and longer ones in which no rule has two."""
        for run in self._extensions(self.runs(length - 1, members), last):
            if length <= 2 or len({letter.rule for letter in run.word}) == length:
                yield run

    def _ask(self, claim: Claim, runs: list[Run], search: Search, patient: bool) -> bool:
        """Ask the solver; where it gives up, try amounts now or note the word to be tried last.

        Whole parts are costly to a solver: where a small effort does not decide a word, amounts
        at the edges of rounding are tried, and only on the first such words it may spend more.
        """
        goals = [run.breaks(claim) for run in runs]
        asked = [_first_question(run, goal) for run, goal in zip(runs, goals, strict=True)]
        answers = iter([outcome(each) for each in self.solvers.submit_all(filter(None, asked))])
        first_answers = [next(answers) if first else Answer("unsat") for first in asked]
        whole = self._whole(runs, goals, [each.status for each in first_answers])
        for run, goal, first in zip(runs, goals, first_answers, strict=True):
            question = run.question(goal)
            answer = outcome(whole[question]) if question in whole else first
            status = answer.status
            search.stored |= answer.stored
            rounded = question in whole
            if rounded and status == "unknown":
                search.amounts = try_edges(run, claim)
                if search.amounts is not None:
                    search.run = run
                    return True
            if status == "unknown" and patient and self._tried(claim, run, search):
                return True
            if rounded and status == "unknown" and len(search.undecided) < PATIENCE:
                answer = self.solvers.ask(question)
                status = answer.status
                search.stored |= answer.stored
            if status == "sat":
                search.run = run
                return True
            if status == "unsat":
                search.excluded += 1
                continue
            search.undecided.append(run.word)
            search.rounded += rounded
            if not patient:
                search.untried.append(run)
        return False

    def _whole(
        self, runs: Sequence[Run], goals: Sequence[Goal], statuses: Sequence[str]
    ) -> Mapping[str, Future[Answer]]:
        """The questions in which whole parts have to be whole, of the words that they decide."""
        texts = [
            run.question(goal)
            for run, goal, status in zip(runs, goals, statuses, strict=True)
            if status != "unsat" and run.question(goal, whole=False) != run.question(goal)
        ]
        asked = self.solvers.submit_all(Question(text, budget=SMALL) for text in texts)
        return dict(zip(texts, asked, strict=True))

    def _tried(self, claim: Claim, run: Run, search: Search) -> bool:
        search.amounts = try_amounts(run, claim)
        if search.amounts is not None:
            search.run = run
        return search.run is not None


def _first_question(run: Run, goal: Goal) -> Question | None:
    """Whether the word can break the claim if whole parts need not be whole; None if the claim
    holds there whatever the amounts."""
    if goal.impossible:
        return None
    text, whole = run.question(goal, whole=False), run.question(goal)
    return Question(text, budget=None if text == whole else SMALL)
