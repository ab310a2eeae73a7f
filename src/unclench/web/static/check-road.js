// Which questions to ask next without a connection, and which remedies stay open: safety/questions.py and the offers of
// safety/screen.py over again, from the tables of safety/export.py. Tests hold it to the answers of the Python kernel.

import { UNSURE, YES, collectOpen, dangerCheck, holds, levelsOf } from "./danger-check.js";

const EMERGENCY = 4, COMFORT = "rest_position";

/**
 * @param tables {table, offers, remedies, findings: [{group}]} as web/offline_check.py wrote them
 * @returns what dangerCheck returns, and: emergency - whether one is certain; offers - {id: {status, because}};
 *   unsettled - places of the questions on which an open remedy turns. When anything fails, every remedy is blocked.
 */
export function wholeCheck(tables, findings, numbers) {
  const answer = dangerCheck(tables.table, findings, numbers);
  try {
    if (answer.failed) throw new Error(answer.failed);
    const levels = levelsOf(tables.table, findings, numbers);
    const urgencyOf = new Map(tables.table.rules.map((rule) => [rule[0], rule[1]]));
    const emergency = answer.fired.some((id) => urgencyOf.get(id) === EMERGENCY);
    return { ...answer, emergency, ...offersOf(tables, answer, levels) };
  } catch (error) {
    const offers = Object.fromEntries(tables.remedies.map((id) => [id, { status: "blocked", because: ["internal_error"] }]));
    return { ...answer, failed: answer.failed ?? String(error), complete: false, emergency: false, offers, unsettled: [] };
  }
}

function offersOf(tables, answer, levels) {
  const closed = closedBy(tables.table, answer);
  const said = { stops: {}, asks: {}, cautions: {} }, waits = {};
  for (const [id, action, remedies, when] of tables.offers) {
    const open = new Set();
    collectOpen(when, levels, open);
    for (const remedy of remedies) waits[remedy] = new Set([...(waits[remedy] ?? []), ...open]);
    if (!holds(when, levels, UNSURE)) continue;
    const stops = action === "hard_stop" && holds(when, levels, YES);
    const kind = action === "caution" ? "cautions" : stops ? "stops" : "asks";
    for (const remedy of remedies) (said[kind][remedy] ??= []).push(id);
  }
  const offers = {}, unsettled = new Set();
  for (const remedy of tables.remedies) {
    const blocks = [...closed.all, ...(remedy === COMFORT ? [] : closed.butComfort), ...(said.stops[remedy] ?? [])];
    const waiting = waits[remedy] ?? new Set();
    if (!blocks.length) waiting.forEach((place) => unsettled.add(place));
    if (answer.open.length || (waiting.size && !blocks.length)) blocks.push("not_screened");
    offers[remedy] = verdict(blocks, said.asks[remedy] ?? [], said.cautions[remedy] ?? []);
  }
  return { offers, unsettled: [...unsettled].sort((a, b) => a - b) };
}

function closedBy(table, answer) {
  const closed = { all: [], butComfort: [] };
  for (const [id, urgency, gate] of table.rules) {
    if (answer.fired.includes(id) && gate === "no_plan") closed.all.push(id);
    else if (answer.fired.includes(id) || answer.possible.includes(id)) {
      if (urgency === EMERGENCY || gate !== "plan_limited") closed.butComfort.push(id);
    }
  }
  return closed;
}

function verdict(blocks, asks, cautions) {
  if (blocks.length) return { status: "blocked", because: blocks };
  return asks.length ? { status: "ask_first", because: asks } : { status: "offered", because: cautions };
}

/**
 * The screens still to show: [{group, places}], in order; none once an emergency is certain or the check failed.
 */
export function screens(tables, findings, numbers) {
  const answer = wholeCheck(tables, findings, numbers);
  if (answer.emergency || answer.failed) return [];
  const levels = levelsOf(tables.table, findings, numbers);
  const placeOf = new Map(tables.table.findings.map((id, place) => [id, place]));
  const wanted = new Set([...answer.open.map((id) => placeOf.get(id)), ...answer.unsettled]);
  const groups = new Map();
  for (const place of [...ready(tables.table, wanted, levels)].sort((a, b) => a - b)) {
    const group = tables.findings[place].group;
    groups.set(group, [...(groups.get(group) ?? []), place]);
  }
  return [...groups].map(([group, places]) => ({ group, places }));
}

// The wanted questions that are known to apply, and what the others wait for.
function ready(table, wanted, levels) {
  const onlyIf = new Map(table.only_if), applies = new Set(), waiting = new Set(), queue = [...wanted];
  while (queue.length) {
    const place = queue.pop(), condition = onlyIf.get(place);
    if (applies.has(place) || waiting.has(place)) continue;
    if (condition === undefined || holds(condition, levels, UNSURE)) {
      applies.add(place);
      continue;
    }
    waiting.add(place);
    const open = new Set();
    collectOpen(condition, levels, open);
    queue.push(...open);
  }
  return applies.size ? applies : waiting; // questions that wait for one another are asked together
}

/** The gravest questions answered "not sure": each is asked once more, in plainer words. */
export function toAskAgain(tables, findings) {
  return tables.table.alone.filter((place) => findings[tables.table.findings[place]] === "unsure");
}
