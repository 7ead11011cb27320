// Judges answers as the page does, a line each: what is right, and each reply in both languages.
// node run.js SCRIPT < [[EXERCISE, TEXT], …]
"use strict";

globalThis.document = { addEventListener() {} }; // the form is not asked for

const { Judging, GRADING } = new Function(
  `${require("fs").readFileSync(process.argv[2], "utf-8")}\nreturn { Judging, GRADING };`,
)();

for (const [exercise, text] of JSON.parse(require("fs").readFileSync(0, "utf-8"))) {
  const { right, told, asks, bad, where } = Judging.grade(GRADING, exercise, text, "mine.json");
  const said = (language) => (told || [bad]).map((each) => Judging.within(each, language));
  const found = { right, asks, where, en: said("en"), zh: said("zh") };
  console.log(JSON.stringify(found));
}
