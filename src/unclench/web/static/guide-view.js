// Shows a session: takes what the keeper says (script, state, what may be done) and fills in the parts of
// guide_parts.html. It decides nothing.
"use strict";

const element = (id) => document.getElementById(`guide-${id}`);
const BREATH = { small: 14, large: 48 };
const BACK_MS = 10_000; // so long it is said that somebody is back. Assumption: time to read one line
const MINUTE_MS = 60_000, HOUR_MS = 60 * MINUTE_MS;
const TAKES_ANSWER = new Set(["asking", "checking"]);

export class View {
  constructor(words) {
    this.words = words;
    this.language = document.documentElement.lang;
    this.shown = "";
    this.minute = -1;
    this.back = 0;
  }

  // The session before it begins.
  ready(script) {
    const whole = script.parts.reduce((sum, part) => sum + (part.active ? part.ms : 0), 0);
    text("now", fill(this.words.about, { time: this.lasting(whole) }));
    document.getElementById("guide").hidden = false;
    this.#acts(["start"]);
  }

  // Another session runs on this device: first the way back to that one, or what becomes of it.
  runs(title, goesOver) {
    const place = element("running"), link = document.createElement("a");
    Object.assign(link, { className: goesOver ? "button plain" : "button big", href: "/guide" });
    link.textContent = fill(this.words.go_on, { title });
    if (goesOver) place.append(fill(this.words.goes_over, { title }), document.createElement("br"));
    place.append(link);
    place.hidden = false;
  }

  // A step whose time has come in this one, or null. Returns whether that is new.
  due(step) {
    const link = element("over"), isNew = step !== null && link.hidden;
    link.hidden = step === null;
    if (isNew) this.say(Object.assign(link, { href: step.address, textContent: step.says }).textContent);
    return isNew;
  }

  // It may not begin now: why, and from when.
  closed({ because, from_ms: from, says }, nowMs) {
    const when = from === null ? "" : fill(this.words.from, { time: this.lasting(from - nowMs) });
    note(`${says || this.words.closed[because]} ${when}`.trim());
    this.say(element("note").textContent);
  }

  elsewhere() {
    document.getElementById("guide").hidden = true;
    document.body.classList.remove("guiding");
    if (element("elsewhere")) element("elsewhere").hidden = false;
  }

  // Returns what changed: {entered} when something new is going on, with the words to say.
  show(view, name, focus) {
    const { script, state } = view;
    const now = this.#now(view);
    const place = JSON.stringify([state.phase, state.part, state.refused, state.checked, state.hurts, state.outcome, view.actions]);
    const entered = place !== this.shown, isFirst = this.shown === "";
    if (entered) {
      this.shown = place;
      this.minute = -1;
      document.getElementById("guide").hidden = false;
      if (script) this.#title(script);
      text("now", now.head);
      this.#acts(wanted(view), now);
      if (!script?.contact) this.#nameNumbness();
      element("options").hidden = state.phase === "over";
      element("for").hidden = !name;
      text("for", name ? fill(this.words.for, { name }) : "");
      this.back = isFirst && view.resumed && state.phase !== "over" ? performance.now() + BACK_MS : 0;
      document.body.classList.toggle("guiding", state.phase !== "over");
      this.#focusOrSay(now, focus, state.phase);
    }
    text("cue", now.cue);
    note(performance.now() < this.back ? this.words.resumed : now.note);
    this.#stage(view, now);
    this.#sayMinutes(now, state);
    return { entered, head: now.head, cue: now.cue };
  }

  lasting(ms) {
    const [unit, size] = ms < 2 * MINUTE_MS ? ["second", 1000] : ms < 1.9 * HOUR_MS ? ["minute", MINUTE_MS] : ["hour", HOUR_MS];
    const amount = Math.max(1, Math.ceil(ms / size - 0.05));
    return new Intl.NumberFormat(this.language, { style: "unit", unit, unitDisplay: "long" }).format(amount);
  }

  say(words) { element("said").textContent = words; }

