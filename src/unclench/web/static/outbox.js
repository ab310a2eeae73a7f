// The outbox: what somebody wrote while there was no connection waits here, on this device, and is sent once.
//
//   await unclenchOutbox.send({ address, fields, key })  -> "sent" | "kept" | "refused"
//     address  where the form goes, such as "/diary"
//     fields   an object (a value may be a list) or a list of [name, value] pairs, as the form would send them
//     key      names this entry for good; the server keeps one entry per key. Left out, a random one is made.
//              It goes along as the field "nonce", and the moment of the call as "happened_at" (ISO 8601, UTC). The moment
//              of sending goes along as "sent_at", so that the server can tell how long it waited by a clock that is wrong.
//   With wait: false it resolves with "kept" as soon as it is safely here; sending goes on by itself.
//   A field "seal" says whose entry it is; without one, the seal of the last page with a form is taken. Before sending it
//   is changed for a fresh one, so entries may wait for months and never reach anybody else's diary.
//   "refused": the server looked at it and said no (4xx); it stays here until discard(key), so that nothing is lost.
//
//   unclenchOutbox.flush()        try to send now: in order, one at a time over all tabs and the service worker
//   unclenchOutbox.waiting()      -> how many wait        unclenchOutbox.refused() -> the entries that were refused
//   unclenchOutbox.has(key)       -> is it still here?
//   unclenchOutbox.discard(key)   forget one              unclenchOutbox.clear()   forget all (erase, log-out)
//
// <form data-outbox="/where-to-go-after">: is sent through the outbox by itself, and plainly where there is no script.
//   A button's data-sent goes before the form's address; its data-kept is where to go when the entry has to wait.
// Window event "unclench-outbox" (detail {waiting, refused, serverFailed}) after every change; base.html shows it as a
// quiet line. serverFailed: the server was reached and could not keep what was sent.
// Sending is tried on load, when the connection comes back, when the page is looked at again, and by the service worker.
"use strict";

