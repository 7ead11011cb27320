// The machine of the page: exact numbers, and programs that were written from the rules' own text.
// What an instruction means is said in programs.py; tests hold each state and refusal against the
// rules themselves. It knows nothing of the page and runs in Node too.
"use strict";

const Neverfalls = (() => {
  // An exact number is [numerator, denominator], in lowest terms, with a positive denominator.
  const ZERO = [0n, 1n];
  const ONE = [1n, 1n];

  function common(a, b) {
    if (a < 0n) a = -a;
    while (b) [a, b] = [b, a % b];
    return a;
  }

  function lowest(top, below) {
    if (below < 0n) [top, below] = [-top, -below];
    if (below === 1n) return [top, below];
    const shared = common(top, below);
    return shared === 1n ? [top, below] : [top / shared, below / shared];
  }

  const add = (a, b) =>
    a[1] === b[1] ? lowest(a[0] + b[0], a[1]) : lowest(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
  const negative = (a) => [-a[0], a[1]];
  const minus = (a, b) => add(a, negative(b));
  const times = (a, b) => lowest(a[0] * b[0], a[1] * b[1]);
  const over = (a, b) => (a[0] === 0n || b[0] === 0n ? ZERO : lowest(a[0] * b[1], a[1] * b[0]));
  const sign = (a) => (a[0] > 0n ? 1 : a[0] < 0n ? -1 : 0);
  const compare = (a, b) => sign(minus(a, b));

  function floor(a) {
    const whole = a[0] / a[1];
    return [a[0] < 0n && whole * a[1] !== a[0] ? whole - 1n : whole, 1n];
  }

  // "3/10", "-2", "0.25" or "1,000.5"; null where the text states no number.
  function exact(text) {
    const plain = String(text).replace(/[,\s]/g, "").replace("−", "-");
    const parts = /^(-?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(plain);
    if (!parts || (parts[4] && !BigInt(parts[4]))) return null;
    const digits = parts[3] || "";
    const top = BigInt(parts[2] + digits) * (parts[1] ? -1n : 1n);
    return lowest(top, 10n ** BigInt(digits.length) * BigInt(parts[4] || 1));
  }

  const show = (a) => (a[1] === 1n ? `${a[0]}` : `${a[0]}/${a[1]}`);

  // Rounded half up, away from zero; trailing zeros are left out.
  function decimal(a, places = 4) {
    const scale = 10n ** BigInt(places);
    const top = a[0] < 0n ? -a[0] : a[0];
    const rounded = (2n * top * scale + a[1]) / (2n * a[1]);
    const digits = String(rounded).padStart(places + 1, "0");
    const after = places ? digits.slice(-places).replace(/0+$/, "") : "";
    const before = places ? digits.slice(0, -places) : digits;
    return `${a[0] < 0n && rounded ? "-" : ""}${before}${after ? "." + after : ""}`;
  }

  const constants = new Map();

  function constant(text) {
    if (!constants.has(text)) {
      constants.set(text, text === "true" ? true : text === "false" ? false : exact(text));
    }
    return constants.get(text);
  }

  class Refused {
    constructor(why, clauses) {
      this.why = why;
      this.clauses = clauses;
    }
  }

  // One run of a program. `states` maps a number to {balances, roster}; `bound` says who is meant by
  // a name that begins with $.
  class Run {
    constructor(states, bound, given, parameters) {
      Object.assign(this, { states, bound, given, parameters });
      this.registers = [];
      this.kept = new Map();
      this.observed = [];
      this.moves = [];
      this.checks = [];
    }

    value(operand) {
      if (typeof operand === "number") return this.registers[operand];
      return operand[0] === "@" ? this.parameters[operand.slice(1)] : constant(operand);
    }

    key(name) {
      if (name[0] !== "$") return name;
      const dot = name.lastIndexOf(".");
      return this.bound[name.slice(0, dot)] + name.slice(dot);
    }

    change(number, name, amount) {
      const { balances } = this.states[number];
      const key = this.key(name);
      balances[key] = add(balances[key] || ZERO, amount);
    }

    each(number, who, body, done, first) {
      for (const member of this.states[number].roster) {
        this.bound[who] = member;
        this.run(body, first);
        done(member);
      }
    }

    // Runs a text whose first register has this number; the number of the register behind it.
    run(program, first = 0) {
      let next = first;
      const put = (value) => {
        this.registers[next++] = value;
      };
      for (const [name, ...its] of program) {
        const [a, b, c, d, e] = its;
        switch (name) {
          case "get":
            put(this.states[a].balances[this.key(b)] || ZERO);
            break;
          case "sum": {
            let total = constant(a);
            for (let place = 0; place < b.length; place += 2) {
              const factor = constant(b[place + 1]);
              const amount = this.value(b[place]);
              total = add(total, factor === ONE ? amount : times(factor, amount));
            }
            put(total);
            break;
          }
          case "mul":
            put(times(this.value(a), this.value(b)));
            break;
          case "div":
            put(over(this.value(a), this.value(b)));
            break;
          case "floor":
            put(floor(this.value(a)));
            break;
          case "if":
            put(this.value(a) ? this.value(b) : this.value(c));
            break;
          case "pos":
            put(this.value(a)[0] > 0n);
            break;
          case "nonneg":
            put(this.value(a)[0] >= 0n);
            break;
          case "zero":
            put(this.value(a)[0] === 0n);
            break;
          case "and":
            put(its.every((each) => this.value(each)));
            break;
          case "or":
            put(its.some((each) => this.value(each)));
            break;
          case "not":
            put(!this.value(a));
            break;
          case "given":
            put(this.given[a]);
            break;
          case "total": {
            let total = ZERO;
            this.each(a, b, c, () => (total = add(total, this.value(d))), next);
            next = behind(c, next);
            put(total);
            break;
          }
          case "kept":
            put(this.kept.get(`${a} ${this.bound[b]}`));
            break;
          case "keep":
            this.kept.set(`${a} ${this.bound[b]}`, this.value(c));
            break;
          case "each":
            this.each(a, b, c, () => {}, next);
            next = behind(c, next);
            break;
          case "move": {
            const amount = this.value(d);
            this.change(a, b, negative(amount));
            this.change(a, c, amount);
            if (amount[0] !== 0n) {
              const [from, to] = [this.key(b), this.key(c)];
              this.moves.push({ state: this.observed.length, from, to, amount, clauses: e });
            }
            break;
          }
          case "note":
            this.change(a, b, this.value(c));
            break;
          case "write":
            this.states[a].balances[this.key(b)] = this.value(c);
            break;
          case "observe":
            this.observed.push({ ...this.states[a].balances });
            break;
          case "fork": {
            const { balances, roster } = this.states[a];
            const wider = roster.includes(NEWCOMER) ? roster : [...roster, NEWCOMER];
            this.states[b] = { balances: { ...balances }, roster: wider };
            break;
          }
          case "require":
            if (!this.value(a)) throw new Refused(b, c);
            break;
          case "check": {
            const [what, unit, relation, holds, when, ...sides] = its;
            const [left, below, right, under] = sides.map((each) => this.value(each));
            const who = this.bound.$member || "";
            this.checks.push({
              what: what.replaceAll("$member", who),
              text: what,
              member: who,
              unit,
              relation,
              holds: this.value(holds),
              when: this.value(when),
              left: over(left, below),
              right: over(right, under),
            });
            break;
          }
          default:
            throw new Error(`no instruction ${name}`);
        }
      }
      return next;
    }
  }

  const NEWCOMER = "the newcomer";
  const MAKES = new Set(
    "get sum mul div floor if pos nonneg zero and or not given total kept".split(" "),
  );
  const lengths = new Map();

  // The number of the first register behind a text, whose first one has the given number.
  function behind(program, first) {
    if (!lengths.has(program)) {
      let length = 0;
      for (const [name, , , body] of program) {
        if (name === "each" || name === "total") length += behind(body, 0);
        if (MAKES.has(name)) length += 1;
      }
      lengths.set(program, length);
    }
    return first + lengths.get(program);
  }

  // An event from a state: {states, moves}, or {refused: {why, clauses}}.
  function happen(program, parameters, roster, balances, members, given) {
    const bound = {};
    for (const [place, member] of Object.entries(members)) bound[`$${place}`] = member;
    const run = new Run({ 1: { balances: { ...balances }, roster } }, bound, given, parameters);
    try {
      run.run(program);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      return { refused };
    }
    return { states: run.observed, moves: run.moves };
  }

  // The checks of a claim in a state; of a claim about a step, with the state before.
  function checks(program, parameters, roster, opening, before, now, member) {
    const state = (balances) => ({ balances, roster });
    const states = { 0: state(before), 1: state(now), 2: state(opening) };
    const run = new Run(states, member ? { $member: member } : {}, {}, parameters);
    run.run(program);
    return run.checks;
  }

  // Whether a formula holds: a program, and the operand that is its truth at the end.
  function truth(program, operand, parameters) {
    const run = new Run({}, {}, {}, parameters);
    run.run(program);
    return run.value(operand);
  }

  return {
    ZERO, ONE, add, minus, times, over, negative, sign, compare, floor, exact, show, decimal, happen, checks, truth,
  };
})();

if (typeof module !== "undefined") module.exports = Neverfalls;
