// A form below each exercise of the page. Its fields write the answer as a file, and the file is judged.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

  function say(english, values = {}) {
    const text = language === "en" ? english : GRADING.words[english] || english;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }

  const plain = (name) => name.replace(/[-_]/g, " ");

  // A name of a file, with what it is called in the reader's language.
  function called(name, words = say(plain(name))) {
    if (language === "en" && words === plain(name)) return words;
    return say("{words} ({name})", { words, name });
  }

  const field = (label, input) => element("label", {}, element("span", {}, label), input);
  const input = (attributes = {}) =>
    element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
  const choice = (options, attributes = {}) =>
    element("select", attributes, ...options.map(([value, words]) => element("option", { value }, words)));

  // Rows of fields, of which there may be more; each is read by `read`.
  function rows(first, make, add) {
    const list = element("ol", { class: "rows" });
    const readers = new Map();
    const append = (...given) => {
      const row = element("li");
      const { fields, read } = make(row, ...given);
      const remove = element("button", {
        type: "button",
        "aria-label": say("Remove this line"),
        onclick: () => {
          readers.delete(row);
          row.remove();
          list.dispatchEvent(new Event("input", { bubbles: true }));
        },
      }, "×");
      row.append(fields, remove);
      list.append(row);
      readers.set(row, read);
    };
    first.forEach((each) => append(each));
    const more = element("button", {
      type: "button",
      onclick: () => {
        append();
        list.lastElementChild.querySelector("input, select").focus();
        list.dispatchEvent(new Event("input", { bubbles: true }));
      },
    }, add);
    return { nodes: [list, more], read: () => [...readers.values()].map((each) => each()) };
  }

  // A number may stand without quotes where it is whole.
  const written = (text) => {
    const short = text.trim().replace("−", "-");
    return /^-?(0|[1-9]\d{0,4})$/.test(short) ? Number(short) : short;
  };

  function eventRows(exercise) {
    const { rules } = GRADING.schemes.find((each) => each.name === exercise.setting);
    const make = () => {
      const select = choice(Object.keys(rules).map((name) => [name, called(name)]));
      const holder = element("span", { class: "arguments" });
      let inputs = {};
      const fill = () => {
        inputs = {};
        for (const [name, sort] of rules[select.value].sorts) {
          const own =
            sort === "Member"
              ? choice(GRADING.members.map((each) => [each, each]))
              : input({ size: 8, placeholder: sort === "Points" ? say("a number, or all") : "" });
          inputs[name] = own;
        }
        holder.replaceChildren(...Object.entries(inputs).map(([name, own]) => field(called(name), own)));
      };
      select.addEventListener("change", fill);
      fill();
      const fields = element("span", { class: "fields" }, field(say("event"), select), holder);
      const read = () => ({
        rule: select.value,
        ...Object.fromEntries(Object.entries(inputs).map(([name, own]) => [name, own.tagName === "SELECT" ? own.value : written(own.value)])),
      });
      return { fields, read };
    };
    const { nodes, read } = rows([1], make, say("Add an event"));
    return { nodes, read: () => ({ events: read() }) };
  }

  function numberFields(names) {
    const inputs = Object.fromEntries(names.map((name) => [name, input({ size: 10 })]));
    const nodes = names.map((name) => field(name, inputs[name]));
    return {
      nodes: [element("span", { class: "fields" }, ...nodes)],
      read: () => ({ numbers: Object.fromEntries(names.map((name) => [name, written(inputs[name].value)])) }),
    };
  }

  // A multiplier as it is typed, such as 1/2 or 2·fee - price, as a certificate writes it.
  function multiplier(text) {
    const short = text.replace(/\s/g, "").replaceAll("−", "-");
    if (/^-?\d+(\/\d+)?$/.test(short) || !/[A-Za-z]/.test(short)) return short;
    return short
      .replace(/(?!^)-/g, "+-")
      .split("+")
      .map((part) => {
        const factors = part.replace(/^-/, "").split(/[·*]/);
        const number = /^\d/.test(factors[0]) ? factors.shift() : "1";
        return [part.startsWith("-") ? `-${number}` : number, factors];
      });
  }

  function termRows() {
    const make = () => {
      const times = input({ size: 10, value: "1" });
      const facts = input({ size: 8, placeholder: "1, 2" });
      const fields = element("span", { class: "fields" }, field(say("number or unknowns"), times), field(say("times the facts"), facts));
      const read = () => [
        multiplier(times.value),
        facts.value.split(/[\s,，、]+/).filter(Boolean).map((each) => (/^\d{1,6}$/.test(each) ? Number(each) : each)),
      ];
      return { fields, read };
    };
    const { nodes, read } = rows([1], make, say("Add a term"));
    return { nodes, read: () => ({ terms: read() }) };
  }

  function readingFields(exercise) {
    const selects = Object.entries(exercise.questions).map(([name, choices]) => {
      const options = Object.keys(choices).map((each) => {
        const answer = called(each, language === "en" ? undefined : exercise.called[each]);
        return [each, each === exercise.own[name] ? say("{answer}, as written", { answer }) : answer];
      });
      const select = choice(options);
      select.value = exercise.own[name];
      return [name, select];
    });
    return {
      nodes: [element("span", { class: "fields" }, ...selects.map(([name, select]) => field(called(name, say(exercise.titles[name])), select)))],
      read: () => ({
        readings: Object.fromEntries(selects.filter(([name, select]) => select.value !== exercise.own[name]).map(([name, select]) => [name, select.value])),
      }),
    };
  }

  function valueField() {
    const own = input({ size: 14 });
    return { nodes: [field(say("a number, such as 12.3456 or 10/7"), own)], read: () => ({ value: written(own.value) }) };
  }

  function fieldsOf(exercise) {
    const { kind } = exercise;
    if (kind === "value") return [valueField()];
    if (kind === "reach") return [eventRows(exercise)];
    if (kind === "break") return [...(exercise.numbers.length ? [numberFields(exercise.numbers)] : []), eventRows(exercise)];
    if (kind === "reading") return [readingFields(exercise)];
    if (kind === "certificate") return [termRows()];
    return [numberFields(kind === "theorem" ? exercise.numbers : exercise.unknowns)];
  }

  const VERDICTS = new Map([
    [true, ["✓", "verdict_right", "holds"]],
    [false, ["✗", "verdict_wrong", "breaks"]],
    [null, ["?", "verdict_undecided", "open"]],
  ]);

  function shown(reply, id, { right, told, asks, bad }) {
    if (bad) {
      const words = say("This is no answer to the exercise yet:");
      return [element("p", {}, `${words} ${Judging.within(bad, language)}`)];
    }
    const [sign, word, kind] = VERDICTS.get(right);
    const verdict = say(GRADING.replies[word]);
    const lines = told.map((each) => element("li", {}, Judging.within(each, language)));
    const nodes = [
      element("p", {}, element("span", { class: `verdict ${kind}` }, `${sign} ${verdict}`)),
      element("ul", {}, ...lines),
    ];
    if (asks) {
      const ask = say("The page has no record of so many changed answers together. The command also runs the shipped histories under all of them:");
      nodes.push(element("p", {}, ask, " ", element("code", {}, `neverfalls grade ${id} answer.json`)));
    }
    return nodes;
  }

  function formOf(exercise) {
    const { id } = exercise;
    const fields = fieldsOf(exercise);
    const file = element("textarea", { rows: 4, spellcheck: "false", "aria-label": say("The answer as a file"), name: "file" });
    const reply = element("div", { class: "reply", role: "status" });
    const write = () => {
      file.value = JSON.stringify(Object.assign({}, ...fields.map((each) => each.read())), null, 1).replace(/\n\s*/g, " ");
    };
    const form = element(
      "form",
      {
        class: "answer",
        "aria-label": say("Your answer to {id}", { id }),
        onsubmit: (event) => {
          event.preventDefault();
          reply.replaceChildren(...shown(reply, id, Judging.grade(GRADING, id, file.value, say("answer"))));
        },
      },
      ...fields.flatMap((each) => each.nodes),
      element("button", { type: "submit", class: "main" }, say("Is it right?")),
      element(
        "details",
        {},
        element("summary", {}, say("The answer as a file")),
        file,
        element("p", {}, say("What stands here is judged, by the same rules as:"), " ", element("code", {}, `neverfalls grade ${id} answer.json`)),
      ),
      reply,
    );
    form.addEventListener("input", (event) => event.target !== file && write());
    form.addEventListener("change", (event) => event.target !== file && write());
    write();
    return form;
  }

  for (const code of document.querySelectorAll("article h2 > code")) {
    const exercise = GRADING.exercises.find((each) => each.id === code.textContent);
    if (exercise) code.closest("section").append(formOf(exercise));
  }
});
