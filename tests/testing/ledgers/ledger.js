// The wine shop's ledger for Node, in whole cents and whole points.
//
// It is driven over standard input and output: a request is one line of JSON, and so is its answer.
//
//     declare, start, apply, observe, stop
//
// Amounts are BigInt, because a Number is no longer exact above 2^53. An event first works out all
// of its amounts and checks all that it requires, and only then posts, so that a refused event has
// changed nothing. Ids such as M1.2 are those of the clauses that a line follows.
//
// LEDGER_DEFECT plants one mistake, to show that it is found:
"use strict";

const DEFECTS = {
  "rounding-up": "the points granted are rounded up",
  "stale-price": "points are granted at the price that stood before the event before",
  "fee-kept": "the exit fee goes to the platform, not back to the pool",
  overdraw: "nobody looks whether the seller holds the points",
  "refuses-all-sold": "a member cannot sell all their points",
  crash: "the process ends at its third event",
  hang: "a sale is never answered",
  garbage: "a redemption is answered with a line that is no JSON",
};

const DEFECT = process.env.LEDGER_DEFECT || "";
if (DEFECT && !Object.hasOwn(DEFECTS, DEFECT)) {
  process.stderr.write(`there is no defect ${DEFECT}\n`);
  process.exit(2);
}

const VERSION = 1;
const PROFILES = ["wine-shop-cents"];
const ROUNDING =
  "Whole cents and points. Amounts are rounded down, and what is left stays with the payer;" +
  " the exit fee is rounded up. Prices are exact: the pool, for all points that circulate.";

// What stands in the books beside what each member has.
const SHARED = [
  "pool.yuan",
  "treasury.yuan",
  "supplier.yuan",
  "issuer.points", // minus all points that exist
  "platform.points", // converted points, which go on circulating
  "issuer.constants", // minus all constant points that exist
  "quoted.yuan-in-pool", // the pool and the points when the price was last quoted
  "quoted.supply",
  "contributions.total",
  "sales.total",
  "goods.cost",
];
const OF_EACH_MEMBER = ["yuan", "points", "proceeds", "constants", "takings"];

// What this ledger does as the documents are read, one reading for each question.
const READINGS = {
  goods_payer: "platform",
  converted_points: "stay-circulating",
  constant_backing: "pool",
  empty_price: "undefined",
  mint_price: "before",
  step_view: "atomic",
  product_cost: "stated-margin",
  grant: "fixed-value",
  contribution_base: "of-sales",
};

class Refused extends Error {} // the event is not allowed
class Unable extends Error {} // the request cannot be answered at all

// --- exact arithmetic

/** The whole number at or below above / below, where below > 0. BigInt's own / cuts towards 0. */
function down(above, below) {
  const rest = above % below;
  return (above - rest) / below - (rest < 0n ? 1n : 0n);
}

/** The whole number at or above it. */
function up(above, below) {
  return -down(-above, below);
}

/** An exact number, "-3" or "3/10", as a pair of whole numbers. */
function fraction(text) {
  const found = typeof text === "string" && /^(-?[0-9]+)(?:\/([0-9]+))?$/.exec(text);
  const below = found ? BigInt(found[2] ?? 1) : 0n;
  if (below === 0n) throw new Unable(`${JSON.stringify(text)} is no exact number`);
  return { above: BigInt(found[1]), below };
}

/** The rest of a rate: 1 less it. */
function rest(rate) {
  return { above: rate.below - rate.above, below: rate.below };
}

/** A share of an amount, rounded down. */
function part(rate, amount) {
  return down(rate.above * amount, rate.below);
}

function required(condition, why) {
  if (!condition) throw new Refused(why);
}

// --- the books