globalThis.unclenchOutbox = (() => {
  const PATIENCE_MS = 6000, REQUEST_MS = 20000, RETRY_MS = 30000, TAG = "unclench-outbox";
  const NOT_NOW = new Set([401, 403, 408, 425, 429]);
  let opened = null, serverFailed = false;

  function database() {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open("unclench", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "place", autoIncrement: true })
          .createIndex("key", "key", { unique: true });
        request.result.createObjectStore("notes");
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => { request.result.close(); opened = null; };
        done(request.result);
      };
      request.onerror = () => failed(request.error);
    }).catch((error) => { opened = null; throw error; });
    return opened;
  }

  // Run one request in a transaction of its own and wait until it is safely written.
  async function ask(store, mode, makeRequest) {
    const transaction = (await database()).transaction(store, mode, { durability: "strict" });
    const request = makeRequest(transaction.objectStore(store));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error ?? request.error);
    });
  }

  const all = () => ask("outbox", "readonly", (store) => store.getAll());
  const pending = async () => (await all()).filter((entry) => !entry.refused);
  const placeOf = (key) => ask("outbox", "readonly", (store) => store.index("key").getKey(key));

  function randomKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function pairsOf(fields) {
    const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
    return pairs.flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  }

  async function send({ address, fields = {}, key, wait = true }) {
    let pairs = pairsOf(fields);
    const given = (name) => pairs.find((pair) => pair[0] === name)?.[1];
    key ||= given("nonce") || randomKey();
    const seal = given("seal") ?? (await ask("notes", "readonly", (store) => store.get("seal"))) ?? "";
    const happenedAt = given("happened_at") || new Date().toISOString();
    pairs = pairs.filter(([name]) => !["seal", "nonce", "happened_at"].includes(name));
    const entry = { address, key, seal, pairs: [...pairs, ["nonce", key], ["happened_at", happenedAt]] };
    if ((await placeOf(key)) === undefined) await ask("outbox", "readwrite", (store) => store.add(entry));
    askForSync();
    if (!wait) { flush().catch(() => {}); return "kept"; }
    await Promise.race([flush(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    const left = (await all()).find((one) => one.key === key);
    return left === undefined ? "sent" : left.refused ? "refused" : "kept";
  }

  async function flush() {
    const work = async () => {
      const fresh = new Map();
      for (const entry of await pending()) if ((await deliver(entry, fresh)) === "stop") break;
    };
    try {
      await (navigator.locks ? navigator.locks.request(TAG, work) : work());
    } finally {
      await tell();
    }
  }

  // "stop": the connection or the server is away, and what comes later has to wait too, to stay in order.
  async function deliver(entry, fresh) {
    let answer;
    try {
      if (!fresh.has(entry.seal)) fresh.set(entry.seal, await renewed(entry.seal));
      const seal = fresh.get(entry.seal);
      if (seal === null) return "somebody else's";
      answer = await post(entry.address, [...entry.pairs, ["seal", seal], ["sent_at", new Date().toISOString()]]);
    } catch (error) {
      serverFailed = error.cause >= 500;
      return "stop";
    }
    serverFailed = answer.status >= 500;
    if (answer.ok || answer.type === "opaqueredirect") {
      await ask("outbox", "readwrite", (store) => store.delete(entry.place));
      return "sent";
    }
    if (answer.status >= 500 || NOT_NOW.has(answer.status)) return "stop";
    await ask("outbox", "readwrite", (store) => store.put({ ...entry, refused: answer.status }));
    return "refused";
  }

  // A fresh seal for the one who is using these pages now, or null when the entry is another person's.
  async function renewed(seal) {
    const answer = await post("/outbox/seal", [["seal", seal]]);
    if (answer.status === 403) return null;
    if (!answer.ok) throw new Error("not now", { cause: answer.status });
    return (await answer.json()).seal;
  }

  function post(address, pairs) {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(REQUEST_MS) : undefined;
    return fetch(address, { method: "POST", body: new URLSearchParams(pairs), redirect: "manual", signal });
  }

  async function tell() {
    if (typeof window === "undefined") return;
    const entries = await all();
    const refused = entries.filter((entry) => entry.refused).length;
    window.dispatchEvent(new CustomEvent(TAG, { detail: { waiting: entries.length - refused, refused, serverFailed } }));
  }

  async function askForSync() {
    try {
      const registration = await globalThis.navigator?.serviceWorker?.getRegistration();
      await registration?.sync?.register(TAG);
    } catch { /* not every browser can; the page tries by itself */ }
  }

  async function discard(key) {
    const place = await placeOf(key);
    if (place !== undefined) await ask("outbox", "readwrite", (store) => store.delete(place));
    await tell();
  }

  async function clear() {
    await ask("outbox", "readwrite", (store) => store.clear());
    await ask("notes", "readwrite", (store) => store.clear());
    await tell();
  }

  function sendForms() {
    document.addEventListener("submit", async (event) => {
      const form = event.target;
      if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
      event.preventDefault();
      if (form.getAttribute("aria-busy") === "true") return;
      form.setAttribute("aria-busy", "true");
      const fields = [...new FormData(form, event.submitter)];
      const key = fields.find(([name]) => name === "nonce")?.[1];
      const outcome = await send({ address: form.action, fields, key }).catch(() => "unable");
      form.removeAttribute("aria-busy");
      const button = event.submitter?.dataset ?? {};
      if (outcome === "sent") location.assign(button.sent || form.dataset.outbox || location.href);
      else if (outcome === "kept" && button.kept) location.assign(button.kept);
      else if (outcome === "kept") anew(form);
      else sendPlainly(form, event.submitter, key);
    });
  }

  // Empty the form for the next entry, under a name of its own.
  function anew(form) {
    form.reset();
    const nonce = form.querySelector("[name=nonce]");
    if (nonce) nonce.value = randomKey();
  }

  // The server says best what is wrong with an entry: send the form as if there were no script.
  async function sendPlainly(form, button, key) {
    if (key) await discard(key).catch(() => {});
    if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name,
      value: button.value }));
    HTMLFormElement.prototype.submit.call(form);
  }

  function begin() {
    const seal = document.querySelector("input[name=seal]")?.value;
    if (seal) ask("notes", "readwrite", (store) => store.put(seal, "seal")).catch(() => {});
    sendForms();
    const tryNow = () => flush().catch(() => {});
    addEventListener("online", tryNow);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) tryNow(); });
    setInterval(async () => { if (!document.hidden && (await pending()).length) tryNow(); }, RETRY_MS);
    tryNow();
  }

  if (typeof document !== "undefined") begin();
  return { send, flush, discard, clear, has: async (key) => (await placeOf(key)) !== undefined, waiting: async () => (await pending()).length,
    refused: async () => (await all()).filter((entry) => entry.refused) };
})();
