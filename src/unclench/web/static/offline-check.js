// The danger check without a connection, a screenful at a time. The rules are in check-road.js and danger-check.js; this
// only shows and asks. Answers stay in this tab until the end; then they wait in the outbox for the server, whose answer
// replaces this one. Whatever fails, or is too old, ends in the emergency list.

import { screens, toAskAgain, wholeCheck } from "./check-road.js";
import { element, fieldset, formOf, onceAnswered, said, scaleOf } from "./offline-parts.js";

const VERSION = 1, EMERGENCY = 4, SHORT = 5, DAY_MS = 24 * 3600 * 1000, KEPT = "unclench-offline-check", CARRIED = "unclench-carried", WHERE = "unclench-country";
const HOURS = { hours: 1, days: 24, weeks: 168, months: 730.5 };
const LIMITS = { age_years: [0, 120], weight_kg: [2, 400], duration_hours: [0, 438300], pain_nrs: [0, 10] };
const US_UK = { US: "us", GB: "uk" };
const POUND_KG = 0.45359237;

const root = document.getElementById("check");
const title = document.getElementById("check-title"), body = document.getElementById("check-body");
let tables = null, state = fresh();

function fresh() {
  return { findings: {}, numbers: {}, again: [], latest: [], about: false, more: false, forAnother: false, key: null, sent: null,
    begun: new Date().toISOString(), madeFrom: "", newSign: false };
}

const save = () => sessionStorage.setItem(KEPT, JSON.stringify(state));
const words = (name, values = {}) => fill(tables.says[name], values);
const here = () => tables.countries[country()];
const forWhom = (holder, name) => holder[state.forAnother ? `${name}_another` : name];