class Ledger {
  /** Books in which nothing has happened. */
  constructor(setting) {
    if (!PROFILES.includes(setting.profile)) throw new Unable(`no profile ${setting.profile} here`);
    for (const [question, answer] of Object.entries(READINGS)) {
      const asked = setting.readings[question];
      if (asked !== answer) throw new Unable(`${question} is ${answer} here, not ${asked}`);
    }
    const { contribution, reward, issue_price, margin, exit_fee } = setting.parameters;
    this.contribution = fraction(contribution);
    this.reward = fraction(reward);
    this.issuePrice = fraction(issue_price); // cents per point
    this.margin = fraction(margin);
    this.exitFee = fraction(exit_fee);

    this.members = setting.members;
    this.balances = new Map(SHARED.map((name) => [name, 0n]));
    for (const member of this.members) {
      for (const entry of OF_EACH_MEMBER) this.balances.set(`${member}.${entry}`, 0n);
    }
    for (const [name, text] of Object.entries(setting.opening)) {
      if (!this.balances.has(name)) throw new Unable(`there is no account ${name} here`);
      this.balances.set(name, this.whole(text));
    }
    this.events = 0;
    this.stale = this.quoted();
  }

  get(name) {
    return this.balances.get(name);
  }

  note(name, amount) {
    this.balances.set(name, this.get(name) + amount);
  }

  move(source, target, amount) {
    this.note(source, -amount);
    this.note(target, amount);
  }

  pay(payer, payee, cents) {
    this.move(`${payer}.yuan`, `${payee}.yuan`, cents);
  }

  /** Points that circulate: all that exist. */
  supply() {
    return -this.get("issuer.points");
  }

  /** The live price, cents for points; it has a meaning only while points circulate. */
  price() {
    return { cents: this.get("pool.yuan"), points: this.supply() };
  }

  /** The price when one was last quoted. */
  quoted() {
    return { cents: this.get("quoted.yuan-in-pool"), points: this.get("quoted.supply") };
  }

  /** What points are worth at the live price, in cents, rounded down; nothing if none circulate. */
  worth(points) {
    const { cents, points: supply } = this.price();
    return supply === 0n ? 0n : down(points * cents, supply);
  }

  /** The price at which a purchase is granted points. */
  mintingPrice() {
    if (this.supply() > 0n) return DEFECT === "stale-price" ? this.stale : this.price();
    required(this.get("pool.yuan") <= 0n, "money of earlier members is left in the pool"); // A5
    return { cents: this.issuePrice.above, points: this.issuePrice.below }; // M1.4
  }

  // --- events

  purchase({ buyer, paid }) {
    required(paid > 0n, "nothing is paid");
    const contribution = part(this.contribution, paid); // M1.1
    const cost = part(rest(this.margin), paid); // A20
    const price = this.mintingPrice(); // M1.3
    required(price.cents > 0n, "points have no price");
    const round = DEFECT === "rounding-up" ? up : down;
    const grant = round(
      this.reward.above * contribution * price.points,
      this.reward.below * price.cents,
    ); // M1.2

    this.pay(buyer, "treasury", paid); // M1.6
    this.pay("treasury", "supplier", cost);
    this.pay("treasury", "pool", contribution); // M1.1
    this.move("issuer.points", `${buyer}.points`, grant); // M1.2
    this.note("contributions.total", contribution);
    this.note("sales.total", paid);
  }

  sell({ seller, points }) {
    const held = this.get(`${seller}.points`);
    required(points > 0n, "no points are sold");
    required(points <= held || DEFECT === "overdraw", "the seller has fewer points");
    required(points < held || DEFECT !== "refuses-all-sold", "a point must be kept");
    const proceeds = this.worth(points); // M2.1
    const fee = up(this.exitFee.above * proceeds, this.exitFee.below); // M2.3

    this.pay("pool", seller, proceeds);
    this.pay(seller, DEFECT === "fee-kept" ? "treasury" : "pool", fee); // M2.4
    this.move(`${seller}.points`, "issuer.points", points); // M2.2
    this.note(`${seller}.proceeds`, proceeds - fee);
  }

  redeem({ holder, points }) {
    required(points > 0n, "no points are given");
    required(points <= this.get(`${holder}.points`), "the holder has fewer points");
    const cost = part(rest(this.margin), this.worth(points)); // M3.1, A20

    this.pay("treasury", "supplier", cost); // A2
    this.note("goods.cost", cost);
    this.move(`${holder}.points`, "issuer.points", points); // M3.2
  }

  convert({ holder, points }) {
    required(points > 0n, "no points are converted");
    required(points <= this.get(`${holder}.points`), "the holder has fewer points");
    const value = this.worth(points); // M4.2

    this.move(`${holder}.points`, "platform.points", points); // M4.3
    this.move("issuer.constants", `${holder}.constants`, value); // M4.1
  }

