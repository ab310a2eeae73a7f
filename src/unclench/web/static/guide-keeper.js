// Keeps the one guided session of this device: lets it go on, remembers it over reloads, and hands over what happened,
// once and in order. There is no page here, and the rules are in guide-machine.js.
//
//   const keeper = new Keeper(localStorage, clock, visit)   clock() -> moment; visit: whose session, null for whosever
//   keeper.found()             -> { remedy, session, visit, phase, title } of a session begun and not over, or null
//   keeper.open(script, seal, rests) -> view: the session that runs, else a new one that nobody has started; one of the
//                              remedies in rests ends where it is, for what comes next goes on in the same position
//   keeper.resume()            -> view of what is kept, over or lost as it may be; null when nothing is
//   keeper.tick()              -> view, once a second; keeper.act(event) -> view, when somebody did something
//   keeper.pending()           -> [{ key, fields }] not handed over yet; keeper.handed(key) when the outbox has one
//   keeper.endAs(outcome)      -> view: after the end somebody said how it was; the end that closes more counts
//   keeper.forget()            the end was seen; Keeper.erase(storage) forgets everything, reports too
//   view = { script, state, actions, remaining_ms, rest_left_ms, resumed, session, remedy }   script is null if it was lost
// keeper.offsetMs is added to the time of day in reports, for a phone whose clock is known to be wrong.

import { actions, advance, apply, begin, isScript, isState, remainingMs, restLeftMs } from "./guide-machine.js";

const KEPT = "unclench-guide", SCRIPT = "unclench-guide-script", VERSION = 1;
const empty = () => ({ version: VERSION, running: null, reports: [] });
const lost = (at) => ({ ...begin(), phase: "over", outcome: "lost", at });

export class Keeper {
  #storage; #clock; #visit;
  #kept = empty(); #script = null; #written = null; #full = false; #resumed = false;
  offsetMs = 0;

