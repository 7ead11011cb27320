#!/usr/bin/env bash
# coqchk 8.16.1: a file whose theorem rests on an axiom is checked with exit code 0.
#
# A good engineer expects a second checker to complain of a proof that takes its claim for granted.
# It says nothing at all, unless it is given -o; then it lists what is assumed, but on standard
# error, where its standard output is empty, and the exit code is 0 still. So a check that looks at
# exit codes, or at what was printed, passes whatever is assumed: read the list on standard error.
set -euo pipefail
command -v coqchk >/dev/null || { echo "needs coqc and coqchk: apt-get install coq" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >assumed.v <<'COQ'
Axiom trust : forall n : nat, n = 0.
Theorem one_is_nothing : 1 = 0.
Proof. apply trust. Qed.
COQ
coqc assumed.v
coqchk -silent assumed >out 2>err
echo "-silent: exit code $?; standard output: $(wc -c <out) bytes, standard error: $(wc -c <err)"
test ! -s out && test ! -s err
coqchk -silent -o assumed >out 2>err
echo "-silent -o: exit code $?; standard output: $(wc -c <out) bytes; on standard error:"
grep -A 1 '^\* Axioms' err
test ! -s out && grep -q '^ *assumed.trust$' err
