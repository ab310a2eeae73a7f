// May a session begin now? The same answers as unclench/guide/opening.py, so that a page without a connection can give
// them. past = [{ remedy, started_ms, ended_ms, active_ms, outcome, heard_ms }]; outcome null: how it ended is not known.

const DAY_MS = 24 * 3600000;

export function opening(script, past, nowMs, screenedMs) {
  if (past.some((one) => one.outcome === "wrong" && one.heard_ms >= screenedMs)) return closed("wrong", null);
  const done = past.filter((one) => one.active_ms > 0 || one.outcome === null || one.outcome === "lost");
  const because = (outcome, remedies) => past.filter((one) => one.outcome === outcome && remedies.includes(one.remedy));
  const until = (some, ms) => Math.max(0, ...some.map((one) => Math.min(one.ended_ms, nowMs) + ms));
  const found = [
    closed("skin", until(because("skin", script.same_skin), DAY_MS)),
    closed("gave_up", until(because("gave_up", script.kin), DAY_MS)),
    closed("often", often(script, done, nowMs)),
    ...script.waits.map(({ after, ms, says }) =>
      closed("wait", until(done.filter((one) => after.includes(one.remedy)), ms), says)),
  ].filter((one) => one.from_ms > nowMs);
  return found.reduce((last, one) => (one.from_ms > last.from_ms ? one : last),
    { allowed: true, because: "", from_ms: 0, says: "" });
}

// Did it end without anybody saying how the skin is, if something lay on it? As Past.skin_unseen in opening.py.
export function skinUnseen({ outcome, active_ms: activeMs }) {
  return ![null, "finished", "skin", "not_now"].includes(outcome) && (activeMs > 0 || ["late", "lost"].includes(outcome));
}

const closed = (because, from_ms, says = "") => ({ allowed: false, because, from_ms, says });

function often(script, done, nowMs) {
  const today = done.filter((one) => one.remedy === script.remedy).map((one) => Math.min(one.ended_ms, nowMs))
    .filter((end) => end > nowMs - DAY_MS).sort((a, b) => a - b);
  return script.day_most && today.length >= script.day_most ? today.at(-script.day_most) + DAY_MS : 0;
}
