// Runs histories on the page's own machine and writes down all that happens, a line each.
// node run.js FOLDER-OF-THE-MACHINE < {"data": …, "histories": […]}
"use strict";

const path = require("path");
const folder = path.resolve(process.argv[2]);
globalThis.Neverfalls = require(path.join(folder, "runtime.js"));
const { History, counterexample, told } = require(path.join(folder, "history.js"));
const N = Neverfalls;

const given = JSON.parse(require("fs").readFileSync(0, "utf-8"));

function balances(state) {
  const found = {};
  for (const [key, value] of Object.entries(state)) if (value[0] !== 0n) found[key] = N.show(value);
  return found;
}

function check(each) {
  return [each.what, each.unit, each.relation, each.holds, each.when, N.show(each.left), N.show(each.right)];
}

function played({ scheme, deviation, members, parameters, events, claims }) {
  const history = new History(given.data, scheme, deviation, members, parameters);
  const happened = events.map(([rule, args]) => {
    const from = history.frames.length;
    const done = history.perform(rule, args);
    if (done.wrong) return { wrong: done.wrong };
    if (done.refused) return { refused: [done.refused.why, done.refused.clauses] };
    return { states: history.frames.slice(from).map((each) => balances(each.balances)) };
  });
  const [before, now] = [history.frames.at(-2) || history.now, history.now];
  const judged = claims.map(([name, member]) =>
    N.checks(
      history.program("claims", name), history.parameters, members, history.opening,
      before.balances, now.balances, member,
    ).map(check),
  );
  return { happened, judged };
}

function recorded([id, reading]) {
  const trace = given.data.traces.find((each) => each.id === id);
  const { history, place, check: found } = told(given.data, trace, reading ?? trace.deviation);
  return {
    states: history.frames.map((each) => balances(each.balances)),
    check: found && check(found),
    file: found && counterexample(history, trace.claim, { place, check: found }),
  };
}

for (const each of given.histories) {
  console.log(JSON.stringify(Array.isArray(each) ? recorded(each) : played(each)));
}
