// Runs the browser's session machine on every vector of a file and compares. Usage:
//   node proofs/guide_check.mjs src/unclench/web/static proofs/guide_vectors.json

export function compare(machine, { opening }, { start_ms, events, fields, scripts, walks, kept, openings }, enough = Infinity) {
  // The first difference is enough where damage is looked for.
  const told = { checks: 0, transitions: 0, differs: [] };
  const moment = (wall_ms, steady_ms, run) => ({ wall_ms, steady_ms, run });
  const short = (state) => fields.map((name) => state[name]);
  const same = (found, expected, about) => {
    told.checks++;
    if (JSON.stringify(found) !== JSON.stringify(expected)) told.differs.push(JSON.stringify([about, found, expected]));
    if (told.differs.length >= enough) throw new Error(`differs: ${told.differs[0]}`);
  };
  const step = (script, before, [event, wall, steady, run, expected, can]) => {
    const now = moment(start_ms + wall, steady, run), about = [script.remedy, event, now];
    const state = event ? machine.apply(script, before, event, now) : machine.advance(script, before, now);
    told.transitions++;
    same(short(state), expected, about);
    same(machine.actions(script, state).map((one) => events.indexOf(one)), can, about);
    same(machine.isState(script, JSON.parse(JSON.stringify(state))), true, about);
    return state;
  };
  for (const [place, steps, branches] of walks) {
    const led = steps.reduce((state, one) => step(scripts[place], state, one), machine.begin());
    for (const one of branches) step(scripts[place], led, one);
  }
  for (const [place, raw, now, expected] of kept) {
    same(short(machine.goOn(scripts[place], raw, moment(...now))), expected, [scripts[place].remedy, raw, now]);
  }
  for (const [place, past, now, screened, expected] of openings) {
    const { allowed, because, from_ms } = opening(scripts[place], past, now, screened);
    same([allowed, because, from_ms], expected, [scripts[place].remedy, past]);
  }
  return told;
}

if (globalThis.process?.argv[1]?.endsWith("guide_check.mjs")) {
  const { readFile } = await import("node:fs/promises");
  const [folder, file] = process.argv.slice(2);
  const module = async (name) => import("data:text/javascript;base64," + (await readFile(`${folder}/${name}`)).toString("base64"));
  const [machine, open] = [await module("guide-machine.js"), await module("guide-opening.js")];
  const { checks, transitions, differs } = compare(machine, open, JSON.parse(await readFile(file, "utf8")));
  for (const one of differs.slice(0, 5)) console.log("differs:", one);
  console.log(`${checks - differs.length} of ${checks} agree over ${transitions} transitions`);
  process.exit(differs.length || !checks ? 1 : 0);
}
