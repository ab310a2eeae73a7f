// Answers many cases with the browser's own scripts: node check_road.mjs FOLDER  ->  JSON on stdout. FOLDER holds the
// scripts as modules, tables.json and cases.json.
import { readFile } from "node:fs/promises";

const folder = process.argv[2];
const road = await import(`${folder}/check-road.js`);
const read = async (name) => JSON.parse(await readFile(`${folder}/${name}`, "utf8"));
const [tables, cases] = [await read("tables.json"), await read("cases.json")];

const answers = cases.map(({ findings, numbers }) => {
  const { urgency, complete, offers, emergency, failed } = road.wholeCheck(tables, findings, numbers);
  const name = (place) => tables.table.findings[place];
  const screens = road.screens(tables, findings, numbers).map(({ group, places }) => [group, places.map(name)]);
  const again = failed ? [] : road.toAskAgain(tables, findings).map(name);
  return { urgency, complete, offers, emergency, failed, screens, again };
});
process.stdout.write(JSON.stringify(answers));
