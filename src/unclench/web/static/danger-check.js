// The danger check in the browser, for when there is no connection. It runs the table that safety/export.py writes and
// gives the answers of the Python kernel; proofs/browser_vectors.json holds thousands of them to compare with.
// Whatever is not known counts as unsafe. Conditions hold no negation, so an answer of "yes" can only make things graver.

export const NO = 0, OPEN = 1, UNSURE = 2, YES = 3;
const LEVEL = { no: NO, unsure: UNSURE, yes: YES };
export const URGENCY = ["self_care", "gp_soon", "within_days", "same_day", "emergency_now"];
const SAME_DAY = 3, EMERGENCY = 4;

/**
 * @param table what danger_table() of safety/export.py wrote
 * @param findings answers by finding id: "yes", "no" or "unsure"; one that is missing was not asked
 * @param numbers age_years, weight_kg, duration_hours, pain_nrs, as far as known
 * @returns {urgency, complete, fired, possible, open, failed} - rule ids in order of urgency, open finding ids. If
 *   anything is wrong, failed says what, nothing is complete, and the urgency is never below same_day.
 */
export function dangerCheck(table, findings, numbers = {}) {
  try {
    return check(table, findings, numbers);
  } catch (error) {
    return { urgency: leastUrgency(table, findings), complete: false, fired: [], possible: [], open: [],
      failed: String(error) };
  }
}

function check(table, findings, numbers) {
  const levels = levelsOf(table, findings, numbers);
  const fired = [], possible = [], open = new Set();
  for (const [id, urgency, , when] of table.rules) {
    collectOpen(when, levels, open);
    if (holds(when, levels, YES)) fired.push([id, urgency]);
    else if (holds(when, levels, UNSURE)) {
      possible.push([id, Math.max(0, urgency - (oneAnswerAway(when, levels) ? 1 : 2))]);
    }
  }
  const urgency = Math.max(0, ...fired.concat(possible).map((rule) => rule[1]));
  return { urgency: URGENCY[urgency], complete: open.size === 0, fired: gravestFirst(fired),
    possible: gravestFirst(possible), open: table.findings.filter((_, place) => open.has(place)), failed: null };
}

export function levelsOf(table, findings, numbers) {
  if (table.version !== 1) throw new Error(`a table of version ${table.version}`);
  const levels = answerLevels(table, findings);
  derive(table, levels, numbers);
  dropNeedless(table, levels);
  return levels;
}

function answerLevels(table, findings) {
  const placeOf = new Map(table.findings.map((id, place) => [id, place]));
  const levels = table.findings.map(() => OPEN);
  for (const [id, answer] of Object.entries(findings)) {
    if (!placeOf.has(id)) throw new Error(`an unknown finding: ${id}`);
    if (!Object.hasOwn(LEVEL, answer)) throw new Error(`${id}: an unknown answer`);
    levels[placeOf.get(id)] = LEVEL[answer];
  }
  return levels;
}

// Is the condition true when exactly the findings at this level or above are?
export function holds(condition, levels, least) {
  if (typeof condition === "number") return levels[condition] >= least;
  let missing = condition[0];
  for (let i = 1; i < condition.length && missing > 0; i++) if (holds(condition[i], levels, least)) missing--;
  return missing <= 0;
}

export function collectOpen(condition, levels, open) {
  if (!holds(condition, levels, OPEN)) return;
  if (typeof condition === "number") {
    if (levels[condition] === OPEN) open.add(condition);
  } else for (const part of condition.slice(1)) collectOpen(part, levels, open);
}

// Would one "unsure" alone, if it meant yes, make the condition hold?
function oneAnswerAway(condition, levels) {
  return named(condition).some((place) => {
    if (levels[place] !== UNSURE) return false;
    const settled = levels.slice();
    settled[place] = YES;
    return holds(condition, settled, YES);
  });
}

function named(condition) {
  return typeof condition === "number" ? [condition] : condition.slice(1).flatMap(named);
}

// A number decides its bands; without it, what is said of one band fills in what follows for the others.
function derive(table, levels, numbers) {
  const bounds = {};
  for (const [place, name, atLeast, below] of table.derived) {
    const range = (bounds[name] ??= [-Infinity, Infinity]);
    if (levels[place] !== YES && levels[place] !== NO) continue;
    const raises = (atLeast !== null) === (levels[place] === YES);
    if (raises) range[0] = Math.max(range[0], atLeast ?? below);
    else range[1] = Math.min(range[1], atLeast ?? below);
  }
  for (const [place, name, atLeast, below] of table.derived) {
    const number = numbers[name] ?? null, edge = atLeast ?? below;
    if (number !== null && !Number.isFinite(number)) throw new Error(`${name} is not a number`);
    const [low, high] = number === null ? bounds[name] : [number, -Infinity];
    const above = low >= edge;
    if (!above && number === null && high > edge) continue;
    const implied = above === (atLeast !== null) ? YES : NO;
    if ((levels[place] === YES || levels[place] === NO) && levels[place] !== implied) {
      throw new Error(`${table.findings[place]} contradicts ${name}`);
    }
    levels[place] = implied;
  }
}

// A question not asked whose own condition is ruled out counts as answered "no".
function dropNeedless(table, levels) {
  for (let changed = true; changed; ) {
    changed = false;
    for (const [place, onlyIf] of table.only_if) {
      if (levels[place] === OPEN && !holds(onlyIf, levels, OPEN)) {
        levels[place] = NO;
        changed = true;
      }
    }
  }
}

function gravestFirst(rules) {
  return rules.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map((rule) => rule[0]);
}

function leastUrgency(table, findings) {
  try {
    const grave = table.alone.some((place) => findings[table.findings[place]] === "yes");
    return URGENCY[grave ? EMERGENCY : SAME_DAY];
  } catch {
    return URGENCY[SAME_DAY];
  }
}