  constructor(storage, clock, visit = null) {
    [this.#storage, this.#clock, this.#visit] = [storage, clock, visit];
  }

  static erase(storage) {
    for (const name of [KEPT, SCRIPT]) storage.removeItem(name);
  }

  found() {
    this.#load();
    const running = this.#kept.running;
    if (running === null || this.#script === null || ["new", "over"].includes(running.state.phase)) return null;
    const { remedy, session, visit, state } = running;
    return { remedy, session, visit, phase: state.phase, title: this.#script.title };
  }

  open(script, seal = "", rests = []) {
    if (this.goesOver(rests)) {
      this.tick();
      const { state } = this.#kept.running;
      if (state.phase !== "over") this.#become({ ...state, phase: "over", outcome: "went_over" });
    }
    const other = this.found();
    if (other !== null && (this.#visit === null || other.visit === this.#visit)) return this.resume();
    if (other !== null) this.#become({ ...this.#kept.running.state, phase: "over", outcome: "away" });
    this.#script = script;
    this.#resumed = false;
    this.#kept.running = { visit: this.#visit, seal, session: randomHex(), remedy: script.remedy, next: 0, state: begin() };
    return this.#view();
  }

  goesOver(rests) {
    const other = this.found();
    return other !== null && other.visit === this.#visit && rests.includes(other.remedy);
  }

  resume() {
    this.#load();
    this.#resumed = true;
    return this.tick();
  }

  tick() {
    this.#load();
    const running = this.#kept.running;
    if (running === null) return null;
    if (this.#script !== null) this.#become(advance(this.#script, running.state, this.#now()));
    return this.#view();
  }

  act(event) {
    if (this.tick() === null || this.#script === null) return this.#view();
    const before = this.#kept.running.state, after = apply(this.#script, before, event, this.#now());
    if (differs(before, after)) this.#become(after, event);
    return this.#view();
  }

  endAs(outcome) {
    this.#load();
    const running = this.#kept.running;
    if (running?.state.phase !== "over" || running.next === 0) return this.#view();
    running.state = { ...running.state, outcome };
    this.#report("over");
    this.#save();
    return this.#view();
  }

  pending() {
    this.#load();
    return [...this.#kept.reports];
  }

  handed(key) {
    this.#load();
    this.#kept.reports = this.#kept.reports.filter((one) => one.key !== key);
    this.#save();
  }

  forget() {
    this.#load();
    this.#kept.running = this.#script = null;
    this.#tryTo(() => this.#storage.removeItem(SCRIPT));
    this.#save();
  }

  #view() {
    const running = this.#kept.running, script = this.#script;
    if (running === null) return null;
    const { state, session, remedy } = running, knows = script !== null;
    return { script, state, session, remedy, resumed: this.#resumed, actions: knows ? actions(script, state) : [],
      remaining_ms: knows ? remainingMs(script, state) : 0, rest_left_ms: knows ? restLeftMs(script, state) : 0 };
  }

  // The state, what was done to reach it, and the end are written in one go, so that no crash comes between them.
  #become(state, event = null) {
    const running = this.#kept.running, ended = state.phase === "over" && running.state.phase !== "over";
    running.state = state;
    if (event !== null) this.#report(event);
    if (ended && running.next > 0) this.#report("over");
    this.#save();
  }

  #report(what) {
    const { session, remedy, seal, state } = this.#kept.running, number = this.#kept.running.next++;
    if (number === 0) this.#write(SCRIPT, JSON.stringify({ session, script: this.#script }));
    const wall_ms = Math.max(0, this.#now().wall_ms + Math.round(this.offsetMs));
    const fields = { session, number, remedy, what, wall_ms, active_ms: state.active_ms,
      outcome: what === "over" ? state.outcome : "" };
    this.#kept.reports.push({ key: `guide:${session}:${number}`, fields: seal ? { ...fields, seal } : fields });
  }

  // What another tab or an earlier page left is what counts. What cannot be read is over, as lost.
  #load() {
    const text = this.#tryTo(() => this.#storage.getItem(KEPT)) ?? null;
    const isMine = this.#full || this.#kept.running?.next === 0 || text === this.#written;
    if (text === null || isMine) return;
    this.#written = text;
    const kept = parsed(text);
    this.#kept = isKept(kept) ? kept : { ...empty(), running: nobodys(this.#now()) };
    const running = this.#kept.running, beside = parsed(this.#tryTo(() => this.#storage.getItem(SCRIPT)) ?? null);
    this.#script = running !== null && beside?.session === running.session && isScript(beside.script) ? beside.script : null;
    if (running === null || (this.#script !== null && isState(this.#script, running.state))) return;
    const isNews = running.session !== "" && running.state?.outcome !== "lost";
    running.state = begin();
    if (isNews) this.#become(lost(this.#now()));
    else running.state = lost(this.#now());
  }

  // A session that nobody has started is not kept.
  #save() {
    const { running } = this.#kept;
    this.#write(KEPT, JSON.stringify(running?.next === 0 ? { ...this.#kept, running: null } : this.#kept));
  }

  // A full or forbidden storage must not end a session: it goes on in memory.
  #write(name, text) {
    const done = this.#tryTo(() => { this.#storage.setItem(name, text); return true; });
    if (name !== KEPT) return;
    this.#full = !done;
    if (done) this.#written = text;
  }

  #tryTo(work) {
    try { return work(); } catch { return undefined; }
  }

  #now() {
    const { wall_ms, steady_ms, run } = this.#clock();
    return { wall_ms: Math.max(0, Math.floor(wall_ms)), steady_ms: Math.max(0, Math.floor(steady_ms)), run: String(run) };
  }
}

const nobodys = (now) => ({ visit: null, seal: "", session: "", remedy: "", next: 0, state: lost(now) });

function isKept(kept) {
  if (kept?.version !== VERSION || !Array.isArray(kept.reports)) return false;
  const running = kept.running;
  const isReport = (one) => typeof one?.key === "string" && one.fields !== null && typeof one.fields === "object";
  return kept.reports.every(isReport) && (running === null || (typeof running === "object" &&
    /^[0-9a-f]{16,64}$/.test(running.session) && typeof running.remedy === "string" && typeof running.seal === "string" &&
    Number.isSafeInteger(running.next) && running.next > 0 &&
    (running.visit === null || typeof running.visit === "string")));
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

// Did anything but the time change?
function differs(before, after) {
  return JSON.stringify({ ...before, at: null }) !== JSON.stringify({ ...after, at: null });
}

function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
