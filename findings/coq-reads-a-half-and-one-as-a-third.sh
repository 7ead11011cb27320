#!/usr/bin/env bash
# Coq 8.16.1: in the arithmetic of fractions, 1#2 + 1 is one third, and 1#2 * 3 is one sixth.
#
# 1#2 is how a half is written, and printed. But # binds less than + and *, and what is behind it is
# a positive whole number, which can be added too: 1#2 + 1 is 1#(2 + 1). It is no error, nor does a
# statement that holds of one half and not of one third tell. With an unknown in place of the 1
# Coq complains of its type. Write (1#2), always.
set -euo pipefail
command -v coqc >/dev/null || { echo "needs coqc: apt-get install coq" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >fractions.v <<'COQ'
From Coq Require Import QArith.
Open Scope Q_scope.
Eval vm_compute in 1#2 + 1.
Eval vm_compute in 1#2 * 3.
Eval vm_compute in (1#2) + 1.
Example a_third : 1#2 + 1 == (1#3). Proof. reflexivity. Qed.
Example a_sixth : 1#2 * 3 == (1#6). Proof. reflexivity. Qed.
Example meant : (1#2) + 1 == (3#2). Proof. reflexivity. Qed.
Fail Check fun x : Q => 1#2 + x.
COQ
coqc fractions.v