  #title(script) {
    text("title", script.title);
    document.title = `${script.title} – Unclench`;
  }

  #now(view) {
    const { script, state } = view, part = script?.parts[state.part] ?? {}, { words } = this;
    switch (state.phase) {
      case "asking":
        return { head: part.says, cue: state.refused > 0 ? part.otherwise : "", yes: part.yes, no: part.no };
      case "checking":
        return { head: script.check.ask, cue: "", yes: script.check.yes, no: script.check.no,
          left: Math.max(0, script.answer_ms - state.waited_ms), total: script.answer_ms };
      case "paused":
        return { head: words.paused, cue: part.contact ? words.time_goes_on : part.paced ? words.begins_anew : "", left: view.remaining_ms, total: length(part, state) };
      case "resting":
        return { head: words.rest, cue: script.rest, left: view.rest_left_ms, total: script.rest_ms,
          note: view.rest_left_ms > 0 ? "" : `${script.smaller}.` };
      case "over":
        return this.#end(script, state);
      default:
        return { head: part.says, cue: cueOf(part, state), left: view.remaining_ms, total: length(part, state),
          round: this.#round(script, part), note: state.smaller && part.active ? `${script.smaller}.` : "" };
    }
  }

  #round(script, part) {
    const of = script.rounds > 1 && part.round ? fill(this.words.round, { round: part.round, rounds: script.rounds }) : "";
    return [part.side, of].filter(Boolean).join(" · ");
  }

  #end(script, state) {
    const late = state.late_ms > 0 && state.outcome === "late" ? fill(this.words.late, { time: this.lasting(state.late_ms) }) : "";
    return { head: this.words.titles[state.outcome], cue: script?.endings[state.outcome] ?? this.words.endings[state.outcome], note: late };
  }

  #stage(view, now) {
    const stage = element("stage");
    stage.hidden = now.left === undefined || (view.state.phase === "resting" && now.left <= 0);
    if (stage.hidden) return;
    const seconds = Math.ceil(now.left / 1000), share = now.total ? 100 * (1 - now.left / now.total) : 0;
    text("clock", now.total >= MINUTE_MS ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : String(seconds));
    text("round", now.round ?? "");
    element("ring").setAttribute("stroke-dasharray", `${Math.min(100, Math.max(0, share)).toFixed(2)} 100`);
    element("breath").setAttribute("r", breath(view, share / 100).toFixed(1));
  }

  #acts(actions, now = {}) {
    for (const button of document.querySelectorAll("#guide [data-act]")) {
      const { act } = button.dataset;
      button.hidden = !actions.includes(act);
      if (act === "yes" || act === "no") button.textContent = now[act] ?? "";
    }
    element("careful").hidden = !element("careful").querySelector("[data-act]:not([hidden])");
  }

  // Without cold or heat it is a nerve that makes numb.
  #nameNumbness() {
    const button = element("acts").querySelector("[data-nerve]");
    button.textContent = button.dataset.nerve;
  }

  // A question, an end, or a button that has gone under somebody's thumb: the heading is where they are now. Anything
  // else is told quietly.
  #focusOrSay(now, focus, phase) {
    const lost = document.activeElement === document.body || document.activeElement?.closest("[hidden]");
    if (focus && (lost || phase === "over" || TAKES_ANSWER.has(phase))) {
      element("now").focus({ preventScroll: true });
      for (const one of [window, element("flow")]) one.scrollTo(0, 0);
    } else {
      this.say([now.head, now.cue].filter(Boolean).join(". "));
    }
  }

  #sayMinutes(now, state) {
    if (state.phase !== "running" || now.total <= 2 * MINUTE_MS) return;
    const minute = Math.ceil(now.left / MINUTE_MS);
    if (this.minute !== -1 && minute < this.minute && minute > 0) this.say(fill(this.words.left, { time: this.lasting(minute * MINUTE_MS) }));
    this.minute = minute;
  }
}

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export const cueNumber = (part, state) => (part?.cue_ms ? Math.floor(state.spent_ms / part.cue_ms) : 0);

export function cueOf(part, state) {
  return part?.cues?.length ? part.cues[cueNumber(part, state) % part.cues.length] : "";
}

// Before anything is done there is nothing yet that could hurt or make numb.
const wanted = ({ script, state, actions }) => (state.phase === "asking" && state.part < script.after
  ? actions.filter((one) => one !== "hurts" && one !== "numb") : actions);

const length = (part, state) => (state.smaller ? part.smaller_ms : part.ms);

// The circle that one may breathe with: it grows while the leg comes up, waits, and sinks again.
function breath({ script, state }, share) {
  const { small, large } = BREATH, pace = script.parts[state.part]?.pace;
  if (state.phase !== "running") return 0;
  if (pace === "in") return small + (large - small) * share;
  if (pace === "hold") return large;
  if (pace === "out") return large - (large - small) * share;
  return script.parts[state.part]?.paced ? small : 0;
}

function note(words) {
  element("note").hidden = !words;
  text("note", words ?? "");
}

function text(id, words) {
  const target = element(id);
  if (target && target.textContent !== words) target.textContent = words ?? "";
}
