// What follows a session: how is it now, what comes next, and the danger check when something was wrong.
import { handOver } from "./guide-luggage.js";
import { skinUnseen } from "./guide-opening.js";
import { fill } from "./guide-view.js";

const SERVER_PATIENCE_MS = 4000;
const NO_PAIN = new Set(["not_now", "wrong"]);

const $ = (id) => document.getElementById(`guide-${id}`);

// skinSaid(answer): somebody said how the skin is, "fine", "skin" or "wrong", after an end at which nobody had.
export function afterwards({ script, state, session }, carried, words, keeper, skinSaid) {
  $("after").hidden = false;
  $("pain").hidden = NO_PAIN.has(state.outcome) || !script || !carried.seal;
  $("pain").addEventListener("submit", (event) => keepPain(event, script, session, carried, words));
  if (carried.next && state.outcome === "finished") {
    Object.assign($("next"), { href: carried.next.address, hidden: false, textContent: fill(words.next, carried.next) });
  }
  askAboutSkin(script, state, carried, skinSaid);
  if (state.outcome === "wrong") seekHelp(carried, keeper);
}

function askAboutSkin(script, state, carried, skinSaid) {
  const touched = script ? script.contact : carried.contact;
  $("skin").hidden = !touched || carried.looked || !skinUnseen(state);
  $("skin").addEventListener("submit", (event) => {
    event.preventDefault();
    $("skin").hidden = true;
    skinSaid(event.submitter.value);
  });
}

// Who to call, and the danger check.
export function seekHelp(carried, keeper) {
  $("pain").hidden = true;
  const check = () => dangerCheck(carried, keeper);
  $("danger").hidden = false;
  $("check").addEventListener("click", check);
  handOver(keeper).then(delivered).then(check);
}

// The report arrives before the danger check begins anew: one that came later would close all sessions once more.
function delivered() {
  const patience = new Promise((done) => setTimeout(done, SERVER_PATIENCE_MS));
  return Promise.race([unclenchOutbox.flush().catch(() => {}), patience]);
}

// To the danger check, as soon as the server answers; what to do meanwhile stands on the page.
async function dangerCheck(carried, keeper) {
  try {
    const seal = await freshSeal(carried.seal);
    keeper.forget();
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/start", hidden: true });
    for (const [name, value] of Object.entries({ seal, who: carried.for_another ? "another" : "me" })) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  } catch {
    $("no-server").hidden = false;
  }
}

// A seal that is fresh, and with it the knowledge that the server can be reached.
async function freshSeal(seal) {
  const signal = AbortSignal.timeout ? AbortSignal.timeout(SERVER_PATIENCE_MS) : undefined;
  const answer = await fetch("/outbox/seal", { method: "POST", body: new URLSearchParams({ seal: seal ?? "" }), signal });
  if (!answer.ok) throw new Error("not now");
  return (await answer.json()).seal;
}

async function keepPain(event, script, session, carried, words) {
  event.preventDefault();
  const level = new FormData(event.target).get("guide-level");
  if (level === null) return;
  event.target.hidden = true;
  const fields = { pain_nrs: level, did: script.remedy, seal: carried.seal };
  const done = await unclenchOutbox.send({ address: "/diary", fields, key: `guide${session}` }).catch(() => "refused");
  $("kept").textContent = { sent: words.kept, kept: words.kept_here }[done] ?? words.not_kept;
  $("kept").hidden = false;
}