function fill(text, values) {
  if (typeof text === "object") return { en: fill(text.en, values) };
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function country() {
  const known = (name) => (Object.hasOwn(tables.countries, name ?? "") ? name : null);
  const region = navigator.language.split("-")[1]?.toUpperCase();
  return known(chosenHere()) ?? known(root.dataset.country) ?? US_UK[region] ?? (tables.eu_regions.includes(region?.toLowerCase()) ? "eu" : "elsewhere");
}

// What was chosen on this page counts until another country is chosen on the server's pages.
function chosenHere() {
  const [over, chosen] = (localStorage.getItem(WHERE) ?? "").split(">");
  return over === root.dataset.country ? chosen : null;
}

function show(heading, ...parts) {
  title.replaceChildren(...said(heading));
  body.replaceChildren(...parts.filter(Boolean));
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
  globalThis.unclenchReadAloud?.again();
}

// The page that comes next: as on the server, danger first, then numbers, then what decides about remedies.
function next() {
  save();
  const answer = wholeCheck(tables, state.findings, state.numbers);
  if (answer.failed) return showFailure();
  if (answer.emergency) return showResult(answer);
  const again = toAskAgain(tables, state.findings).filter((place) => !state.again.includes(place));
  if (again.length) return askAgain(again);
  const open = screens(tables, state.findings, state.numbers).map(withoutNumbers).filter((one) => one.places.length);
  const danger = open.find((one) => tables.groups[one.group].danger);
  if (danger) return ask(danger);
  if (!state.about) return askNumbers();
  const unfinished = open.find((one) => one.places.some((place) => answer.open.includes(tables.table.findings[place])));
  if (unfinished) return ask(unfinished);
  if (open.length && state.more) return ask(open[0]);
  return showResult(answer, open.length > 0);
}

function withoutNumbers(screen) {
  const derived = new Set(tables.table.derived.map((row) => row[0]));
  return { ...screen, places: screen.places.filter((place) => !derived.has(place)) };
}

function ask(screen) {
  const group = tables.groups[screen.group];
  const questions = screen.places.map((place) => ({ place, text: tables.findings[place].question }));
  showQuestions(group.title, group.lead, questions);
}

function askAgain(places) {
  const questions = places.map((place) => ({ place, text: tables.findings[place].plainer ?? tables.findings[place].question }));
  showQuestions(words("again_title"), words("again_lead"), questions, places);
}

function showQuestions(heading, lead, questions, again = []) {
  const ids = questions.map(({ place }) => tables.table.findings[place]);
  const choices = ["yes", "no", "unsure"].map((answer) => [answer, words(answer)]);
  const problem = element("div", { className: "card problem", hidden: true, role: "alert" },
    element("h2", {}, words("still_open")), element("p", {}, words("tap_each")));
  const fields = questions.map(({ place, text }, i) =>
    fieldset(ids[i], text, choices, [words("means"), tables.findings[place].means]));
  const form = formOf([problem, element("p", { className: "quiet" }, words("read_all")), ...fields,
    element("div", { className: "bar-next" }, element("button", { value: "no" }, words("no_to_rest")),
      element("button", { className: "plain", value: "unsure" }, words("unsure_rest")))],
  (sent, rest) => {
    state.latest = ids;
    const answers = Object.fromEntries(ids.map((id) => [id, sent.get(id) ?? rest]));
    problem.hidden = ids.every((id) => answers[id]);
    if (!problem.hidden) return problem.scrollIntoView();
    Object.assign(state.findings, answers);
    state.again.push(...again);
    next();
  });
  onceAnswered(form, () => tellAtOnce(form, ids));
  show(heading, state.newSign && element("section", { className: "card alarm" }, element("p", {}, words("new_sign")),
    element("p", {}, element("a", { className: "button plain danger", href: `tel:${here().number}` }, words("call", { number: here().number })))),
  element("p", { className: "quiet" }, state.forAnother ? words("for_another") : ""),
    element("p", {}, lead), form);
}

// An emergency is told with the tap that shows it; what is still open on the page stays open.
function tellAtOnce(form, ids) {
  const tapped = new FormData(form);
  const answers = Object.fromEntries(ids.filter((id) => tapped.get(id)).map((id) => [id, tapped.get(id)]));
  if (!wholeCheck(tables, { ...state.findings, ...answers }, state.numbers).emergency) return;
  Object.assign(state.findings, answers);
  state.latest = ids;
  next();
}

// Back to the page whose answer made it an emergency, with that answer taken back.
function takeBack() {
  for (const id of state.latest) if (state.findings[id] === "yes") delete state.findings[id];
  next();
}

function askNumbers() {
  const pounds = country() === "us";
  const field = (name, label) => element("div", { className: "field" }, element("label", { htmlFor: name }, label),
    element("input", { id: name, name, type: "text", inputMode: "decimal", autocomplete: "off" }));
  const units = element("select", { id: "unit", name: "unit" },
    ...Object.keys(HOURS).map((unit) => element("option", { value: unit }, words(unit))));
  const problem = element("p", { className: "card problem", hidden: true, role: "alert" });
  const form = formOf([problem, scaleOf("pain_nrs", words("pain_nrs"), words("scale")),
    element("div", { className: "row" }, field("duration", words("duration_hours")),
      element("div", { className: "field" }, element("label", { htmlFor: "unit" }, words("unit")), units)),
    field("age_years", words("age_years")), field("weight", words(pounds ? "weight_lb" : "weight_kg")),
    element("button", {}, words("next"))],
  (sent) => {
    const typed = (name, factor = 1) => {
      const text = (sent.get(name) ?? "").trim().replace(",", ".");
      return text === "" ? null : Number(text) * factor;
    };
    const numbers = { pain_nrs: typed("pain_nrs"), age_years: typed("age_years"),
      duration_hours: typed("duration", HOURS[sent.get("unit")]), weight_kg: typed("weight", pounds ? POUND_KG : 1) };
    const wrong = Object.keys(numbers).find((name) => numbers[name] !== null &&
      !(numbers[name] >= LIMITS[name][0] && numbers[name] <= LIMITS[name][1]));
    problem.hidden = !wrong;
    if (wrong) return refuseNumber(problem, wrong, pounds);
    keepNumbers(numbers);
    next();
  });
  show(words("about_title"), element("p", {}, words("about_lead")), form);
}

function refuseNumber(problem, name, pounds) {
  const factor = name === "weight_kg" && pounds ? POUND_KG : 1;
  const label = words(name === "weight_kg" && pounds ? "weight_lb" : name);
  const [low, high] = LIMITS[name].map((limit) => Math.round(limit / factor));
  problem.replaceChildren(element("strong", {}, label), " ", ...said(words("not_a_number", { low, high })));
  problem.scrollIntoView();
}

// A number left empty makes what follows from it "not sure", never "no".
function keepNumbers(numbers) {
  state.numbers = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null));
  for (const [place, name] of tables.table.derived) {
    if (numbers[name] === null) state.findings[tables.table.findings[place]] = "unsure";
  }
  state.about = true;
}

