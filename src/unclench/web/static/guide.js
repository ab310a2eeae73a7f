// One guided session in the hand: joins the keeper (what is going on and what is kept), the view, the signals, the outbox.
// On the page of a step (#guide-data is there) it begins one; on /guide it goes on with the one this device has begun.
import { afterwards, seekHelp } from "./guide-after.js";
import { Cues } from "./guide-cues.js";
import { Keeper } from "./guide-keeper.js";
import { doneBy, handOver, luggage, noteDone, pack, storage } from "./guide-luggage.js";
import { opening } from "./guide-opening.js";
import { View, cueNumber, cueOf } from "./guide-view.js";

const TICK_MS = 500, ASK_AGAIN_MS = 15_000, MOST_CALLS = 40, LOCK = "unclench-guide", LOCK_PATIENCE_MS = 500, PAGE_AGE_MS = 2 * 3_600_000;

const $ = (id) => document.getElementById(id);
const json = (id) => { const block = $(id); return block ? JSON.parse(block.textContent) : null; };

const step = json("guide-data"), words = json("guide-words");
const run = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const carried = step ? packed() : luggage();
const clock = () => ({ wall_ms: Date.now(), steady_ms: performance.now(), run });
const serverTime = () => Date.now() + (carried.offset_ms ?? 0);
const openedMs = serverTime();
const keeper = new Keeper(storage, clock, step ? step.who : null);
keeper.offsetMs = carried.offset_ms ?? 0;
const view = new View(words), cues = new Cues(document.documentElement.lang);
const rests = step?.rests ?? [];
let shown = null, beat = 0, asked = 0, letGo = null;

function packed() {
  const seal = document.querySelector("input[name=seal]")?.value ?? "";
  return { seal, who: step.who, name: step.name, next: step.next, within: step.within, for_another: step.for_another, offset_ms: step.now_ms - Date.now() };
}

// ---- beginning, going on

function show() {
  const running = keeper.found();
  if (running) view.runs(running.title, keeper.goesOver(rests));
  if (running && !keeper.goesOver(rests)) return;
  $("guide-list").open = false;
  $("guide-told").hidden = true;
  view.ready(step.script);
}

async function start() {
  const goesOver = keeper.goesOver(rests);
  if ((keeper.found() && !goesOver) || serverTime() - openedMs > PAGE_AGE_MS) { location.reload(); return; }
  const may = opening(step.script, [...step.past, ...doneBy(step.who)], serverTime(), step.screened_ms);
  if (!may.allowed) { view.closed(may, serverTime()); return; }
  if (!(await takeLock(goesOver))) { location.assign("/guide"); return; }
  pack(Object.assign(carried, { contact: step.script.contact }));
  keeper.open(step.script, carried.seal, rests);
  history.replaceState(null, "", "/guide");
  for (const id of ["guide-lead", "guide-last", "guide-running", "guide-within", "guide-list", "guide-told"]) $(id)?.remove();
  $("guide-flow").append($("guide-signs"));
  live();
  after(keeper.act("start"));
}

async function goOn() {
  if (!(await takeLock())) { view.elsewhere(); return; }
  const found = keeper.resume();
  if (!found) { $("guide-nothing").hidden = false; return; }
  live();
  after(found);
}

// One window at a time holds the session; where the browser has no locks the keys of what is reported still agree.
function takeLock(steal = false) {
  if (!navigator.locks) return true;
  return new Promise((done) => {
    const held = (lock) => { done(lock !== null); return lock && new Promise((free) => { letGo = free; }); };
    const options = steal ? { steal } : AbortSignal.timeout ? { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) } : { ifAvailable: true };
    navigator.locks.request(LOCK, options, held).catch(() => { done(false); givenUp(); });
  });
}

// Another window has taken the session over, or holds it.
function givenUp() {
  quiet();
  if (shown) view.elsewhere();
  shown = null;
}

function live() {
  beat = setInterval(tick, TICK_MS);
  for (const happens of ["visibilitychange", "pageshow", "focus"]) addEventListener(happens, tick, true);
}

function quiet() {
  clearInterval(beat);
  cues.unplanEnd();
  cues.keepLight(false);
}

// ---- while it runs

function tick() {
  if (!shown || shown.state.phase === "over") return;
  cues.keepLight(true);
  after(keeper.tick());
}

function act(event) {
  cues.wake();
  if (event === "start") start();
  else if (shown) after(keeper.act(event));
}

