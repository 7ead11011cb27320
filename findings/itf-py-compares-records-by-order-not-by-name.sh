#!/usr/bin/env bash
# itf-py 0.5.0: two records with other names in them are equal, and the same record with its
# fields in another order is not. A variant that carries a number cannot be read.
#
# In the trace format of Apalache and Quint a record is an object of JSON, so its fields have names
# and no order. itf-py makes a named tuple of it, and tuples compare place by place: a state with
# price 1 and pool 2 equals one with pool 1 and price 2. So do variants: Paid(1) is Owed(1), and a
# set keeps one of them. Some(5) is an error, since the mark of a whole number, #bigint, is taken
# for the name of a field; and so are None and a field that is called `from`. Compare the JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check itf-py==0.5.0
"$folder/venv/bin/python" - <<'PY'
from itf_py import value_from_json as read


def whole(number):
    return {"#bigint": str(number)}


one = read({"price": whole(1), "pool": whole(2)})
assert one == read({"pool": whole(1), "price": whole(2)}), "other names: they differ now"
assert one != read({"pool": whole(2), "price": whole(1)}), "another order: they are equal now"

paid = read({"tag": "Paid", "value": {"amount": whole(1)}})
owed = read({"tag": "Owed", "value": {"debt": whole(1)}})
print(paid, owed, paid == owed, len({paid, owed}))
assert paid == owed and len({paid, owed}) == 1

some = {"tag": "Some", "value": whole(5)}
none = {"tag": "None", "value": {"#tup": []}}
for value in (some, none, {"from": whole(1)}):
    try:
        read(value)
    except ValueError as error:
        print(value, "is refused:", error)
    else:
        raise SystemExit(f"{value} is read now")
PY