function showResult(answer, moreToAsk = false) {
  const emergency = answer.urgency === "emergency_now";
  const [what, soon, whom] = here().care[answer.urgency];
  const kinds = emergency ? kindsOfHelp(answer) : [];
  show(tables.urgencies[answer.urgency], state.forAnother && element("p", { className: "quiet" }, words("for_another")),
    element("section", { className: `card ${tables.styles[answer.urgency]}` },
      element("h2", {}, words("what_to_do")), element("p", { className: "level" }, emergency ? forWhom(here(), "help")[kinds[0]] : what),
      ...callButtons(kinds), ...readOut(answer, kinds[0]),
      !emergency && element("p", {}, element("strong", {}, words("how_soon")), ": ", ...said(soon)),
      element("p", {}, element("strong", {}, words("whom")), ": ", ...said(whom)), ...helpLines()),
    emergency && state.latest.length > 0 && element("button", { className: "plain", onclick: takeBack }, words("mistaken")),
    ...(emergency ? [element("h2", {}, words("until_help")),
      element("ul", {}, ...forWhom(tables, "until_help")[kinds[0]].map((one) => element("li", {}, one)))] : []),
    ...reasons(answer), ...(emergency ? [] : remedies(answer, moreToAsk)),
    element("p", { className: "card quiet" }, words("limits", { date: tables.made_on })), ...keepAnswers(),
    element("button", { className: "plain", onclick: startOver }, words("anew")));
}

// How help comes in the emergencies that stand, what decides first; one that does not say means an ambulance.
function kindsOfHelp(answer) {
  const urgencyOf = new Map(tables.table.rules.map(([id, urgency]) => [id, urgency]));
  const found = new Set(answer.fired.filter((id) => urgencyOf.get(id) === EMERGENCY).map((id) => tables.red_flags[id].help));
  const kinds = tables.help_order.filter((kind) => found.has(kind));
  return found.has(null) || !kinds.length ? [tables.help_order[0], ...kinds] : kinds;
}

function callButtons(kinds) {
  const calls = kinds.flatMap((kind) => here().calls[kind]);
  const once = calls.filter((call, i) => calls.findIndex((one) => one.dial === call.dial) === i);
  return once.map(({ says, dial }, i) => element("p", {}, element("a",
    { className: i ? "button plain danger" : "button big help", href: `tel:${dial}` }, says)));
}

