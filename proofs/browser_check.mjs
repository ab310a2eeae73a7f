// Runs the browser's danger check on every vector of a file and compares. Usage:
//   node proofs/browser_check.mjs src/unclench/web/static/danger-check.js proofs/browser_vectors.json
import { readFile } from "node:fs/promises";

const [checker, file] = process.argv.slice(2);
const source = await readFile(checker, "utf8");
const { dangerCheck, URGENCY } = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));
const { table, numbers, ordinary, vectors } = JSON.parse(await readFile(file, "utf8"));
const ids = table.findings;
const derived = new Set(table.derived.map((row) => row[0]));

function asked([base, yes, unsure, open, given]) {
  const findings = {};
  if (base === 0) ids.forEach((id, place) => derived.has(place) || (findings[id] = "no"));
  for (const place of yes) findings[ids[place]] = "yes";
  for (const place of unsure) findings[ids[place]] = "unsure";
  for (const place of open) delete findings[ids[place]];
  return [findings, Object.fromEntries(numbers.map((name, i) => [name, given === 0 ? ordinary[i] : given[i]]))];
}

const named = (places) => places.map((place) => table.rules[place][0]);
let wrong = 0;
const people = vectors.map(asked);
const started = performance.now();
const answers = people.map(([findings, known]) => dangerCheck(table, findings, known));
const elapsed = performance.now() - started;
vectors.forEach((vector, i) => {
  const { urgency, complete, fired, possible, open, failed } = answers[i];
  const expected = vector[5];
  const same = expected === null
    ? failed !== null && !complete && URGENCY.indexOf(urgency) >= 3
    : failed === null && complete === (expected[3].length === 0) &&
      JSON.stringify([URGENCY.indexOf(urgency), fired, possible, open]) ===
        JSON.stringify([expected[0], named(expected[1]), named(expected[2]), expected[3].map((place) => ids[place])]);
  if (!same && wrong++ < 5) console.log("differs:", JSON.stringify(vector), JSON.stringify(answers[i]));
});
console.log(`${vectors.length - wrong} of ${vectors.length} agree, ${(vectors.length / elapsed * 1000).toFixed(0)} checks/s`);
process.exit(wrong || vectors.length === 0 ? 1 : 0);