function after(now) {
  const before = shown;
  shown = now;
  const told = view.show(now, carried.name, before !== null || !now.resumed);
  if (told.entered) entered(before, now, told);
  else remind(before, now);
  showDue(now);
  handOver(keeper);
  if (now.state.phase === "over" && before?.state.phase !== "over") over(now);
}

function entered(before, now, told) {
  const part = now.script?.parts[now.state.part];
  asked = performance.now();
  cues.say([told.head, told.cue].filter(Boolean).join(". "));
  if (before || now.state.phase !== "over") cues.signal(signalOf(now));
  if (now.state.phase === "running" && part.active) cues.planEnd(now.remaining_ms);
}

// A step of the plan that falls into this one: when its time has come, the way to it.
function showDue({ state }) {
  const due = state.phase === "over" ? null : (carried.within ?? []).findLast((one) => state.active_ms >= one.after_ms);
  if (view.due(due ?? null)) { cues.signal("check"); cues.say(due.says); }
}

const mustAnswer = ({ script, state }) =>
  state.phase === "checking" || (state.phase === "asking" && script.contact && state.part >= script.after);

function signalOf(now) {
  const { script, state } = now, pace = script?.parts[state.part]?.pace;
  if (state.phase === "over") return state.outcome === "finished" ? "end" : "wrong";
  if (state.phase === "checking") return "check";
  if (mustAnswer(now)) return "end";
  return state.phase === "running" && ["in", "hold", "out"].includes(pace) ? pace : "part";
}

// "Keep it moving" goes by sound and touch; the eyes may be closed. A question about the skin is put until answered.
function remind(before, now) {
  const { script, state } = now, part = script?.parts[state.part];
  if (state.phase === "running" && before && cueNumber(part, state) > cueNumber(part, before.state)) {
    cues.signal("cue");
    cues.say(cueOf(part, state), false);
    cues.planEnd(now.remaining_ms);
  }
  if (script && mustAnswer(now) && performance.now() - asked > ASK_AGAIN_MS) {
    asked = performance.now();
    cues.signal("check");
    cues.say(state.phase === "checking" ? script.check.ask : part.says);
  }
}

function over(now) {
  quiet();
  letGo?.();
  if ($("guide-signs")) $("guide").after($("guide-signs"));
  const { script, state } = now;
  if (script?.contact && ["late", "no_answer"].includes(state.outcome)) callUntilTouched();
  if (!script && !carried.contact) handOver(keeper).then(() => keeper.forget());
  if (script && !carried.done) {
    const ended_ms = serverTime() - state.late_ms;
    noteDone(carried.who, { remedy: script.remedy, started_ms: ended_ms - state.active_ms, ended_ms, active_ms: state.active_ms,
      outcome: state.outcome, heard_ms: ended_ms });
    pack(Object.assign(carried, { done: true }));
  }
  afterwards(now, carried, words, keeper, skinSaid);
}

// How the skin is, said after the end: white, blistered or numb skin closes cold and heat, here and on the server.
function skinSaid(answer) {
  pack(Object.assign(carried, { looked: true }));
  $("guide-now").focus();
  if (answer === "fine") return;
  shown = keeper.endAs(answer);
  const now_ms = serverTime(), remedy = shown.remedy;
  noteDone(carried.who, { remedy, started_ms: now_ms, ended_ms: now_ms, active_ms: 0, outcome: answer, heard_ms: now_ms });
  view.show(shown, carried.name, true);
  if (answer === "wrong") seekHelp(carried, keeper);
  else handOver(keeper);
}

// Something cold or warm may lie on the skin still, and nobody has answered.
function callUntilTouched() {
  let left = MOST_CALLS;
  const call = setInterval(() => { cues.signal("check"); if (--left === 0) clearInterval(call); }, ASK_AGAIN_MS);
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => clearInterval(call), { once: true });
}

for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", () => act(button.dataset.act));
for (const what of ["sound", "voice"]) {
  const box = $(`guide-${what}`);
  if (!box) continue;
  box.checked = Cues.isOn(what);
  box.addEventListener("change", () => { Cues.turn(what, box.checked); cues.wake(); });
}
$("guide-elsewhere")?.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  takeLock(true).then(() => location.assign("/guide"));
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("pagehide", () => { globalThis.speechSynthesis?.cancel(); letGo?.(); });
if (step) show();
else if (words) goOn();