function readOut(answer, kind) {
  const crisis = kind === "crisis_line";
  if (crisis) return [element("h3", {}, words("read_out")), element("p", { className: "read-out" }, spoken("opening_crisis"))];
  const rules = [...answer.fired, ...answer.possible];
  if (!rules.length) return [];
  const names = rules.slice(0, 3).map((id) => tables.red_flags[id].condition);
  const signs = tables.table.findings.map((id, place) => [id, tables.findings[place].question])
    .filter(([id]) => state.findings[id] === "yes").slice(0, 5).map(([, question]) => text(question).replace(/^[¿\s]+|[?\s]+$/g, ""));
  const opening = kind === "poison_line" ? words("opening_poison") : spoken("opening");
  const told = [signs.length ? spoken("i_have", { signs: signs.join("; ") }) : "", words("check_for", { conditions: names.map(text).join(", ") })];
  return [element("h3", {}, words("read_out")), element("p", { className: "read-out" },
    words("then_read", { opening: text(opening), told: told.map(text).filter(Boolean).join(" ") }))];
}

// In words for whoever answers: somebody who helps speaks about the person in pain.
const spoken = (name, values) => words(state.forAnother ? `${name}_another` : name, values);

const text = (value) => (typeof value === "object" ? value.en : value);

function helpLines() {
  const said_yes = (ids) => ids.some((id) => state.findings[id] === "yes");
  const line = (name, number) => number && element("p", {}, words(name, { line: text(number) }));
  return [said_yes([tables.suicide_finding]) && line("talk", here().suicide_line),
    said_yes(tables.poison_findings) && line("poison", here().poison_line)];
}

function reasons(answer) {
  const list = (ids, part = "says") => element("ul", {}, ...ids.map((id) => element("li", {}, tables.red_flags[id][part],
    ...(tables.red_flags[id].draft ? [" ", element("span", { className: "tag" }, words("draft"))] : []))));
  return [(answer.fired.length || answer.possible.length) && element("h2", {}, words("why")),
    answer.fired.length && list(answer.fired),
    ...(answer.possible.length ? doubts(answer.possible, list) : [])];
}

// "This can be a heart attack, call now" does not fit beside "see a doctor today": what it may be, and when to call.
function doubts(possible, list) {
  const urgencyOf = new Map(tables.table.rules.map(([id, urgency]) => [id, urgency]));
  const once = possible.filter((id, i) => possible.findIndex((one) =>
    text(tables.red_flags[one].condition) === text(tables.red_flags[id].condition)) === i);
  const number = here().number, grave = possible.some((id) => urgencyOf.get(id) === EMERGENCY);
  return [element("p", {}, words("maybe")), list(once.slice(0, SHORT), "condition"),
    once.length > SHORT && element("details", {}, element("summary", {}, words("more_of_them")), list(once.slice(SHORT), "condition")),
    grave && element("p", {}, words("if_so")),
    grave && element("p", {}, element("a", { className: "button big help", href: `tel:${number}` }, words("call", { number })))];
}

function remedies(answer, moreToAsk) {
  const open = tables.remedies.filter((id) => answer.offers[id].status !== "blocked");
  const why = (id) => answer.offers[id].because.map((rule) => text(tables.contraindications[rule] ?? rule)).join(" ");
  const item = (id) => element("li", {}, element("strong", {}, here().remedies[id]), ": ",
    ...said(tables.statuses[answer.offers[id].status]), ". ", why(id));
  return [element("h2", {}, words("may_use")),
    open.length ? element("ul", { className: "offers card" }, ...open.map(item))
      : element("p", {}, moreToAsk ? words("not_screened") : words("nothing_yet")),
    moreToAsk && element("button", { onclick: () => { state.more = true; next(); } }, words("more"))];
}

// Once for each set of answers: into the outbox, for the server to look at when it can be reached.
function keepAnswers() {
  if (!root.dataset.send || !globalThis.unclenchOutbox) return [];
  const answers = JSON.stringify({ findings: state.findings, numbers: state.numbers, for_another: state.forAnother,
    begun_at: state.begun, made_from: state.madeFrom });
  const line = element("p", { className: "card", role: "status" }, words("waiting"));
  const key = `offline-${hashOf(answers)}-${state.key}`;
  const earlier = state.sent && state.sent !== key ? unclenchOutbox.discard(state.sent) : Promise.resolve();
  state.sent = key;
  save();
  earlier.then(() => unclenchOutbox.send({ address: root.dataset.send, fields: { answers }, key })).then((outcome) => {
    if (outcome === "sent") return replaceByServer();
    line.hidden = outcome === "refused";
    addEventListener("unclench-outbox", async () => {
      if (line.isConnected && !(await unclenchOutbox.has(key))) replaceByServer();
    });
  }).catch(() => { line.hidden = true; });
  return [line];
}

