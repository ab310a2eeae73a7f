// A guided session as a pure state machine: the same as unclench/guide in Python, which proofs/guide_vectors.json holds
// it to. No page, no clock, no storage. Times are whole milliseconds; scripts, states and moments are plain JSON.
//
//   moment = { wall_ms, steady_ms, run }   the time of day, a clock that nobody can set, and the name of this loading
//   begin() advance(script, state, now) apply(script, state, event, now) -> state      actions(script, state) -> events
//   goOn(script, kept, now) -> state of a session kept as JSON; over as "lost" when that makes no sense any more

export const STATE_VERSION = 1, SCRIPT_VERSION = 1;
const AWAY_MS = 30 * 60000, LATE_MS = 20000, ASLEEP_MS = 5000, TWICE_MS = 2000;
const OUTCOMES = ["finished", "numb", "hurt", "skin", "no_answer", "late", "gave_up", "not_now", "stopped", "away",
  "wrong", "lost", "went_over"];
const OFFERED = { asking: ["yes", "no"], checking: ["yes", "no"], running: ["pause"], paused: ["resume"],
  resting: ["again"] };
const COUNTS = ["part", "spent_ms", "active_ms", "waited_ms", "checked", "refused", "hurts", "late_ms"];

export function begin() {
  return { version: STATE_VERSION, phase: "new", part: 0, spent_ms: 0, active_ms: 0, waited_ms: 0, checked: 0,
    refused: 0, hurts: 0, smaller: false, outcome: null, late_ms: 0, at: null };
}

// What a person does.

export function apply(script, state, event, now) {
  state = advance(script, state, now);
  return actions(script, state).includes(event) ? settle(script, ACTS[event](script, state), 0) : state;
}

export function actions(script, state) {
  if (state.phase === "over") return [];
  if (state.phase === "new") return ["start", "stop", "wrong"];
  const always = ["hurts", "numb", "stop", "wrong"];
  return restLeftMs(script, state) > 0 ? always : [...OFFERED[state.phase], ...always];
}

const ACTS = {
  start: (script, state) => enter(script, state, 0),
  pause: (script, state) => pause(state),
  wrong: (script, state) => end(state, "wrong"),
  numb: (script, state) => end(state, script.contact ? "numb" : "wrong"),
  again: (script, state) => enter(script, { ...state, smaller: true }, script.parts[state.part].back),
  resume(script, state) {
    const part = script.parts[state.part];
    return part.paced ? enter(script, state, part.back) : { ...state, phase: "running", waited_ms: 0 };
  },
  yes(script, state) {
    if (state.phase === "asking") return enter(script, state, state.part + 1);
    return { ...state, phase: "running", checked: state.checked + 1, waited_ms: 0 };
  },
  no(script, state) {
    const ifNo = script.parts[state.part].if_no;
    if (ifNo === "again") return { ...state, refused: state.refused + 1, waited_ms: 0 };
    return end(state, ifNo === "not_now" ? "not_now" : "skin");
  },
  // Before anything lay on the skin, it is simply over; afterwards the skin is looked at first.
  stop(script, state) {
    if (state.phase === "resting") return end(state, "gave_up");
    if (state.phase !== "new" && script.parts[state.part].contact) return enter(script, state, script.after);
    return end(state, "stopped");
  },
  hurts(script, state) {
    if (state.phase === "resting" && state.waited_ms < TWICE_MS) return state;
    state = { ...state, hurts: state.hurts + 1 };
    if (script.contact) return end(state, "hurt");
    return state.hurts > 1 ? end(state, "gave_up") : { ...state, phase: "resting", waited_ms: 0 };
  },
};

function enter(script, state, part) {
  if (part >= script.parts.length) return end(state, "finished");
  const phase = script.parts[part].if_no ? "asking" : "running";
  return { ...state, phase, part, spent_ms: 0, waited_ms: 0, checked: 0, refused: 0 };
}

const end = (state, outcome, late_ms = 0) => ({ ...state, phase: "over", outcome, late_ms });
const pause = (state) => (state.phase === "running" ? { ...state, phase: "paused", waited_ms: 0 } : state);

// What time does.

export function advance(script, state, now) {
  const before = state.at;
  state = { ...state, at: now };
  if (before === null || state.phase === "new" || state.phase === "over") return state;
  const gap = elapsedMs(before, now);
  if (gap === null) return script.parts[state.part].contact ? end(state, "late") : pause(state);
  if (gap > ASLEEP_MS && script.asleep === "wait") state = pause(state);
  let left = gap;
  while (left > 0 && state.phase !== "over") {
    const slice = Math.min(left, untilDue(script, state));
    left -= slice;
    state = settle(script, older(script, state, slice), left);
  }
  return state;
}

// The time that has passed at most, so far as the clocks can tell; null when they cannot.
export function elapsedMs(before, now) {
  const byWall = now.wall_ms - before.wall_ms;
  if (before.run === now.run) return Math.max(byWall, now.steady_ms - before.steady_ms, 0);
  return byWall >= 0 ? byWall : null;
}

