// Histories of a scheme: events on the exact model, what each shows, and which promise breaks where.
"use strict";

const Histories = (() => {
  const N = Neverfalls;
  const LONGEST = 1n << 20000n; // as in the replay: a number of some 6,000 digits ends a history

  // A sentence that the page says in its language.
  const later = (english) => english;

  const numbers = (texts) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, N.exact(text)]));

  // The first of the states that an observer sees is the opening, which belongs to no event.
  class History {
    constructor(data, scheme, deviation, roster, parameters = {}) {
      this.data = data;
      this.scheme = data.schemes.find((each) => each.name === scheme);
      this.deviation = deviation;
      this.base = this.scheme.variants[""];
      this.variant = this.scheme.variants[deviation];
      this.roster = roster;
      this.parameters = numbers({
        ...this.base.parameters,
        ...this.variant.parameters,
        ...parameters,
      });
      this.opening = numbers(this.scheme.opening);
      this.events = [];
      this.frames = [
        { event: 0, state: 1, last: true, balances: this.opening, moves: [], paid: {}, received: {} },
      ];
    }

    program(kind, name) {
      const place = this.variant[kind][name] ?? this.base[kind][name];
      return this.data.programs[place];
    }

    get now() {
      return this.frames.at(-1);
    }

    // What an event would do: {frames}, {refused} by a requirement, or {wrong} arguments.
    foresee(rule, args) {
      const members = {};
      const given = {};
      const sorts = Object.fromEntries(this.scheme.rules[rule].sorts);
      for (const [name, text] of Object.entries(args)) {
        if (sorts[name] === "Member") {
          if (!this.roster.includes(text) || Object.values(members).includes(text)) {
            return { wrong: name, why: later("a member, each named once") };
          }
          members[name] = text;
        } else {
          given[name] = N.exact(text);
          if (!given[name]) return { wrong: name, why: later("a number such as 100, 3/10 or 0.5") };
          if (sorts[name] === "Count" && given[name][1] !== 1n) {
            return { wrong: name, why: later("a whole number") };
          }
        }
      }
      const { balances, paid, received } = this.now;
      const program = this.program("rules", rule);
      const done = N.happen(program, this.parameters, this.roster, balances, members, given);
      if (done.refused) return done;
      for (const each of Object.values(done.states.at(-1))) {
        if (each[1] > LONGEST || each[0] > LONGEST || -each[0] > LONGEST) {
          return { refused: { why: later("the numbers become too long to go on"), clauses: [] } };
        }
      }
      const event = this.events.length + 1;
      const frames = done.states.map((state, place) => ({
        event,
        state: place + 1,
        last: place + 1 === done.states.length,
        balances: state,
        moves: done.moves.filter((each) => each.state === place),
        ...this.money(balances, state, paid, received),
      }));
      return { frames };
    }

    perform(rule, args) {
      const done = this.foresee(rule, args);
      if (done.frames) {
        this.events.push([rule, args]);
        this.frames.push(...done.frames);
      }
      return done;
    }

    // The first events of this history, as one of its own.
    upTo(count) {
      const other = new History(this.data, this.scheme.name, this.deviation, this.roster);
      other.parameters = this.parameters;
      for (const [rule, args] of this.events.slice(0, count)) other.perform(rule, args);
      return other;
    }

    // What each member has paid and received in money; what one event pays back at once is no payment.
    money(before, after, paid, received) {
      const found = { paid: { ...paid }, received: { ...received } };
      for (const name of this.roster) {
        const key = `${name}.yuan`;
        const change = N.minus(after[key] || N.ZERO, before[key] || N.ZERO);
        const [total, amount] =
          N.sign(change) < 0 ? [found.paid, N.negative(change)] : [found.received, change];
        total[name] = N.add(total[name] || N.ZERO, amount);
      }
      return found;
    }

    supply(frame) {
      const { balances } = frame;
      const issued = N.negative(balances["issuer.points"] || N.ZERO);
      return N.minus(issued, balances["aside.points"] || N.ZERO);
    }

    // The price as it is quoted, in yuan per point.
    price(frame) {
      const { balances } = frame;
      return N.over(
        balances["quoted.yuan-in-pool"] || N.ZERO,
        balances["quoted.supply"] || N.ZERO,
      );
    }

    // What a member holds, has paid and has received.
    holding(frame, name) {
      const { balances, paid, received } = frame;
      const points = balances[`${name}.points`] || N.ZERO;
      return {
        points,
        paid: paid[name] || N.ZERO,
        received: received[name] || N.ZERO,
        shown: N.times(points, this.price(frame)),
      };
    }

    // The same, and what the member could get now.
    account(frame, name) {
      const held = this.holding(frame, name);
      return { ...held, now: this.leaving(frame, name, held.points) };
    }

    // What a member is paid who now sells all points; null where points cannot be sold at all.
    leaving(frame, name, points) {
      if (!this.scheme.rules.sell) return null;
      if (!points[0]) return N.ZERO;
      const given = { points };
      const sold = N.happen(
        this.program("rules", "sell"), this.parameters, this.roster, frame.balances, { seller: name }, given,
      );
      if (sold.refused) return N.ZERO;
      const key = `${name}.yuan`;
      return N.minus(sold.states.at(-1)[key] || N.ZERO, frame.balances[key] || N.ZERO);
    }

    // The first comparison of a claim that fails in this state, or null.
    broken(claim, place) {
      const { kind, member } = this.data.claims[claim];
      if (kind === "step" && place === 0) return null;
      const before = this.frames[Math.max(place - 1, 0)].balances;
      const now = this.frames[place].balances;
      const program = this.program("claims", claim);
      for (const name of member ? this.roster : [""]) {
        const found = N.checks(
          program, this.parameters, this.roster, this.opening, before, now, name,
        ).find((each) => !each.holds);
        if (found) return found;
      }
      return null;
    }

    // The first state of these in which a claim breaks: {place, check}, or null. What is promised of
    // the end of all time breaks in no state.
    breaks(claim, from = 0) {
      if (this.data.claims[claim].kind.startsWith("eventual")) return null;
      for (let place = from; place < this.frames.length; place += 1) {
        const check = this.broken(claim, place);
        if (check) return { place, check };
      }
      return null;
    }
  }

  // A recorded history, run again; and where it breaks its promise. The same events may do so under
  // another reading, and are then run under that one.
  function told(data, trace, deviation = trace.deviation) {
    const same = deviation === trace.deviation;
    const { scheme, members } = trace;
    const history = new History(data, scheme, deviation, members, same ? trace.parameters : {});
    for (const [rule, args] of trace.events) {
      const done = history.perform(rule, args);
      if (!done.frames) throw new Error(`${trace.id}: ${rule} is refused`);
    }
    const found = same ? null : history.breaks(trace.claim);
    if (found) return { history, ...found };
    const [step, state] = trace.broken;
    const place = history.frames.findIndex((each) => each.event === step && each.state === state);
    return { history, place, check: history.broken(trace.claim, place) };
  }

  // A history that breaks a promise, as a counterexample file has it.
  function counterexample(history, claim, { place, check }) {
    const { scheme, deviation, variant } = history;
    const { event, state } = history.frames[place];
    const readings = Object.entries(scheme.questions).map(([name, { own }]) => [name, own]);
    const stated = {};
    for (const [key, value] of Object.entries(history.parameters)) {
      const [name, nth] = key.split(".");
      if (nth === undefined) stated[name] = N.show(value);
      else (stated[name] ??= [])[Number(nth)] = N.show(value);
    }
    const sorts = (rule) => Object.fromEntries(scheme.rules[rule].sorts);
    const written = (rule, [name, text]) =>
      [name, sorts(rule)[name] === "Member" ? text : N.show(N.exact(text))];
    const balances = (frame) =>
      Object.fromEntries(
        Object.entries(frame.balances)
          .filter(([, value]) => value[0] !== 0n)
          .map(([key, value]) => [key, N.show(value)]),
      );
    const name = scheme.name.replaceAll("′", "");  // so the page tells apart two of one name
    return {
      format: history.data.format,
      id: [name, claim, ...(deviation ? [deviation.replace("/", "-")] : [])].join("."),
      claim,
      scheme: name,
      title: scheme.title,
      mechanisms: scheme.mechanisms,
      parameters: stated,
      readings: Object.fromEntries([...readings, ...(variant.question ? [variant.question] : [])]),
      members: history.roster,
      opening: scheme.stated,
      initial_members: scheme.members,
      steps: history.events.slice(0, event).map(([rule, args], number) => ({
        rule,
        arguments: Object.fromEntries(Object.entries(args).map((each) => written(rule, each))),
        states: history.frames.filter((each) => each.event === number + 1).map(balances),
      })),
      violation: {
        step: event,
        state,
        member: check.member || null,
        what: check.what,
        relation: check.relation,
        left: N.show(check.left),
        right: N.show(check.right),
        unit: check.unit,
      },
      found: { solver: "by hand", shorter: "not looked for" },
    };
  }

  return { History, counterexample, told };
})();

if (typeof module !== "undefined") module.exports = Histories;
