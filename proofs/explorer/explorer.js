// The page: what is chosen, what is shown, and the address that says both.
"use strict";

(async () => {
  const N = Neverfalls;
  const { History, counterexample, told } = Histories;
  const $ = (id) => document.getElementById(id);
  const DAY = ["close_day", "close_month"];

  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (each) => each.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const found = JSON.parse(await new Response(stream).text());
    found.programs = found.programs.map((each) => each.map((n) => found.instructions[n]));
    return found;
  }

  let data;
  try {
    data = await unpacked($("data").textContent);
  } catch {
    $("failed").textContent =
      "This browser is too old for this page. 浏览器版本过旧，无法显示本页。";
    $("failed").hidden = false;
    return;
  }

  // --- Words -----------------------------------------------------------------------------------

  let language = "en";

  // A sentence in the language of the page; {name} is replaced by the value of that name.
  function say(english, values = {}) {
    const text = (data.words[language] || {})[english] || english;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  // A sentence that is said later; so the page's sentences can be found in this text.
  const later = (english) => english;

  // Identifiers of the specification are words that are joined by signs.
  const plain = (name) => say(name.replace(/[-_]/g, " "));
  const capital = (name) => {
    const words = plain(name);
    return words[0].toUpperCase() + words.slice(1);
  };

  // A scheme is called as its title is up to the colon.
  const schemeName = (name) => say(schemes[name].title).split(/[:：]/)[0];

  const UNITS = {
    Yuan: later("yuan"), Points: later("points"), Constants: later("constant points"),
    Tokens: later("tokens"),
  };
  const ASSETS = {
    ...{ yuan: later("yuan"), points: later("points"), constants: later("constant points") },
    ...{ quota: later("yuan of quota"), stock: later("shares"), items: later("items") },
    tokens: later("tokens"),
  };

  const short = (amount) => N.show(amount).length <= 9;
  let exactly = false;

  const printed = (text) => text.replace("-", "−");
  const rounded = (value, places) => printed(N.decimal(value, places));
  const isRounded = (value) => N.compare(N.exact(N.decimal(value)), value) !== 0;

  // A number for the eye: exact where that is short or asked for, else rounded.
  function amount(value) {
    const whole = N.show(value);
    if ((value[1] === 1n && short(value)) || (exactly && whole.length < 60)) return printed(whole);
    return `${isRounded(value) ? "≈ " : ""}${rounded(value)}`;
  }

  // Exactly, and as a decimal beside.
  function both(value) {
    const whole = printed(N.show(value));
    if (value[1] === 1n) return whole;
    if (whole.length > 40) return `≈ ${rounded(value, 6)}`;
    return `${whole} (${isRounded(value) ? "≈" : "="} ${rounded(value)})`;
  }

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, "");
      else if (value !== false && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children.filter((each) => each !== null && each !== undefined));
    return node;
  }

  function translateStatic() {
    document.documentElement.lang = language === "zh_CN" ? "zh-CN" : "en";
    document.title = `neverfalls · ${say("explorer")}`;
    for (const node of document.querySelectorAll("[data-t]")) {
      node.dataset.english ??= node.textContent;
      node.textContent = say(node.dataset.english);
    }
    for (const node of document.querySelectorAll("[data-t-label]")) {
      node.dataset.englishLabel ??= node.getAttribute("aria-label");
      node.setAttribute("aria-label", say(node.dataset.englishLabel));
    }
    for (const node of document.querySelectorAll("[data-language]")) {
      node.setAttribute("aria-pressed", String(node.dataset.language === language));
    }
  }

  function clauseButtons(ids) {
    const known = ids.filter((id) => data.clauses[id]);
    if (!known.length) return "";
    return element(
      "span",
      { class: "clauses" },
      ...known.map((id) =>
        element(
          "button",
          { type: "button", "aria-label": say("clause {id}: {title}", { id, title: say(data.clauses[id][0]) }), onclick: (event) => showClause(id, event.currentTarget) },
          id,
        ),
      ),
    );
  }

  let asked = null;

  function showClause(id, from) {
    const [title, text, sources] = data.clauses[id];
    asked = from;
    $("clause-head").textContent = `${id} · ${say(title)}`;
    $("clause-text").textContent = say(text);
    $("clause-place").textContent = `${say("In the documents:")} ${sources.map((each) => say(each)).join(say("; "))}`;
    $("clause").hidden = false;
    $("clause-close").focus();
  }

  function closeClause() {
    $("clause").hidden = true;
    if (asked?.isConnected) asked.focus();
  }

  // --- What is chosen --------------------------------------------------------------------------

  const traces = Object.fromEntries(data.traces.map((each) => [each.id, each]));
  const schemes = Object.fromEntries(data.schemes.map((each) => [each.name, each]));
  const view = { mode: "watch", claim: "", scheme: "", reading: "", trace: "", position: 0 };
  let story = null; // what is watched: {history, place, check}
  let game = null; // what is played: a History
  let met = null; // where the game's promise broke first

  const scheme = () => schemes[view.scheme];
  const verdict = (claim, name, reading) => (schemes[name].verdicts[claim] || {})[reading];

  // The history that shows how a promise breaks, if one is known.
  function traceOf(claim, name, reading) {
    const [status, id] = verdict(claim, name, reading) || [];
    if (status === "refuted" && traces[id]) return id;
    const own = data.traces.find(
      (each) => each.scheme === name && each.claim === claim && each.deviation === reading,
    );
    return own ? own.id : "";
  }

  const VERDICTS = {
    refuted: ["✗", later("breaks"), "bad"],
    proved: ["✓", later("holds, for any history"), "good"],
    vacuous: ["–", later("holds, for it never comes up"), ""],
    bounded: ["~", later("holds as far as was searched"), ""],
    undecided: ["?", later("undecided"), ""],
  };
  const NONE = ["?", later("not judged"), ""];

  function mark(claim, name, reading) {
    const [status] = verdict(claim, name, reading) || [traceOf(claim, name, reading) && "refuted"];
    return VERDICTS[status] || NONE;
  }

  function verdictText(claim, name, reading) {
    const [sign, words, kind] = mark(claim, name, reading);
    return element("span", { class: `verdict ${kind}` }, `${sign} ${say(words)}`);
  }

  // What is asked, and the answer.
  function readingParts(reading) {
    const cut = reading.indexOf("=");
    const [name, value] = [reading.slice(0, cut), reading.slice(cut + 1)];
    const question = scheme().questions[name];
    if (!question) return [say(scheme().senses[name] || name), value];
    const means = question.answers[value];
    const answer = plain(value);
    const [title] = data.clauses[question.clause] || [name];
    return [say(title), means ? say("{answer} ({meaning})", { answer, meaning: say(means) }) : answer];
  }

  function readingWords(reading) {
    if (!reading) return say("as written");
    const [question, answer] = readingParts(reading);
    return say("{question}: {answer}", { question, answer });
  }

  // --- The address -----------------------------------------------------------------------------

  function written(events) {
    return events
      .map(([rule, args]) => [rule, ...scheme().rules[rule].sorts.map(([name]) => args[name]), ...chosenOf(rule).map((each) => args[each.name])].join(":"))
      .join(";");
  }

  function readEvents(text) {
    const found = [];
    for (const part of text.split(";").filter(Boolean)) {
      const [rule, ...values] = part.split(":");
      if (!scheme().rules[rule]) return null;
      const names = [...scheme().rules[rule].sorts.map(([name]) => name), ...chosenOf(rule).map((each) => each.name)];
      if (names.length !== values.length) return null;
      found.push([rule, Object.fromEntries(names.map((name, place) => [name, values[place]]))]);
    }
    return found;
  }

  let ownAddress = "";
  let addressing = 0;

  // The browser takes long to change its address line, so that waits until the page is drawn.
  function writeAddress() {
    ownAddress = address();
    clearTimeout(addressing);
    addressing = setTimeout(showAddress);
  }

  function showAddress() {
    if (location.hash !== ownAddress) history.replaceState(null, "", ownAddress);
  }

  function address() {
    const parts = [];
    const put = (key, value) => value !== "" && parts.push(`${key}=${encodeURIComponent(value).replace(/%(2F|3A|3B|3D)/g, (sign) => decodeURIComponent(sign))}`);
    put("do", view.mode);
    if (view.mode !== "profit") {
      put("claim", view.claim);
      put("scheme", view.scheme);
      put("reading", view.reading);
      if (view.mode === "watch" && story && traces[view.trace]) put("history", view.trace);
      if (view.mode === "play" && game) put("events", written(game.events));
      put("step", String(view.position));
    }
    put("lang", language === "en" ? "en" : "zh");
    return `#${parts.join("&")}`;
  }

  function readAddress() {
    clearTimeout(addressing);
    const found = {};
    for (const part of location.hash.slice(1).split("&")) {
      const [key, ...rest] = part.split("=");
      try {
        found[key] = decodeURIComponent(rest.join("="));
      } catch {
        continue; // not an address of ours
      }
    }
    if (found.lang) language = found.lang === "zh" ? "zh_CN" : "en";
    const trace = traces[found.history] || (!found.scheme && traces[data.start]) || null;
    if (trace) found.scheme = trace.scheme;
    view.mode = ["watch", "play", "profit"].includes(found.do) ? found.do : "watch";
    view.scheme = schemes[found.scheme] ? found.scheme : data.schemes[0].name;
    const claims = Object.keys(scheme().verdicts);
    view.claim = trace ? trace.claim : claims.includes(found.claim) ? found.claim : firstClaim(claims);
    view.reading = scheme().variants[found.reading] ? found.reading : trace ? trace.deviation : "";
    view.trace = trace ? trace.id : traceOf(view.claim, view.scheme, view.reading);
    if (!trace && !schemes[found.scheme] && !view.trace) {
      // as a beginning, a history that shows something
      const known = data.traces.filter((each) => each.claim === view.claim && !each.deviation);
      const other = data.schemes.flatMap((s) => known.filter((t) => t.scheme === s.name))[0];
      if (other) Object.assign(view, { scheme: other.scheme, reading: other.deviation, trace: other.id });
    }
    startStory();
    if (view.mode === "play") startGame(readEvents(found.events || "") || []);
    const last = current() ? current().frames.length - 1 : 0;
    const step = Number.parseInt(found.step ?? (view.mode === "play" ? last : 0), 10);
    view.position = Math.min(Math.max(Number.isFinite(step) ? step : 0, 0), last);
  }

  const firstClaim = (claims) => (claims.includes("price_never_falls") ? "price_never_falls" : claims[0]);

  // --- Histories -------------------------------------------------------------------------------

  function startStory() {
    story = null;
    if (!traces[view.trace]) view.trace = traceOf(view.claim, view.scheme, view.reading);
    if (traces[view.trace]) story = told(data, traces[view.trace], view.reading);
  }

  function startGame(events) {
    game = new History(data, view.scheme, view.reading, scheme().players);
    for (const [rule, args] of events) if (!game.perform(rule, args).frames) break;
    met = game.breaks(view.claim);
    broken.clear();
    lookForOthers(0);
  }

  const current = () => (view.mode === "play" ? game : story && story.history);
  const breach = () => (view.mode === "play" ? met : story && { place: story.place, check: story.check });

  function choose(changes) {
    const promiseOrPlace = "claim" in changes || "scheme" in changes || "reading" in changes;
    Object.assign(view, changes);
    const claims = Object.keys(scheme().verdicts);
    if (!claims.includes(view.claim)) view.claim = firstClaim(claims);
    if (!(view.reading in scheme().variants)) view.reading = "";
    if (promiseOrPlace) {
      view.trace = traceOf(view.claim, view.scheme, view.reading);
      startStory();
      const same = "claim" in changes && game && game.scheme.name === view.scheme && game.deviation === view.reading;
      if (view.mode === "play") startGame(same ? game.events : []);
      view.position = view.mode === "play" ? game.frames.length - 1 : 0;
    }
    if ("mode" in changes) {
      if (view.mode === "play" && (!game || game.scheme.name !== view.scheme || game.deviation !== view.reading)) startGame([]);
      if (view.mode === "play") met = game.breaks(view.claim);
      view.position = view.mode === "play" ? game.frames.length - 1 : 0;
    }
    render();
  }

  function stepTo(position) {
    if (!current()) return;
    const last = current().frames.length - 1;
    view.position = Math.min(Math.max(position, 0), last);
    renderMoment();
    writeAddress();
  }

  // --- Choosing --------------------------------------------------------------------------------

  function renderChoice() {
    const claims = Object.keys(data.claims);
    const groups = new Map();
    for (const name of claims) {
      const form = data.claims[name].forms[0];
      const group = form ? form[0] : "";
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(name);
    }
    const order = [...data.promises.filter((each) => groups.has(each)), ...(groups.has("") ? [""] : [])];
    $("claim").replaceChildren(
      ...order.map((group) =>
        element(
          "optgroup",
          { label: group ? `${group} ${say(data.clauses[group][0])}` : say("Questions of a careful reader") },
          ...groups.get(group).map((name) => element("option", { value: name, selected: name === view.claim }, capital(name))),
        ),
      ),
    );
    $("claim").value = view.claim;
    const reveal = view.mode === "watch";
    $("scheme").replaceChildren(
      ...data.schemes
        .filter((each) => each.verdicts[view.claim])
        .map((each) => {
          const [sign, words] = mark(view.claim, each.name, "");
          const verdicts = reveal && Object.keys(each.verdicts[view.claim]).length ? ` — ${sign} ${say(words)}` : "";
          return element("option", { value: each.name, selected: each.name === view.scheme }, `${schemeName(each.name)}${verdicts}`);
        }),
    );
    const claim = data.claims[view.claim];
    $("statement").replaceChildren(
      element("blockquote", {}, say(claim.statement), " ", clauseButtons(claim.clauses)),
      promisePage(claim),
      ...(reveal
        ? [element("p", {}, say("{scheme}, {reading}: ", { scheme: schemeName(view.scheme), reading: readingWords(view.reading) }), verdictText(view.claim, view.scheme, view.reading))]
        : []),
    );
    $("reading-now").textContent = view.reading ? `— ${readingWords(view.reading)}` : `— ${say("as written")}`;
    renderReadings(reveal);
  }

  // Where the site tells of this promise; null on a page that stands alone.
  function promisePage({ forms }) {
    if (!data.site) return null;
    const [place] = forms[0] || ["others"];
    const title = forms.length ? `${place} ${say(data.clauses[place][0])}` : say("What is judged besides");
    const anchor = `claim-${view.claim.replaceAll("_", "-")}`;
    return element("p", {}, element("a", { href: `${pages()}/promises/${place}.html#${anchor}` }, say("More on this promise: {title}", { title })));
  }

  // The folder of the site in the language that is read.
  const pages = () => `${data.site}/${language === "en" ? "en" : "zh"}`;

  function renderReadings(reveal) {
    const base = mark(view.claim, view.scheme, "")[0];
    const names = Object.keys(scheme().variants);
    const rank = (name) => (name === "" ? 0 : reveal && mark(view.claim, view.scheme, name)[0] !== base ? 1 : 2);
    names.sort((one, other) => rank(one) - rank(other));
    const rows = names.map((name) => {
      const [question, answer] = name ? readingParts(name) : [say("As written"), ""];
      const changed = reveal && rank(name) === 1;
      return element(
        "label",
        {},
        element("input", { type: "radio", name: "reading", value: name, checked: name === view.reading, onchange: () => choose({ reading: name }) }),
        element(
          "span",
          { class: "words" },
          element("b", {}, question),
          answer,
          " ",
          ...(reveal ? [verdictText(view.claim, view.scheme, name), changed ? ` ${say("— another verdict")}` : ""] : []),
        ),
      );
    });
    const list = $("reading-list");
    for (const old of list.querySelectorAll(".answers")) old.remove();
    list.append(element("div", { class: "answers" }, ...rows));
    const others = Object.keys(scheme().verdicts).filter((claim) => mark(claim, view.scheme, view.reading)[0] !== mark(claim, view.scheme, "")[0]);
    $("reading-changes").textContent = view.reading && reveal
      ? say("With this answer {count} of {all} verdicts on this scheme are others: {list}", {
          count: others.length,
          all: Object.keys(scheme().verdicts).length,
          list: others.length ? others.map((each) => `${capital(each)} ${mark(each, view.scheme, view.reading)[0]}`).join(say(", ")) : "—",
        })
      : "";
  }

  // --- A history -------------------------------------------------------------------------------

  function eventWords(rule, args) {
    const sorts = Object.fromEntries(scheme().rules[rule].sorts);
    const names = Object.keys(args);
    // a language may have a sentence for the event
    const template = [rule, ...Object.keys(sorts).map((name) => `{${name}}`)].join(" ");
    const line = say(template) === template ? "" : template;
    const values = Object.entries(args).map(([name, value]) => {
      if (sorts[name] === "Member") return value;
      const unit = UNITS[sorts[name]];
      const exact = N.exact(value);
      const text = value.length > 12 && exact ? `≈ ${rounded(exact)}` : value;
      return unit && !line ? `${text} ${say(unit)}` : text;
    });
    if (line) {
      const said = say(line, Object.fromEntries(names.map((name, nth) => [name, values[nth]])));
      return said.replace(/(\w)(?=[\u3400-\u9fff])|([\u3400-\u9fff])(?=\w)/g, "$& ");
    }
    return `${plain(rule)} ${values.join(" ")}`.trim();
  }

  function renderHistory() {
    const shown = current();
    const known = view.mode === "play" || story;
    const proved = (verdict(view.claim, view.scheme, view.reading) || [])[0] === "proved";
    const [head, about] =
      view.mode === "play"
        ? [later("What has happened so far"), ""]
        : story
          ? [
              later("The history that breaks it"),
              later("Events in the shortest history known: {count}. Step through them with the buttons or the arrow keys."),
            ]
          : proved
            ? [
                later("No history breaks it"),
                later("That is proved, for any number of members and events. Choose another scheme or another reading, or try it yourself."),
              ]
            : [
                later("No history is known that breaks it"),
                later("Choose another scheme or another reading, or try it yourself."),
              ];
    $("history-head").textContent = say(head);
    $("history-about").textContent = about && say(about, { count: story ? story.history.events.length : 0 });
    for (const node of document.querySelectorAll("#history > :not(h2, #history-about)")) node.hidden = !known;
    if (!shown) return;
    renderMoment();
  }

  // The states worth a stop: what an event shows before its end only where something has changed.
  function stops(shown) {
    const found = [];
    const wrong = breach() ? breach().place : -1;
    shown.frames.forEach((frame, place) => {
      if (frame.last || place === wrong || frame.moves.length) found.push(place);
    });
    return found;
  }

  // How much room there is. To ask for it makes the browser lay out the page, so it is asked once.
  let room = null;

  function measured() {
    const flow = Math.max(Math.min($("flow").parentElement.clientWidth - 24, 640), 280);
    return { flow, narrow: document.documentElement.clientWidth < 640 };
  }

  function renderMoment() {
    const shown = current();
    const frame = shown.frames[view.position];
    const wrong = breach();
    const places = stops(shown);
    const focused = document.activeElement?.dataset?.stop;
    $("timeline").replaceChildren(
      ...places.map((place) => {
        const { event, state, last } = shown.frames[place];
        const inside = !last ? say(" (state {n})", { n: state }) : "";
        const words = event ? `${event}. ${eventWords(...shown.events[event - 1])}${inside}` : say("Opening");
        return element(
          "li",
          {},
          element(
            "button",
            { type: "button", "data-stop": place, class: wrong && wrong.place === place ? "breaks" : "", "aria-current": place === view.position ? "step" : undefined, onclick: () => stepTo(place) },
            words,
            wrong && wrong.place === place ? element("span", { class: "hidden" }, ` ${say("here the promise breaks")}`) : "",
          ),
        );
      }),
    );
    if (focused !== undefined) $("timeline").querySelector(`[data-stop="${view.position}"]`)?.focus();
    $("first").disabled = $("back").disabled = view.position <= 0;
    $("last").disabled = $("forward").disabled = view.position >= shown.frames.length - 1;
    renderSentence(shown, frame);
    renderBreach(wrong && wrong.place === view.position ? wrong.check : null);
    whenSeen(() => renderPanels(shown, frame));
  }

  // What is said at once is seen first; the panels below it are drawn after that, and only the last
  // ones where several moments pass quickly.
  let seen = 0;

  function whenSeen(work) {
    const own = ++seen;
    requestAnimationFrame(() => setTimeout(() => own === seen && work()));
  }

  function renderPanels(shown, frame) {
    if (shown !== current() || frame !== shown.frames[view.position]) return;
    room ??= measured();
    renderFlow(shown, frame);
    renderMembers(shown, frame);
    renderPrices(shown);
    const here = $("timeline").querySelector("[aria-current]");
    if (here) $("timeline").scrollLeft = here.offsetLeft - $("timeline").offsetLeft - 40;
    renderCharts(shown);
  }

  function renderSentence(shown, frame) {
    const parts = [];
    if (frame.event) {
      const [rule, args] = shown.events[frame.event - 1];
      const says = scheme().rules[rule];
      parts.push(element("p", {}, element("b", {}, say("{n}. {event}.", { n: frame.event, event: eventWords(rule, args) })), ` ${say(says.sentence)} `, clauseButtons(says.clauses.filter((id) => /^M/.test(id)))));
      const before = shown.price(shown.frames[view.position - 1]);
      const now = shown.price(frame);
      const way = N.compare(now, before);
      const words =
        way > 0
          ? later("The quoted price rises from {old} to {now} yuan per point.")
          : way < 0
            ? later("The quoted price falls from {old} to {now} yuan per point.")
            : later("The quoted price stays at {now} yuan per point.");
      parts.push(element("p", {}, say(words, { old: both(before), now: both(now) })));
    } else {
      parts.push(element("p", {}, say("Nothing has happened yet. The first points cost {price} yuan each.", { price: both(shown.price(frame)) })));
    }
    $("moment").replaceChildren(...parts);
  }

  const RELATIONS = {
    "at least": later("at least"), "at most": later("at most"), "more than": later("more than"),
    "equal to": later("exactly"),
  };

  function renderBreach(check) {
    $("breach").replaceChildren();
    if (check) $("breach").append(breachBox(check));
  }

  function checkWords(check) {
    return say(check.text).replaceAll("$member", check.member);
  }

  function breachBox(check) {
    const gap = N.minus(check.left, check.right);
    const size = (side) => (side[0] < 0n ? N.negative(side) : side);
    const largest = [check.left, check.right].map((each) => Drawing.number(size(each)));
    const whole = Math.max(...largest) || 1;
    const bar = (place, kind) => element("div", { class: `bar ${kind}`, style: `width:${(100 * largest[place]) / whole}%` });
    const unit = say(check.unit);
    const rows = [
      element("span", {}, say("what is")), element("div", {}, `${both(check.left)} ${unit}`, bar(0, "")),
      element("span", {}, say(RELATIONS[check.relation])), element("div", {}, `${both(check.right)} ${unit}`, bar(1, "promised")),
    ];
    const long = [check.left, check.right].filter((each) => N.show(each).length > 40);
    return element(
      "div",
      { class: "breach" },
      element("h3", {}, `✗ ${say("Here the promise breaks")}${check.member ? ` (${check.member})` : ""}`),
      element("p", {}, checkWords(check)),
      element("div", { class: "sides" }, ...rows),
      element("p", {}, gap[0] === 0n ? say("It had to be more, and it is exactly that.") : say("The difference is {gap} {unit}.", { gap: both(size(gap)), unit })),
      long.length ? element("details", {}, element("summary", {}, say("The exact numbers")), ...long.map((each) => element("p", { class: "long" }, N.show(each)))) : null,
      story && view.mode === "watch" && traces[view.trace].loop !== null
        ? element("p", {}, say("From event {from} on everything can repeat for ever, and the promise is never kept.", { from: traces[view.trace].loop + 1 }))
        : null,
    );
  }

  function holderName(name) {
    if (name === "issuer") return say("issue");
    if (name === "tier-funds") return say("tier funds");
    return current().roster.includes(name) ? name : plain(name);
  }

  function renderFlow(shown, frame) {
    const arrows = Drawing.flows(data, frame.moves);
    const { balances } = frame;
    const yuan = (name) => {
      if (name === "issuer") return say("of points");
      if (name === "tier-funds") return "";
      const money = balances[`${name}.yuan`] || N.ZERO;
      if (shown.roster.includes(name)) {
        const points = balances[`${name}.points`] || N.ZERO;
        return `${rounded(points, 2)} ${say("points")}`;
      }
      return `${rounded(money, 2)} ${say("yuan")}`;
    };
    Drawing.flow($("flow"), room.flow, {
      roster: shown.roster, shared: ["treasury", "pool"], arrows, names: holderName, below: yuan,
    });
    $("moves").replaceChildren(
      ...(arrows.length
        ? arrows.map((each, place) => {
            const kind = ["yuan", "points"].includes(each.asset) ? each.asset : "other";
            const unit = say(ASSETS[each.asset] || each.asset);
            const ends = { from: holderName(each.from), to: holderName(each.to), amount: `${amount(each.amount)} ${unit}` };
            const words =
              each.from === "issuer"
                ? say("{to} is granted {amount}", ends)
                : each.to !== "issuer"
                  ? say("{from} → {to}: {amount}", ends)
                  : each.asset === "quota"
                    ? say("{from} uses up {amount}", ends)
                    : say("{amount} of {from} are destroyed", ends);
            return element("li", {}, element("span", { class: `nth ${kind}`, "aria-hidden": "true" }, String(place + 1)), element("span", {}, words, " ", clauseButtons(each.clauses)));
          })
        : [element("li", { class: "quiet" }, frame.event ? say("Nothing changes hands here.") : say("Nothing has changed hands yet."))]),
    );
  }

  function renderMembers(shown, frame) {
    const keys = [
      ...[["points", later("points")], ["paid", later("paid")], ["received", later("received")]],
      ...[["shown", later("shown")], ["now", later("could get now")]],
    ];
    const before = shown.frames[Math.max(view.position - 1, 0)];
    const accounts = shown.roster.map((name) => [shown.account(frame, name), shown.holding(before, name)]);
    const cells = accounts.map(([now, then]) =>
      keys.map(([key]) => {
        const changed = key !== "now" && N.compare(now[key], then[key]);
        const text = now[key] === null ? say("no sale") : amount(now[key]);
        return [`${changed ? "* " : ""}${text}`, changed ? "changed" : ""];
      }),
    );
    const words = keys.map(([, each]) => say(each));
    const [across, down] = room.narrow ? [shown.roster, words] : [words, shown.roster];
    const cell = (row, column) => (room.narrow ? cells[column][row] : cells[row][column]);
    $("members").replaceChildren(
      element("thead", {}, element("tr", {}, ...["", ...across].map((each) => element(each ? "th" : "td", each ? { scope: "col" } : {}, each)))),
      element(
        "tbody",
        {},
        ...down.map((each, row) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, each),
            ...across.map((_, column) => {
              const [text, changed] = cell(row, column);
              return element("td", { class: changed }, text);
            }),
          ),
        ),
      ),
    );
  }

  function renderPrices(shown) {
    if (!$("prices-shown").open) return;
    const head = [later("After"), later("price"), later("pool"), later("points in circulation")];
    const rows = stops(shown).map((place) => {
      const frame = shown.frames[place];
      const cells = [shown.price(frame), frame.balances["pool.yuan"] || N.ZERO, shown.supply(frame)];
      const words = frame.event ? `${frame.event}. ${plain(shown.events[frame.event - 1][0])}` : say("Opening");
      return element("tr", { class: place === view.position ? "changed" : "" }, element("th", { scope: "row" }, words), ...cells.map((each) => element("td", {}, amount(each))));
    });
    $("prices").replaceChildren(
      element("thead", {}, element("tr", {}, ...head.map((each) => element("th", { scope: "col" }, say(each))))),
      element("tbody", {}, ...rows),
    );
  }

  const wide = (target) => Math.max(Math.floor($(target).clientWidth), 240);

  function renderCharts(shown) {
    $("chart").setAttribute("aria-label", say("Price and pool after each step; the table below has the numbers"));
    const places = stops(shown);
    const frames = places.map((place) => shown.frames[place]);
    const prices = frames.map((each) => Drawing.number(shown.price(each)));
    const pools = frames.map((each) => Drawing.number(each.balances["pool.yuan"] || N.ZERO));
    const xs = places.map((_, number) => number);
    const at = Math.max(places.findLastIndex((place) => place <= view.position), 0);
    const lines = [
      { label: say("price"), values: prices, axis: "price", colour: "--yuan", close: true },
      { label: say("pool"), values: pools, axis: "pool", colour: "--points", dash: [8, 5] },
    ];
    Drawing.chart($("chart"), wide("chart"), xs, lines, at, say("step"));
  }

  // --- A game ----------------------------------------------------------------------------------

  // What the platform picks when an event happens, with its bounds: [{name, low, high}].
  function chosenOf(rule) {
    const variant = scheme().variants[view.reading];
    const place = variant.rules[rule] ?? scheme().variants[""].rules[rule];
    const named = new Set(scheme().rules[rule].sorts.map(([name]) => name));
    return data.programs[place]
      .filter(([name, what]) => name === "given" && !named.has(what))
      .map(([, name, low, high]) => ({ name, low, high }));
  }

  const parameter = (operand) => (operand?.[0] === "@" ? N.show(game.parameters[operand.slice(1)]) : operand);

  function renderGame() {
    const rules = Object.keys(scheme().rules);
    const before = $("rule").value;
    $("rule").replaceChildren(...rules.map((name) => element("option", { value: name }, capital(name))));
    $("rule").value = rules.includes(before) ? before : rules[0];
    const { kind, statement } = data.claims[view.claim];
    $("goal").textContent = say(
      kind.startsWith("eventual")
        ? later("“{statement}” This is promised of what happens in the end, so no single moment breaks it: watch its history, or choose another promise to break.")
        : later("Your aim: a history in which this does not hold: “{statement}”"),
      { statement: say(statement) },
    );
    renderRule();
    renderKnown();
    renderAnswer(null);
    renderOthers();
    $("undo").disabled = $("restart").disabled = !game.events.length;
  }

  function renderRule() {
    const rule = $("rule").value;
    const { sentence, sorts } = scheme().rules[rule];
    $("rule-says").textContent = say(sentence);
    let nth = 0;
    const fields = sorts.map(([name, sort]) => {
      if (sort === "Member") {
        const select = element("select", { name, "data-sort": sort }, ...game.roster.map((each) => element("option", { value: each }, each)));
        select.selectedIndex = nth;
        nth += 1;
        return element("label", { class: "field" }, element("span", {}, plain(name)), select);
      }
      return numberField(name, sort);
    });
    const picked = chosenOf(rule).map(({ name, low, high }) => {
      const bounds = low === undefined ? "" : ` (${parameter(low)} … ${parameter(high)})`;
      return numberField(name, "", `${say("picked by the platform: {name}", { name: plain(name) })}${bounds}`, parameter(low));
    });
    $("arguments").replaceChildren(...fields, ...picked);
  }

  function numberField(name, sort, label, value) {
    const called = label || plain(name);
    const named = UNITS[sort] ? say("{name}, {unit}", { name: called, unit: say(UNITS[sort]) }) : called;
    const first = value ?? (sort === "Yuan" ? N.show(game.parameters.order || N.exact("100")) : sort === "Points" ? "" : "1");
    const input = element("input", { name, value: first, "data-sort": sort, inputmode: "text", autocomplete: "off", required: true });
    const suggestions = [];
    if (sort === "Points") {
      const share = (words, part) =>
        element("button", { type: "button", onclick: () => {
          const who = $("arguments").querySelector("select");
          const held = (who && game.now.balances[`${who.value}.points`]) || N.ZERO;
          input.value = N.show(N.times(held, N.exact(part)));
        } }, say(words));
      suggestions.push(share(later("all points"), "1"), share(later("half of them"), "1/2"));
    }
    if (sort === "Yuan") {
      for (const times of ["1", "2", "10"]) {
        const sum = N.show(N.times(game.parameters.order || N.exact("100"), N.exact(times)));
        suggestions.push(element("button", { type: "button", onclick: () => (input.value = sum) }, sum));
      }
    }
    return element("div", {}, element("label", { class: "field" }, element("span", {}, plain(name) === say(UNITS[sort] || "") ? plain(name) : named), input), element("div", { class: "suggest" }, ...suggestions));
  }

  function play(event) {
    event.preventDefault();
    const rule = $("rule").value;
    const args = {};
    for (const field of $("arguments").querySelectorAll("select, input")) args[field.name] = field.value.trim().replace(/[,\s]/g, "");
    const from = game.frames.length;
    const done = game.perform(rule, args);
    if (!done.frames) {
      renderAnswer(done, rule);
      return;
    }
    if (!met) met = game.breaks(view.claim, from);
    lookForOthers(from);
    view.position = game.frames.length - 1;
    if (met && met.place >= from) view.position = met.place;
    renderHistory();
    renderAnswer(done, rule);
    $("undo").disabled = $("restart").disabled = false;
    writeAddress();
  }

  function renderAnswer(done, rule) {
    const box = $("answer");
    box.replaceChildren();
    if (done && done.wrong) {
      box.append(element("p", { class: "bad-text" }, say("“{name}” has to be {what}.", { name: plain(done.wrong), what: say(done.why) })));
    } else if (done && done.refused) {
      const { why, clauses } = done.refused;
      const cited = clauses.length ? clauses : scheme().rules[rule].clauses;
      box.append(element("p", { class: "bad-text" }, `✗ ${say("Refused. The event needs that {why}.", { why: say(why) })} `, clauseButtons(cited)));
      const clause = cited.map((id) => data.clauses[id]).find(Boolean);
      if (clause) box.append(element("p", { class: "quiet" }, say(clause[1])));
    }
    if (met) box.append(successBox());
    else if (done && done.frames) box.append(element("p", {}, say("It happened. The promise still holds.")));
  }

  function successBox() {
    const mine = game.frames[met.place].event;
    const known = traceOf(view.claim, view.scheme, view.reading);
    const shortest = known ? traces[known].events.length : null;
    const words =
      shortest === null
        ? say("You broke it with {mine} events.", { mine })
        : mine > shortest
          ? say("You broke it with {mine} events. The shortest known history has {shortest}.", { mine, shortest })
          : say("You broke it with {mine} events; no shorter history is known.", { mine });
    return element(
      "div",
      { class: "success" },
      element("h3", {}, `✓ ${say("You have broken the promise")}`),
      element("p", {}, words),
      element("p", {}, say("{what}: {left}, {relation} {right} {unit}", { what: checkWords(met.check), left: both(met.check.left), relation: say(RELATIONS[met.check.relation]), right: both(met.check.right), unit: say(met.check.unit) })),
      element(
        "div",
        { class: "buttons" },
        shortest === null ? null : element("button", { type: "button", onclick: () => choose({ mode: "watch" }) }, say("Watch the shortest known history")),
        element("button", { type: "button", onclick: save }, say("Save it as a counterexample file")),
      ),
    );
  }

  // The file can be replayed and explained by the command.
  function save() {
    const found = counterexample(game, view.claim, met);
    const text = `${JSON.stringify(found, null, 2)}\n`;
    const link = element("a", {
      href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
      download: `${found.id}.json`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function renderKnown() {
    $("known").open = false;
    const known = traceOf(view.claim, view.scheme, view.reading);
    const [, words] = mark(view.claim, view.scheme, view.reading);
    $("known-text").replaceChildren(
      element("p", {}, say("Under this reading the promise: {verdict}.", { verdict: say(words) })),
      known ? element("p", {}, say("The shortest known history has {count} events.", { count: traces[known].events.length })) : "",
    );
  }

  // The other promises are looked at while nobody waits, some at a time.
  const broken = new Map();
  let looking = 0;

  function lookForOthers(from) {
    const own = ++looking;
    const names = Object.keys(scheme().verdicts).filter((each) => !broken.has(each));
    const next = () => {
      if (own !== looking || !game) return;
      const end = performance.now() + 12;
      while (names.length && performance.now() < end) {
        const name = names.shift();
        const found = game.breaks(name, from);
        if (found) broken.set(name, found);
      }
      renderOthers();
      if (names.length) setTimeout(next, 30);
    };
    setTimeout(next, 60);
  }

  function renderOthers() {
    if (view.mode !== "play") return;
    const names = [...broken.keys()].filter((each) => each !== view.claim);
    $("also").replaceChildren(
      ...(names.length
        ? [
            element(
              "details",
              {},
              element("summary", {}, say("Your history also breaks {count} other promises and questions", { count: names.length })),
              element("ul", {}, ...names.map((each) => element("li", {}, element("button", { type: "button", onclick: () => choose({ claim: each }) }, capital(each)), ` ${say(data.claims[each].statement)}`))),
            ),
          ]
        : []),
    );
  }

  // --- Buy, wait, sell -------------------------------------------------------------------------

  const SALES = 100;
  let shop = null; // {history, bet, worth: [], left: []}

  const shopScheme = () => data.schemes.find((each) => each.name === "wine-shop");

  function renderProfit() {
    const numbers = shopScheme().variants[""].parameters;
    $("profit-story").textContent = say(
      "In the wine shop you are the first to buy: {order} yuan. Then others buy, {order} yuan each. After the hundredth sale you sell your points. The documents give the price and multiply it by your points, and call that your profit.",
      { order: numbers.order },
    );
    $("profit-bet").hidden = Boolean(shop);
    $("profit-game").hidden = !shop;
    if (!shop) return;
    const { history } = shop;
    const sales = history.events.length;
    const account = history.account(history.now, "alice");
    const price = history.price(history.now);
    const stated = N.times(account.points, N.exact(N.decimal(price)));
    const net = account.now;
    const fee = N.minus(account.shown, net);
    const gain = N.minus(net, account.paid);
    $("profit-now").textContent = say("{sales} sales so far. A point is quoted at {price} yuan; you hold {points}.", { sales, price: rounded(price), points: N.show(account.points) });
    const rows = [
      [later("your points × the quoted price, rounded to four places: the profit that is stated"), stated],
      [later("their exact worth"), account.shown],
      [later("less the exit fee"), N.negative(fee)],
      [later("less what you paid for the purchase"), N.negative(account.paid)],
      [later("money gained, if you sell now"), gain],
    ];
    $("profit-table").className = "wrap";
    $("profit-table").replaceChildren(
      element("tbody", {}, ...rows.map(([words, value], place) => element("tr", { class: place === 4 || place === 0 ? "changed" : "" }, element("th", { scope: "row" }, say(words)), element("td", {}, `${rounded(value)} ${say("yuan")}`)))),
    );
    const done = sales >= SALES;
    const verdictBox = [];
    if (done && sales === SALES) {
      verdictBox.push(
        element(
          "div",
          { class: N.sign(gain) < 0 ? "breach" : "success" },
          element("h3", {}, say("A profit of {stated} yuan is stated. What you have gained is {gain} yuan, and the goods.", { stated: rounded(stated), gain: rounded(gain) })),
          element("p", {}, say("You bet {bet}.", { bet: rounded(shop.bet) })),
          element("p", {}, say("Each further sale raises the price by less. Let others go on buying, and see when you have your money back.")),
        ),
      );
    }
    const back = shop.left.findIndex((each) => N.sign(each) >= 0);
    if (back >= 0) verdictBox.push(element("p", {}, say("With the sale of number {sale} you first have your money back.", { sale: back + 1 })));
    $("profit-verdict").replaceChildren(...verdictBox);
    $("profit-game").querySelector("[data-wait='100']").disabled = sales >= SALES;
    const xs = shop.worth.map((_, place) => place + 1);
    const lines = [
      { label: say("worth"), values: shop.worth.map(Drawing.number), axis: "yuan", colour: "--yuan" },
      { label: say("gained"), values: shop.left.map(Drawing.number), axis: "yuan", colour: "--points", dash: [8, 5] },
    ];
    $("profit-chart").setAttribute("aria-label", say("After {sales} sales your points are worth {worth} yuan, and selling them would leave you {gain} yuan.", { sales, worth: rounded(account.shown), gain: rounded(gain) }));
    Drawing.chart($("profit-chart"), wide("profit-chart"), xs, lines, undefined, say("sales"));
  }

  function sale(who) {
    const order = shopScheme().variants[""].parameters.order;
    shop.history.perform("purchase", { buyer: who, paid: order });
    const { frames } = shop.history;
    frames.splice(0, frames.length - 1); // only the last state is looked at
    const account = shop.history.account(shop.history.now, "alice");
    shop.worth.push(account.shown);
    shop.left.push(N.minus(account.now, account.paid));
  }

  function wait(count) {
    const target = count === SALES ? SALES : shop.history.events.length + count;
    while (shop.history.events.length < target) sale("bob");
    renderProfit();
  }

  // --- All of it -------------------------------------------------------------------------------

  function render() {
    room = null;
    translateStatic();
    $("home").hidden = !data.site;
    if (data.site) $("home").href = `${pages()}/index.html`;
    for (const node of document.querySelectorAll("[data-mode]")) {
      node.setAttribute("aria-pressed", String(node.dataset.mode === view.mode));
      if (node.dataset.mode === "profit") node.hidden = !shopScheme();
    }
    const profit = view.mode === "profit";
    $("choose").hidden = $("history").hidden = profit;
    $("profit").hidden = !profit;
    $("game").hidden = view.mode !== "play";
    $("play-on").hidden = view.mode !== "watch";
    $("main").hidden = false;
    if (profit) {
      renderProfit();
    } else {
      renderChoice();
      renderHistory();
      if (view.mode === "play") renderGame();
    }
    writeAddress();
  }

  function listen() {
    for (const node of document.querySelectorAll("[data-language]")) {
      node.addEventListener("click", () => {
        language = node.dataset.language;
        render();
      });
    }
    for (const node of document.querySelectorAll("[data-mode]")) {
      node.addEventListener("click", () => choose({ mode: node.dataset.mode }));
    }
    $("claim").addEventListener("change", () => {
      const claim = $("claim").value;
      const here = scheme().verdicts[claim];
      const other = data.schemes.find((each) => each.verdicts[claim]);
      choose(here ? { claim } : { claim, scheme: other.name, reading: "" });
    });
    $("scheme").addEventListener("change", () => choose({ scheme: $("scheme").value, reading: "" }));
    $("rule").addEventListener("change", renderRule);
    $("event").addEventListener("submit", play);
    $("undo").addEventListener("click", () => {
      startGame(game.events.slice(0, -1));
      view.position = game.frames.length - 1;
      render();
    });
    $("restart").addEventListener("click", () => {
      startGame([]);
      view.position = 0;
      render();
    });
    const near = (way) => {
      const places = stops(current());
      const found = way > 0 ? places.find((each) => each > view.position) : places.findLast((each) => each < view.position);
      if (found !== undefined) stepTo(found);
    };
    $("back").addEventListener("click", () => near(-1));
    $("forward").addEventListener("click", () => near(1));
    $("first").addEventListener("click", () => stepTo(0));
    $("last").addEventListener("click", () => stepTo(Infinity));
    $("exact").addEventListener("change", () => {
      exactly = $("exact").checked;
      renderMoment();
    });
    $("play-on").addEventListener("click", () => {
      const count = story.history.frames[view.position].event;
      const events = story.history.events.slice(0, count);
      view.mode = "play";
      startGame(events);
      view.position = game.frames.length - 1;
      render();
      $("game").scrollIntoView();
    });
    $("prices-shown").addEventListener("toggle", () => current() && renderPrices(current()));
    $("link").addEventListener("click", async () => {
      showAddress();
      try {
        await navigator.clipboard.writeText(location.href);
        $("copied").textContent = say("Copied.");
      } catch {
        $("copied").textContent = say("The link is in the address line.");
      }
    });
    $("clause-close").addEventListener("click", closeClause);
    $("bet").addEventListener("submit", (event) => {
      event.preventDefault();
      const bet = N.exact($("bet-amount").value);
      if (!bet) return $("bet-amount").focus();
      shop = { history: new History(data, "wine-shop", "", ["alice", "bob"]), bet, worth: [], left: [] };
      sale("alice");
      renderProfit();
    });
    $("profit-again").addEventListener("click", () => {
      shop = null;
      renderProfit();
    });
    for (const node of document.querySelectorAll("[data-wait]")) {
      node.addEventListener("click", () => wait(Number(node.dataset.wait)));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !$("clause").hidden) return closeClause();
      const typing = event.target.closest("input, select, textarea");
      if (typing || event.altKey || event.ctrlKey || event.metaKey || view.mode === "profit" || !current()) return;
      if (event.key === "ArrowLeft") near(-1);
      else if (event.key === "ArrowRight") near(1);
      else if (event.key === "Home" && event.target.closest(".steps")) stepTo(0);
      else if (event.key === "End" && event.target.closest(".steps")) stepTo(Infinity);
      else return;
      event.preventDefault();
    });
    window.addEventListener("hashchange", () => {
      if (location.hash === ownAddress) return;
      readAddress();
      render();
    });
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      redraw();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  }

  function redraw() {
    room = null;
    if (view.mode === "profit") renderProfit();
    else if (current()) renderMoment();
  }

  language = (navigator.language || "en").startsWith("zh") ? "zh_CN" : "en";
  readAddress();
  listen();
  render();
  performance.measure("start", { start: 0, end: performance.now() });
})();