function replaceByServer() {
  sessionStorage.removeItem(KEPT);
  location.replace(root.dataset.then);
}

function hashOf(text) {
  let hash = 5381;
  for (const letter of text) hash = (hash * 33 + letter.codePointAt(0)) % 4294967296;
  return hash.toString(16);
}

function showFailure() {
  document.querySelector(".signs").open = true;
  if (!tables?.says) return; // the page as it came holds the list, and says what to do
  const number = tables.any_number;
  show(words("failed_title"), element("p", { className: "card alarm level" }, words("failed", { number })),
    element("button", { className: "plain", onclick: startOver }, words("anew")));
}

function startOver() {
  sessionStorage.removeItem(KEPT);
  location.reload();
}

function tooOld() {
  const age = (Date.now() - Date.parse(tables.made_on)) / DAY_MS;
  return !(age >= -2 && age <= tables.most_days_old); // a clock that is not a number counts as too old
}

function showNumber() {
  const call = document.querySelector(".call"), { number } = here();
  call.href = `tel:${number}`;
  call.textContent = text(words("call", { number }));
}

function offerStart() {
  const select = document.getElementById("country");
  select.append(...Object.entries(tables.countries).map(([id, { name }]) =>
    element("option", { value: id, selected: id === country() }, name)));
  select.addEventListener("change", () => { localStorage.setItem(WHERE, `${root.dataset.country}>${select.value}`); showNumber(); });
  select.parentElement.hidden = false;
  document.getElementById("no-script").hidden = true;
  for (const [id, forAnother] of [["start-me", false], ["start-another", true]]) {
    const button = document.getElementById(id);
    button.hidden = false;
    button.addEventListener("click", () => {
      state = { ...fresh(), forAnother, key: Date.now().toString(36) };
      next();
    });
  }
}

// A page of the server's own check could not be sent: what it held, and what was answered before it, counts here.
function carriedOver() {
  if (new URLSearchParams(location.search).get("carry-on") === null) return null;
  const told = JSON.parse(sessionStorage.getItem(CARRIED) ?? "null");
  if (!told) return null;
  const places = new Map(tables.table.findings.map((id, place) => [id, place]));
  state = { ...fresh(), findings: Object.fromEntries(Object.entries(told.findings).filter(([id]) => places.has(id))),
    again: told.again.map((id) => places.get(id)), latest: told.latest, numbers: told.numbers, about: told.about,
    forAnother: told.forAnother, madeFrom: told.madeFrom ?? "", key: Date.now().toString(36) };
  save();
  sessionStorage.removeItem(CARRIED);
  return state;
}

// The diary says that a danger sign may be new: straight into the questions, whatever was answered here before.
function newSign() {
  if (new URLSearchParams(location.search).get("new-sign") === null) return null;
  state = { ...fresh(), newSign: true, key: Date.now().toString(36) };
  history.replaceState(null, "", location.pathname);
  return state;
}

async function begin() {
  if (root.dataset.worker) navigator.serviceWorker?.register(root.dataset.worker).catch(() => {});
  try {
    tables = await (await fetch(root.dataset.document)).json();
    if (tables.version !== VERSION || tooOld()) return showFailure();
    showNumber();
    offerStart();
    if (newSign() || carriedOver()) return next();
    const kept = sessionStorage.getItem(KEPT);
    if (kept) {
      state = { ...fresh(), ...JSON.parse(kept) };
      next();
    }
  } catch {
    showFailure();
  }
}

begin();
