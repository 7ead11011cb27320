// Judges an answer as proofs/exercises does: the same rules, and the same replies. Tests compare both.
// It knows nothing of the page and runs in Node too.
"use strict";

const Judging = (() => {
  const N = Neverfalls;
  const { History } = Histories;
  const MOST_BYTES = 200_000;
  const DEEPEST = 12;
  const LONGEST_LIST = 20_000;
  const MOST_DIGITS = 60;
  const MOST_WHOLE_DIGITS = 6;
  const FEW = 12; // events of a given history that are told again with the number that is asked for

  // --- Replies: {text, values}; a value is a text that is the same in all languages, or a reply.
  // {names} is a text about a member, who is called $member in it.

  let data = null;

  const say = (name, values = {}) => ({ text: data.replies[name], values });
  const product = (text, names) => ({ text, values: {}, names });

  // Between Chinese and other letters or digits stands a gap, as in proofs/languages.
  const BETWEEN = /(?<=[\u3400-\u9fff])(?=[A-Za-z0-9`≈−-])|(?<=[A-Za-z0-9`%])(?=[\u3400-\u9fff])/gu;

  // A reply in a language; what has no words there is said in English, and taken apart no further.
  function within(reply, language) {
    if (typeof reply === "string") return reply;
    const chinese = language === "en" ? undefined : data.words[reply.text];
    let text = chinese ?? reply.text;
    text = text.replace(/\{(\w+)\}/g, (_whole, name) => within(reply.values[name], language));
    if (reply.names) text = text.replaceAll("$member", reply.names);
    return chinese === undefined ? text : text.replace(BETWEEN, " ");
  }

  // What is wrong with an answer that is none, right or wrong.
  class Bad {
    constructor(where, found, expected) {
      const shown = found === undefined ? say("found_nothing") : repr(found);
      this.where = where;
      this.found = typeof shown === "string" && shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
      this.expected = typeof expected === "string" ? product(expected) : expected;
    }
  }

  const CONTROLLING = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
  const CONTROLLING_ALL = new RegExp(CONTROLLING, "gu");

  function escaped(sign) {
    const known = { "\n": "\\n", "\t": "\\t", "\r": "\\r" }[sign];
    const code = sign.codePointAt(0).toString(16);
    const [head, length] = code.length < 3 ? ["x", 2] : code.length < 5 ? ["u", 4] : ["U", 8];
    return known || `\\${head}${code.padStart(length, "0")}`;
  }

  // A value as the command shows it.
  function repr(value) {
    if (typeof value === "string") {
      const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
      const inside = value.replaceAll("\\", "\\\\").replace(CONTROLLING_ALL, escaped);
      return quote + (quote === "'" ? inside.replaceAll("'", "\\'") : inside) + quote;
    }
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
    if (value instanceof Map) {
      return `{${[...value].map((each) => each.map(repr).join(": ")).join(", ")}}`;
    }
    return String(value);
  }

  // --- Numbers as people read them -------------------------------------------------------------

  const size = (value) => (value[0] < 0n ? N.negative(value) : value);

  // Rounded half up, away from zero, with all its places.
  function decimal(value, places = 4) {
    const scale = 10n ** BigInt(places);
    const { 0: top, 1: below } = size(value);
    const digits = String((2n * top * scale + below) / (2n * below)).padStart(places + 1, "0");
    const sign = value[0] < 0n && /[1-9]/.test(digits) ? "-" : "";
    return `${sign}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
  }

  function readable(value) {
    const digits = `${size(value)[0]}${value[1]}`.length;
    if (value[1] === 1n || digits <= 20) return N.show(value);
    let places = 4;
    while (value[0] && N.compare(N.times(size(value), [10n ** BigInt(places), 1n]), [1000n, 1n]) < 0) {
      places += 1;
    }
    return `≈ ${decimal(value, places)}`;
  }

  function withDecimal(value) {
    const text = readable(value);
    return value[1] === 1n || text.startsWith("≈") ? text : `${text} (${decimal(value)})`;
  }

  // The exact number that a text states; a text says what is wrong with it.
  function amount(written) {
    if (typeof written !== "string" && typeof written !== "number") {
      return "an exact number written as a string, such as '3/10'";
    }
    const text = String(written);
    const long = `a number of at most ${MOST_DIGITS} digits above and below`;
    if (text.length > 2 * MOST_DIGITS + 2) return long;
    const parts = /^-?(\d+)(?:\.(\d+)|\/(\d+))?$/.exec(text);
    if (!parts) return "an exact number such as '3', '3/10' or '0.3'";
    const [, whole, decimals = "", bottom] = parts;
    if ((whole + decimals).length > MOST_DIGITS || (bottom || "").length > MOST_DIGITS) return long;
    if (bottom !== undefined && !BigInt(bottom)) return "a number whose denominator is not zero";
    return N.exact(text);
  }

  // --- The text of an answer -------------------------------------------------------------------

  const unfit = (found, expected) => ({ unfit: [found, expected] });

  // The JSON of a text: tables as maps, and what no answer may hold marked as unfit.
  function parsed(text) {
    if (new TextEncoder().encode(text).length > MOST_BYTES) {
      throw new Bad("file", `more than ${MOST_BYTES} bytes`, "a smaller file");
    }
    const token = /[ \t\n\r]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(true|false|null|NaN|-?Infinity)(?!\w))/y;
    const signs = [];
    const source = text.replace(/^\ufeff/, "").replace(/[ \t\n\r]+$/, "");
    const wrong = (at = signs[place]?.index ?? source.length) => {
      const lines = source.slice(0, at).split("\n");
      const found = `line ${lines.length} column ${lines.at(-1).length + 1}`;
      return new Bad("file", found, "JSON in UTF-8");
    };
    let place = 0;
    const commas = [0];
    while (token.lastIndex < source.length) {
      const from = token.lastIndex;
      const found = token.exec(source);
      if (!found) throw wrong(from);
      signs.push(found);
      const [, sign] = found;
      if (sign === "[" || sign === "{") commas.push(0);
      else if (sign === "]" || sign === "}") commas.length > 1 ? commas.pop() : (commas[0] = 0);
      else if (sign === ",") commas[commas.length - 1] += 1;
      const line = () => source.slice(0, token.lastIndex).split("\n").length;
      if (commas.length - 1 > DEEPEST) {
        throw new Bad("file", `more open brackets in line ${line()}`, `at most ${DEEPEST}`);
      }
      if (commas.at(-1) >= LONGEST_LIST) {
        throw new Bad("file", `a longer list in line ${line()}`, `at most ${LONGEST_LIST} entries`);
      }
    }
    const sign = () => (place < signs.length ? signs[place][1] : undefined);
    const take = (wanted) => {
      if (sign() !== wanted) throw wrong();
      place += 1;
    };
    const key = () => {
      if (!signs[place]?.[2]) throw wrong();
      return JSON.parse(signs[place++][2]);
    };
    function value() {
      if (place >= signs.length) throw wrong();
      const [, bracket, string, number, word] = signs[place++];
      if (string) return JSON.parse(string);
      if (number) {
        const short = /^-?\d+$/.test(number) && number.length <= MOST_WHOLE_DIGITS;
        return short
          ? Number(number)
          : unfit(number, 'exact numbers written as strings, such as "3/10"');
      }
      if (word === "true" || word === "false") return word === "true";
      if (word === "null") return null;
      if (word) return unfit(word, 'exact numbers written as strings, such as "3/10"');
      const close = { "[": "]", "{": "}" }[bracket];
      if (!close) throw wrong();
      const found = close === "]" ? [] : new Map();
      for (let first = true; sign() !== close; first = false) {
        if (!first) take(",");
        if (close === "]") {
          found.push(value());
        } else {
          const name = key();
          take(":");
          const own = value();
          found.set(name, found.has(name) ? unfit("the key twice", "each key once") : own);
        }
      }
      take(close);
      return found;
    }
    const found = value();
    if (place < signs.length) throw wrong();
    fit(found, "");
    return found;
  }

  function fit(value, path) {
    const at = path || "file";
    if (typeof value === "string" && CONTROLLING.test(value)) {
      throw new Bad(at, value, "a text without control characters");
    }
    if (value?.unfit) throw new Bad(at, ...value.unfit);
    const inside = (key) => `${path}.${key}`.replace(/^\.+|\.+$/g, "");
    if (value instanceof Map) {
      for (const key of value.keys()) {
        if (CONTROLLING.test(key)) throw new Bad(inside(key), key, "a key without control characters");
      }
      for (const [key, each] of value) fit(each, inside(key));
    } else if (Array.isArray(value)) {
      value.forEach((each, nth) => fit(each, `${path}[${nth}]`));
    }
  }

  const KINDS = { table: "a table", list: "a list", text: "a text" };
  const kind = (value) =>
    value instanceof Map ? "table" : Array.isArray(value) ? "list" : typeof value === "string" ? "text" : typeof value;
  const NUMBER = "a whole number or a text";
  const isNumber = (value) => typeof value === "string" || typeof value === "number";

  // Each field of an answer, and what it has to be.
  const FIELDS = {
    exercise: (value, path) => expect(value, "text", path),
    events: (value, path) => {
      expect(value, "list", path);
      value.forEach((each, nth) => table(each, `${path}[${nth}]`, isNumber, NUMBER));
    },
    value: (value, path) => {
      if (!isNumber(value)) throw new Bad(path, value, NUMBER);
    },
    numbers: (value, path) => table(value, path, isNumber, NUMBER),
    readings: (value, path) => table(value, path, (each) => typeof each === "string", KINDS.text),
    terms: (value, path) => expect(value, "list", path),
  };

  function expect(value, wanted, path) {
    if (kind(value) !== wanted) throw new Bad(path, value, KINDS[wanted]);
    if (wanted === "list" && value.length > 100) {
      throw new Bad(path, value, `${KINDS.list} of at most 100 entries`);
    }
  }

  function table(value, path, right, wanted) {
    expect(value, "table", path);
    for (const [key, each] of value) if (!right(each)) throw new Bad(`${path}.${key}`, each, wanted);
  }

  // The answer that a text states: an object of the fields that it has.
  function parse(text) {
    const found = parsed(text);
    if (!(found instanceof Map)) {
      const names = { list: "a list", text: "a text", number: "a whole number", boolean: "bool" };
      throw new Bad("file", found === null ? "null" : names[kind(found)], KINDS.table);
    }
    for (const [name, value] of found) {
      if (!Object.hasOwn(FIELDS, name)) throw new Bad(name.replace(/^\.+/, ""), value, "no field of this name");
      FIELDS[name](value, name);
    }
    return Object.fromEntries(found);
  }

  function wanted(answer, ...fields) {
    for (const name of Object.keys(FIELDS)) {
      if (name !== "exercise" && name in answer && !fields.includes(name)) {
        throw new Bad(name, answer[name], say("only", { names: fields.join(", ") }));
      }
    }
    for (const name of fields) if (!(name in answer)) throw new Bad(name, undefined, say("field"));
    return answer;
  }

  // --- What happens in a history ---------------------------------------------------------------

  function run(setting, events, numbers = {}) {
    const history = new History(data, setting, "", data.members, numbers);
    const found = { history, told: [], refused: null };
    for (const [nth, event] of events.entries()) {
      const where = `events[${nth}]`;
      const name = event.get("rule") ?? "";
      const rule = history.scheme.rules[name];
      if (!rule) {
        const rules = Object.keys(history.scheme.rules).join(", ");
        throw new Bad(`${where}.rule`, String(name), say("rule", { scheme: history.scheme.called, rules }));
      }
      const given = readArguments(history, name, rule, event, where);
      const shown = [...given].map(([key, value]) => `${key} = ${typeof value === "string" ? value : readable(value)}`).join(", ");
      const values = { n: String(nth + 1), rule: name, arguments: shown };
      const head = shown ? say("event_with", values) : say("event", values);
      const own = new Set(rule.sorts.map(([key]) => key));
      const picked = new Set(history.program("rules", name).filter(([what]) => what === "given").map(([, what]) => what));
      const taken = [...given].filter(([key]) => own.has(key) || picked.has(key));
      const done = history.perform(name, Object.fromEntries(taken.map(([key, value]) => [key, typeof value === "string" ? value : N.show(value)])));
      if (done.wrong) throw new Bad(`${where}.${done.wrong}`, event.get(done.wrong), done.why);
      if (done.refused) {
        const { why, clauses } = done.refused;
        const cited = clauses.length ? clauses : rule.clauses;
        found.refused = say(cited.length > 1 ? "refused_by" : "refused", {
          event: head, why: product(why), clauses: cited.join(", "),
        });
        break;
      }
      const extra = [...given.keys()].find((key) => !own.has(key) && !picked.has(key));
      if (extra !== undefined) throw new Bad(`${where}.${extra}`, event.get(extra), "no such argument");
      found.told.push(say("happened", { event: head, outcome: outcome(history) }));
    }
    return found;
  }

  function readArguments(history, name, rule, event, where) {
    const sorts = Object.fromEntries(rule.sorts);
    for (const [key, sort] of rule.sorts) {
      if (!event.has(key)) {
        const takes = say(sort === "Member" ? "takes_member" : "takes_amount", { rule: name });
        throw new Bad(`${where}.${key}`, undefined, takes);
      }
    }
    const found = new Map();
    for (const [key, written] of event) {
      if (key === "rule") continue;
      if (sorts[key] === "Member") {
        if (!data.members.includes(written)) {
          throw new Bad(`${where}.${key}`, written, say("member", { members: data.members.join(", ") }));
        }
        found.set(key, written);
      } else if (written === "all" && sorts[key] === "Points") {
        const [holder] = rule.sorts.find(([, sort]) => sort === "Member");
        found.set(key, history.now.balances[`${event.get(holder)}.points`] || N.ZERO);
      } else {
        const value = amount(written);
        if (typeof value === "string") throw new Bad(`${where}.${key}`, written, value);
        found.set(key, value);
      }
    }
    return found;
  }

  const pool = (history) => history.now.balances["pool.yuan"] || N.ZERO;

  function outcome(history) {
    const supply = history.supply(history.now);
    const held = readable(pool(history));
    if (N.sign(supply) <= 0) return say("pool", { pool: held });
    const price = withDecimal(N.over(pool(history), supply));
    const one = N.compare(supply, N.ONE) === 0;
    return say(one ? "pool_point" : "pool_points", { pool: held, points: readable(supply), price });
  }

  // A quantity of the state in which a history ends; null for a price where no points circulate.
  function quantity(history, name) {
    const { balances } = history.now;
    const supply = history.supply(history.now);
    const [who, entry] = name.split(".");
    if (name === "supply") return supply;
    if (name === "pool") return pool(history);
    if (name === "price" || entry === "worth") {
      if (N.sign(supply) <= 0) return null;
      const price = N.over(pool(history), supply);
      return name === "price" ? price : N.times(price, balances[`${who}.points`] || N.ZERO);
    }
    return balances[name] || N.ZERO;
  }

  function named(name) {
    const [who, entry] = name.split(".");
    return entry ? { text: data.quantities[`who.${entry}`], values: { who } } : product(data.quantities[name]);
  }

  // --- Each kind of exercise: [right, told] ----------------------------------------------------

  function played(exercise, answer, numbers) {
    const { events } = answer;
    const most = exercise.most_events;
    if (events.length > most) {
      const counts = { count: String(events.length), most: String(most) };
      return { stopped: [say(most === 1 ? "most_one" : "most", counts)] };
    }
    const found = run(exercise.setting, events, numbers);
    if (found.refused) found.stopped = [...found.told, found.refused, say("stops")];
    return found;
  }

  const after = (event) => (event ? say("after", { n: String(event) }) : say("before"));

  const sides = (check) =>
    say(check.relation === "equal to" ? "sides_exactly" : "sides", {
      what: product(check.text, check.member),
      left: withDecimal(check.left),
      unit: product(check.unit),
      relation: product(check.relation),
      right: withDecimal(check.right),
    });

  // Every comparison that a claim makes along a history: [event, check].
  function* compared({ history }, claim) {
    const { kind: how, member } = data.claims[claim];
    for (const [place, frame] of history.frames.entries()) {
      if (how === "step" && place === 0) continue;
      const before = history.frames[Math.max(place - 1, 0)].balances;
      for (const name of member ? data.members : [""]) {
        const checks = N.checks(
          history.program("claims", claim), history.parameters, data.members, history.opening,
          before, frame.balances, name,
        );
        for (const check of checks) yield [frame.event, check];
      }
    }
  }

  function closest(found, claim) {
    let best = null;
    for (const [event, check] of compared(found, claim)) {
      if (!check.when || (!event && found.told.length)) continue;
      const gap = size(N.minus(check.left, check.right));
      if (!best || N.compare(gap, best.gap) <= 0) best = { gap, event, check };
    }
    if (!best) return say("nothing");
    return say("closest", { after: after(best.event), sides: sides(best.check), gap: withDecimal(best.gap) });
  }

  function breaking(exercise, answer) {
    wanted(answer, "events", ...(exercise.numbers.length ? ["numbers"] : []));
    const values = exercise.numbers.length ? parameters(exercise, answer) : {};
    const written = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, N.show(value)]));
    const found = played(exercise, answer, written);
    const head = exercise.numbers.length && found.told ? [given(values)] : [];
    if (found.stopped) return [false, [...head, ...found.stopped]];
    const told = [...head, ...found.told];
    const { claim } = exercise;
    const first = [...compared(found, claim)].find(([, check]) => !check.holds);
    if (!first) return [false, [...told, say("holds", { claim, closest: closest(found, claim) })]];
    const [event, check] = first;
    told.push(say("breaks", { claim, after: after(event), sides: sides(check) }));
    if (event < found.history.events.length) told.push(say("not_needed"));
    if (exercise.shortest_known) {
      const { counterexample, events } = exercise.shortest_known;
      const how = event === events ? "as_short" : event < events ? "shorter" : "longer";
      told.push(say(how, { known: counterexample, count: String(events) }));
    }
    return [true, told];
  }

  function reaching(exercise, answer) {
    const found = played(exercise, wanted(answer, "events"));
    if (found.stopped) return [false, found.stopped];
    let right = true;
    const told = [...found.told];
    for (const condition of exercise.conditions) {
      const value = quantity(found.history, condition.quantity);
      const goal = N.exact(condition.value);
      const exactly = condition.relation === "equal to";
      const asked = say(exactly ? "asked_exactly" : "asked", {
        relation: product(condition.relation), goal: readable(goal),
      });
      const way = value && N.compare(value, goal);
      const holds = value && (exactly ? way === 0 : condition.relation === "at least" ? way >= 0 : way <= 0);
      right = right && Boolean(holds);
      const what = named(condition.quantity);
      if (!value) told.push(say("no_price", { asked }));
      else if (holds) told.push(say("as_asked", { what, value: withDecimal(value) }));
      else {
        const gap = withDecimal(size(N.minus(value, goal)));
        told.push(say(way > 0 ? "off_above" : "off_below", { what, value: withDecimal(value), asked, gap }));
      }
    }
    return [right, told];
  }

  const results = new Map();

  // The quantity to which a given history leads, and what happens in it.
  function result(exercise, { history, quantity: name }) {
    const key = JSON.stringify([exercise.setting, history, name]);
    if (!results.has(key)) {
      const events = history.flatMap(({ repeat = 1, ...event }) =>
        Array(repeat).fill(new Map(Object.entries(event))),
      );
      const found = run(exercise.setting, events);
      results.set(key, [quantity(found.history, name), found.told]);
    }
    return results.get(key);
  }

  function valued(exercise, answer) {
    const written = wanted(answer, "value").value;
    const value = amount(written);
    if (typeof value === "string") throw new Bad("value", written, value);
    const { places } = exercise;
    const meets = (found) =>
      N.compare(value, found) === 0 || N.compare(value, N.exact(decimal(found, places))) === 0;
    const [found, told] = result(exercise, exercise);
    if (meets(found)) {
      const shown = told.length <= FEW ? told : [];
      return [true, [...shown, say("result", { what: named(exercise.quantity), value: withDecimal(found) })]];
    }
    const trap = exercise.trap.find((each) => meets(result(exercise, each)[0]));
    if (trap) return [false, [product(trap.says)]];
    const gap = N.minus(value, found);
    const off = decimal(size(gap), places);
    if (!N.exact(off)[0]) return [false, [say("close", { places: String(places) })]];
    return [false, [say(N.sign(gap) > 0 ? "above" : "below", { off })]];
  }

  // What is recorded of a claim under a reading: {breaks, history}; breaks is null where the record
  // of single answers leaves it open, and undefined where no record here decides it.
  function verdict(exercise, chosen, claim) {
    const { own, questions, recorded, landscape } = exercise;
    const changed = Object.entries(chosen).filter(([name, choice]) => own[name] !== choice);
    if (changed.length <= 1) {
      const label = changed.map((each) => each.join("=")).join("");
      const cell = recorded.find((each) => each.claim === claim && each.deviation === label);
      if (cell) return { breaks: { proved: false, refuted: true }[cell.status] ?? null, history: cell.history };
    }
    if (!landscape.claims.includes(claim)) return {};
    const counts = (name, choice) => questions[name][chosen[name]] === choice;
    const broken = landscape.broken.find(
      (each) => each.claim === claim && Object.entries(each.readings).every((one) => counts(...one)),
    );
    if (broken) return { breaks: true, history: broken.history };
    const same = ({ reading }) =>
      Object.keys(reading).length === changed.length && changed.every(([name, choice]) => reading[name] === choice);
    const kept = landscape.kept.some((each) => same(each) && !each.all_but.includes(claim));
    return landscape.everywhere.includes(claim) || kept ? { breaks: false } : {};
  }

  function reading(exercise, answer) {
    const { own, questions } = exercise;
    const chosen = { ...own };
    for (const [name, choice] of wanted(answer, "readings").readings) {
      if (!Object.hasOwn(questions, name)) {
        const asked = { scheme: exercise.scheme, questions: Object.keys(questions).join(", ") };
        throw new Bad(`readings.${name}`, choice, say("question", asked));
      }
      if (!Object.hasOwn(questions[name], choice)) {
        const choices = Object.keys(questions[name]).join(", ");
        throw new Bad(`readings.${name}`, choice, say("choice", { choices }));
      }
      chosen[name] = choice;
    }
    const found = exercise.claims.map((claim) => [claim, verdict(exercise, chosen, claim)]);
    const told = found.map(([claim, { breaks, history }]) =>
      breaks === undefined || breaks === null
        ? say("undecided", { claim })
        : breaks
          ? say("broken", { claim, history: product(history) })
          : say("proved", { claim }),
    );
    const wrong = found.some(([, each]) => each.breaks === !exercise.breaks);
    const right = found.every(([, each]) => each.breaks === exercise.breaks);
    // the command also runs the shipped histories under all changed answers together
    const asks = !wrong && found.some(([, each]) => each.breaks === undefined);
    return [wrong ? false : right ? true : null, told, asks];
  }

  const given = (values) =>
    say("given", {
      numbers: Object.entries(values).map(([name, value]) => `${name} = ${readable(value)}`).join(", "),
    });

  function numbers(answer, allowed) {
    const found = {};
    for (const name of allowed) {
      if (!answer.numbers.has(name)) throw new Bad(`numbers.${name}`, undefined, say("number"));
    }
    for (const [name, written] of answer.numbers) {
      if (!allowed.includes(name)) {
        throw new Bad(`numbers.${name}`, written, say("only_numbers", { names: allowed.join(", ") }));
      }
      const value = amount(written);
      if (typeof value === "string") throw new Bad(`numbers.${name}`, written, value);
      found[name] = value;
    }
    return found;
  }

  // The same, for numbers that a scheme may state.
  function parameters(exercise, answer) {
    const found = numbers(answer, exercise.numbers);
    for (const [name, value] of Object.entries(found)) {
      const { low, low_allowed: allowed, high, unit, whole } = exercise.ranges[name];
      const way = N.compare(value, N.exact(String(low)));
      const above = high !== null && N.compare(value, N.exact(String(high))) > 0;
      const wrong = { file: `numbers.${name}`, found: N.show(value) };
      if (way < 0 || (way === 0 && !allowed) || above) {
        const least = `{least} {n}`.replace("{least}", allowed ? "at least" : "more than");
        const text = `${least}${high === null ? "" : " and at most {n2}"} ({unit})`;
        throw new Bad(wrong.file, wrong.found, { text, values: { n: String(low), n2: String(high), unit: product(unit) } });
      }
      if (whole && value[1] !== 1n) throw new Bad(wrong.file, wrong.found, `a whole number (${unit})`);
    }
    return found;
  }

  const holds = ([program, operand], values) => N.truth(program, operand, values);

  function theorem(exercise, answer) {
    const values = parameters(exercise, wanted(answer, "numbers"));
    const stated = { ...values };
    for (const [name, text] of Object.entries(exercise.parameters)) stated[name] ??= N.exact(text);
    let right = true;
    const told = [];
    for (const condition of exercise.conditions) {
      if (holds(exercise.truths[condition], stated)) continue;
      right = false;
      told.push(say("condition", { condition }));
    }
    const { claim } = exercise;
    for (const { name, formula, truth } of exercise.hypotheses) {
      const meets = holds(truth, stated);
      right = right && meets;
      told.push(say(meets ? "hypothesis" : "no_hypothesis", { formula: product(formula), name: product(name), claim }));
    }
    if (right) told.push(say("theorem", { claim, theorem: exercise.theorem }));
    return [right, told];
  }

  function statements(exercise, answer) {
    const values = numbers(wanted(answer, "numbers"), exercise.unknowns);
    for (const [name, value] of Object.entries(values)) {
      if (N.sign(value) < 0) throw new Bad(`numbers.${name}`, N.show(value), say("amount"));
    }
    const told = [given(values)];
    let wrong = 0;
    for (const [name, formula] of Object.entries(exercise.formulas)) {
      const truth = holds(exercise.truths[name], values);
      if (!truth) wrong += 1;
      told.push(say(truth ? "true" : "false", { says: product(exercise.says[name]), formula }));
    }
    if (wrong > 1) told.push(say("several_false", { count: String(wrong) }));
    return [wrong <= 1, told];
  }

  // --- Certificates: sums alone, as proofs/certificates/checker.py checks them --------------------

  // A polynomial maps products of unknowns to their coefficients; a product is the text of its sorted
  // names, and empty for the number 1.
  const GAP = "\u0001";
  const product_of = (names) => [...names].sort().join(GAP);

  function plus(one, other) {
    const found = new Map(one);
    for (const [names, number] of other) {
      const total = N.add(found.get(names) || N.ZERO, number);
      if (total[0]) found.set(names, total);
      else found.delete(names);
    }
    return found;
  }

  function multiplied(one, other) {
    let found = new Map();
    for (const [left, number] of one) {
      for (const [right, factor] of other) {
        const names = product_of([...left.split(GAP), ...right.split(GAP)].filter(Boolean));
        found = plus(found, new Map([[names, N.times(number, factor)]]));
      }
    }
    return found;
  }

  // What shows nothing: `parts` say at which term, and why.
  class Refused {
    constructor(text, values = {}) {
      this.why = { text, values };
    }
  }

  function polynomial(written) {
    if (typeof written === "string") {
      if (!/^-?(0|[1-9][0-9]*)(\/[1-9][0-9]*)?$/.test(written)) {
        throw new Refused("no number: {code}", { code: written.slice(0, 40) });
      }
      const number = N.exact(written);
      return new Map(number[0] ? [["", number]] : []);
    }
    if (!Array.isArray(written)) throw new Refused("no polynomial");
    let found = new Map();
    for (const each of written) {
      const [number, names] = Array.isArray(each) && each.length === 2 ? each : [];
      const right = typeof number === "string" && Array.isArray(names) && names.every((name) => typeof name === "string");
      if (!right) throw new Refused("no polynomial");
      const [value] = polynomial(number).values();
      if (value) found = plus(found, new Map([[product_of(names), value]]));
    }
    return found;
  }

  function parts(term) {
    if (!Array.isArray(term) || ![2, 3].includes(term.length) || !Array.isArray(term[1])) {
      throw new Refused("no such term");
    }
    return term;
  }

  function fact(known, number) {
    if (!Number.isInteger(number) || number < 1 || number > known.length) {
      throw new Refused("no hypothesis {code}", { code: typeof number === "string" ? number : repr(number) });
    }
    return known[number - 1];
  }

  // A term and whether it is more than 0, or why it may not be used.
  function checked(known, term) {
    const [multiplier, numbers_, ...roots] = parts(term);
    const factors = numbers_.map((number) => fact(known, number));
    let found = polynomial(multiplier);
    const signs = new Set(factors.map((each) => each.sign));
    const constant = [...found.keys()].every((names) => names === "");
    if (!signs.has("=") && (!constant || N.sign(found.get("") || N.ZERO) < 0)) {
      throw new Refused("only what is 0 may be multiplied by that");
    }
    const positive = found.size > 0 && [...signs].every((sign) => sign === ">") && !roots.length;
    for (const each of factors) found = multiplied(found, each.polynomial);
    for (const root of roots.map(polynomial)) found = multiplied(found, multiplied(root, root));
    return [found, positive];
  }

  function total(known, terms) {
    let found = new Map();
    for (const term of terms) {
      const [multiplier, numbers_, ...roots] = parts(term);
      let own = polynomial(multiplier);
      for (const number of numbers_) own = multiplied(own, fact(known, number).polynomial);
      for (const root of roots.map(polynomial)) own = multiplied(own, multiplied(root, root));
      found = plus(found, own);
    }
    return found;
  }

  function inLetters(value) {
    const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
    let text = "";
    for (const [names, number] of [...value].sort(([one], [other]) => compare(one, other))) {
      const shown = readable(size(number));
      const factors = [...(shown !== "1" || !names ? [shown] : []), ...names.split(GAP).filter(Boolean)];
      text += ` ${number[0] < 0n ? "-" : "+"} ${factors.join("·")}`;
    }
    if (!text) return "0";
    return text[1] === "-" ? `-${text.slice(3)}` : text.slice(3);
  }

  const SIGNS = { ">": "> 0", ">=": "≥ 0", "=": "= 0" };

  function check(known, terms) {
    let sum = new Map();
    let strict = false;
    terms.forEach((term, nth) => {
      try {
        const [own, positive] = checked(known, term);
        sum = plus(sum, own);
        strict = strict || positive;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        throw new Refused("the proof, term {n}: {why}", { n: String(nth + 1), why: refused.why });
      }
    });
    const whole = (why) => new Refused("the proof: {why}", { why });
    if ([...sum.keys()].some((names) => names !== "")) {
      throw whole(product("the terms do not add up to a number"));
    }
    const number = sum.get("") || N.ZERO;
    if (N.sign(number) > 0 || (!number[0] && !strict)) {
      const text = "the terms add up to {n}, which is no contradiction";
      throw whole({ text, values: { n: N.show(number) } });
    }
    return sum;
  }

  function certificate(exercise, answer) {
    const { terms } = wanted(answer, "terms");
    const known = exercise.hypotheses.map(({ sign, polynomial: written }) => ({
      sign, polynomial: polynomial(written),
    }));
    const told = known.map((each, nth) => `${nth + 1}: ${inLetters(each.polynomial)} ${SIGNS[each.sign]}`);
    try {
      const sum = check(known, terms);
      told.push(say("contradiction", { total: inLetters(sum), last: String(known.length) }));
      return [true, [...told, say("follows", { goal: exercise.goal })]];
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      told.push(say("refuses", { why: refused.why }));
    }
    try {
      told.push(say("adds_up", { total: inLetters(total(known, terms)) }));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
    }
    return [false, told];
  }

  // --- All of it -------------------------------------------------------------------------------

  const JUDGES = {
    break: breaking, reach: reaching, value: valued, reading, certificate, theorem, statements,
  };

  // What comes of an answer: {right, told, asks}, where `asks` says that only the command can judge
  // it; or {bad} for a text that is no answer, right or wrong.
  function grade(all, id, text, file) {
    data = all;
    const exercise = data.exercises.find((each) => each.id === id);
    try {
      const answer = parse(text);
      if ("exercise" in answer && answer.exercise !== id) throw new Bad("exercise", answer.exercise, id);
      const [right, told, asks = false] = JUDGES[exercise.kind](exercise, answer);
      return { right, told, asks };
    } catch (bad) {
      if (!(bad instanceof Bad)) throw bad;
      const { where, found, expected } = bad;
      return { bad: say("bad", { file, where, found, expected }), where };
    }
  }

  return { grade, within };
})();

if (typeof module !== "undefined") module.exports = Judging;