  spend({ buyer, merchant, constants }) {
    required(constants > 0n, "nothing is bought");
    required(constants <= this.get(`${buyer}.constants`), "the buyer has fewer constant points");
    const cost = part(rest(this.margin), constants); // A20

    this.move(`${buyer}.constants`, `${merchant}.takings`, constants); // M4.4
    this.pay(merchant, "supplier", cost);
  }

  restore({ merchant, constants }) {
    required(constants > 0n, "nothing is exchanged");
    required(constants <= this.get(`${merchant}.takings`), "the merchant took fewer");
    const price = this.price();
    required(price.cents > 0n, "points have no price");
    const points = down(constants * price.points, price.cents); // M4.5
    required(points <= this.get("platform.points"), "the platform has fewer such points"); // A3

    this.move(`${merchant}.takings`, "issuer.constants", constants);
    this.move("platform.points", `${merchant}.points`, points);
  }

  /** The price is quoted after every event, while points circulate. */
  quote() {
    if (this.supply() <= 0n) return;
    this.balances.set("quoted.yuan-in-pool", this.get("pool.yuan"));
    this.balances.set("quoted.supply", this.supply());
  }

  // --- requests

  whole(text) {
    const { above, below } = fraction(text);
    required(above % below === 0n, "amounts are whole");
    return above / below;
  }

  member(name) {
    if (!this.members.includes(name)) throw new Unable(`there is no member ${name}`);
    return name;
  }

  apply(event, stated) {
    if (!Object.hasOwn(EVENTS, event)) throw new Unable(`there is no event ${event}`);
    const given = {};
    for (const [name, read] of Object.entries(EVENTS[event])) {
      given[name] = read(this, stated[name]);
    }
    const before = this.quoted();
    this[event](given);
    this.quote();
    this.stale = before;
  }

  /** Every balance, and the price while there is one. */
  observe() {
    const shown = {};
    for (const [name, amount] of this.balances) shown[name] = `${amount}`;
    shown["supply.points"] = `${this.supply()}`;
    if (this.supply() > 0n) shown["price.yuan"] = `${this.get("pool.yuan")}/${this.supply()}`;
    return shown;
  }
}

// The events, and how each argument is read.
const MEMBER = (ledger, name) => ledger.member(name);
const AMOUNT = (ledger, text) => ledger.whole(text);
const EVENTS = {
  purchase: { buyer: MEMBER, paid: AMOUNT },
  sell: { seller: MEMBER, points: AMOUNT },
  redeem: { holder: MEMBER, points: AMOUNT },
  convert: { holder: MEMBER, points: AMOUNT },
  spend: { buyer: MEMBER, merchant: MEMBER, constants: AMOUNT },
  restore: { merchant: MEMBER, constants: AMOUNT },
};

// --- the protocol

let ledger = null;

/** The answer to a request. */
function answer(request) {
  if (request.do === "declare") {
    if (request.version !== VERSION) throw new Unable(`it speaks version ${VERSION}`);
    return { version: VERSION, name: "ledger.js", profiles: PROFILES, rounding: ROUNDING };
  }
  if (request.do === "start") {
    ledger = null;
    ledger = new Ledger(request);
    return { ok: true };
  }
  if (request.do === "stop") return { ok: true };
  if (ledger === null) throw new Unable("nothing was started");
  if (request.do === "apply") {
    misbehave(request.event);
    ledger.apply(request.event, request.arguments);
    return { ok: true };
  }
  if (request.do === "observe") return { balances: ledger.observe() };
  throw new Unable(`there is no request ${request.do}`);
}

/** The defects of a process, rather than of its books. */
function misbehave(event) {
  ledger.events += 1;
  if (DEFECT === "crash" && ledger.events === 3) process.exit(1);
  if (DEFECT === "hang" && event === "sell") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // for ever
  }
}

function reply(line) {
  let request = {};
  let found;
  try {
    request = Object(JSON.parse(line));
    found = answer(request);
  } catch (error) {
    found = error instanceof Refused ? { refused: error.message } : { error: error.message };
  }
  const garbled = DEFECT === "garbage" && request.event === "redeem";
  process.stdout.write(garbled ? "redeemed\n" : `${JSON.stringify(found)}\n`);
  if (request.do === "stop") process.exit(0);
}

const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", reply);