const lengthMs = (part, state) => (state.smaller ? part.smaller_ms : part.ms);
const usedUp = (script, state) => script.parts[state.part].active && state.active_ms >= script.limit_ms;
// What lies on the skin goes on acting, whatever the phase.
const runs = (part, state) => !part.if_no && (state.phase === "running" || part.contact);
// A pause puts no look at the skin off.
const mayCheck = (part, state) => ["running", "paused"].includes(state.phase) && state.checked < part.checks_ms.length;

function untilDue(script, state) {
  const part = script.parts[state.part], due = [];
  if (runs(part, state)) {
    due.push(lengthMs(part, state) - state.spent_ms);
    if (part.active) due.push(script.limit_ms - state.active_ms);
  }
  if (mayCheck(part, state)) due.push(part.checks_ms[state.checked] - state.spent_ms);
  if (state.phase !== "running") due.push((restLeftMs(script, state) || patienceMs(script, state) - state.waited_ms));
  return Math.min(...due);
}

const patienceMs = (script, state) => (state.phase === "checking" ? script.answer_ms : AWAY_MS);

function older(script, state, ms) {
  const part = script.parts[state.part], run = runs(part, state);
  return { ...state, spent_ms: state.spent_ms + (run ? ms : 0), active_ms: state.active_ms + (run && part.active ? ms : 0),
    waited_ms: state.waited_ms + (state.phase === "running" ? 0 : ms) };
}

function settle(script, state, leftMs) {
  if (state.phase === "new" || state.phase === "over") return state;
  const part = script.parts[state.part];
  if (runs(part, state) && (usedUp(script, state) || state.spent_ms >= lengthMs(part, state))) {
    if (part.active && leftMs > LATE_MS) return end(state, "late", leftMs);
    return enter(script, state, usedUp(script, state) ? script.after : state.part + 1);
  }
  if (mayCheck(part, state)) {
    return state.spent_ms >= part.checks_ms[state.checked] ? { ...state, phase: "checking", waited_ms: 0 } : state;
  }
  if (state.phase === "running" || state.waited_ms < patienceMs(script, state)) return state;
  const overMs = state.active_ms + leftMs - script.limit_ms;
  if (state.phase === "checking" && overMs > LATE_MS) return end(state, "late", overMs);
  return end(state, script.contact && state.active_ms > 0 ? "no_answer" : "away");
}

// What a page shows.

export function restLeftMs(script, state) {
  return state.phase === "resting" ? Math.max(0, script.rest_ms - state.waited_ms) : 0;
}

export function remainingMs(script, state) {
  const part = script.parts[state.part];
  if (state.phase === "new" || state.phase === "over" || part.if_no) return 0;
  const left = lengthMs(part, state) - state.spent_ms;
  return Math.max(0, part.active ? Math.min(left, script.limit_ms - state.active_ms) : left);
}

// What was kept.

export function goOn(script, kept, now) {
  return isState(script, kept) ? advance(script, kept, now) : { ...begin(), phase: "over", outcome: "lost", at: now };
}

const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
const isThing = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const hasExactly = (value, names) => isThing(value) && Object.keys(value).sort().join() === [...names].sort().join();

// Is this a script that can be run here?
export function isScript(script) {
  const wholes = (thing, names) => names.every((name) => isWhole(thing[name]));
  return isThing(script) && script.version === SCRIPT_VERSION && ["", "cold", "heat"].includes(script.contact) &&
    ["count", "wait"].includes(script.asleep) && Array.isArray(script.parts) && script.parts.length > 0 &&
    wholes(script, ["after", "limit_ms", "rest_ms", "answer_ms"]) && script.parts.every((part) => isThing(part) &&
      wholes(part, ["ms", "smaller_ms", "back", "cue_ms"]) && part.back < script.parts.length &&
      typeof part.if_no === "string" && Array.isArray(part.checks_ms) && part.checks_ms.every(isWhole) &&
      ["active", "contact", "paced"].every((name) => typeof part[name] === "boolean"));
}

// Is this a state of this version that can come about in this script?
export function isState(script, state) {
  if (!hasExactly(state, Object.keys(begin())) || state.version !== STATE_VERSION) return false;
  const { phase, outcome, at } = state, part = script.parts[state.part];
  const isMoment = at === null || (hasExactly(at, ["wall_ms", "steady_ms", "run"]) && isWhole(at.wall_ms) &&
    isWhole(at.steady_ms) && typeof at.run === "string");
  if (!isMoment || !COUNTS.every((name) => isWhole(state[name])) || typeof state.smaller !== "boolean") return false;
  if (part === undefined || (outcome === null ? phase === "over" : phase !== "over" || !OUTCOMES.includes(outcome))) return false;
  if (state.active_ms > script.limit_ms) return false;
  if (phase === "over") return true;
  if (phase === "new") return Object.entries(begin()).every(([name, value]) => name === "at" || state[name] === value);
  const mayBe = { asking: Boolean(part.if_no), running: !part.if_no, paused: !part.if_no,
    checking: state.checked < part.checks_ms.length, resting: !script.contact && state.hurts === 1 };
  return at !== null && Object.hasOwn(mayBe, phase) && mayBe[phase] && state.hurts <= (script.contact ? 0 : 1) &&
    state.checked <= part.checks_ms.length && state.spent_ms <= lengthMs(part, state);
}
