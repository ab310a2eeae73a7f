// On every page: the service worker that keeps the pages for times without a connection, and the outbox's quiet line.
//
//   unclenchOffline.keep(address)   keep one more page on this device, such as that of a running session, until all is
//                                   erased; resolves when it is there
"use strict";

globalThis.unclenchOffline = (() => {
  const DAY_MS = 24 * 3600 * 1000, LAST_TRY_MS = 4000, JUST_SENT_MS = 60000;
  const workers = "serviceWorker" in navigator ? navigator.serviceWorker : null;

  async function tellWorker(message) {
    const registration = await workers?.ready;
    registration?.active?.postMessage(message);
  }

  async function keep(address) {
    const cache = await caches.open("unclench-kept");
    await cache.add(new Request(address, { cache: "reload" }));
  }

  // What is kept is in one language and for one country: fetch it anew when these change, and once a day.
  async function refresh() {
    const now = `${document.documentElement.lang} ${document.querySelector(".call")?.textContent}`;
    const before = JSON.parse(localStorage.getItem("unclench-kept") ?? "{}");
    if (before.now === now && Date.now() - before.at < DAY_MS && Date.now() >= before.at) return;
    await tellWorker("refresh");
    localStorage.setItem("unclench-kept", JSON.stringify({ now, at: Date.now() }));
  }

  function showLine({ waiting, refused, serverFailed }) {
    const line = document.getElementById("outbox-line");
    if (!line) return;
    const words = [];
    if (waiting && serverFailed) words.push(line.dataset.failed.replace("{count}", waiting));
    else if (waiting) words.push(waiting === 1 ? line.dataset.one : line.dataset.many.replace("{count}", waiting));
    if (refused) words.push(line.dataset.refused);
    line.textContent = words.join(" ");
    line.hidden = words.length === 0;
  }

  // On the page for no connection: the way back to what a page asked to keep, such as a running session.
  async function showKept() {
    const place = document.getElementById("kept-pages");
    if (!place) return;
    for (const { url } of await (await caches.open("unclench-kept")).keys()) {
      const link = Object.assign(document.createElement("a"), { className: "button", href: url });
      link.textContent = place.dataset.goOn;
      place.append(link);
      place.hidden = false;
    }
  }

  // What waits in the outbox is sent before a form that would leave it behind (data-outbox-first); a form that clears the
  // outbox says in it what would be lost, and asks.
  async function sendFirst(form) {
    await Promise.race([unclenchOutbox.flush().catch(() => {}), new Promise((done) => setTimeout(done, LAST_TRY_MS))]);
    const left = (await unclenchOutbox.waiting()) + (await unclenchOutbox.refused()).length;
    const warning = form.dataset.outboxFirst;
    return !left || !warning || confirm(warning.replace("{count}", left));
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-outbox-first]") || form.dataset.outboxAsked || event.defaultPrevented) return;
    event.preventDefault();
    if (!(await sendFirst(form).catch(() => true))) return;
    form.dataset.outboxAsked = "yes";
    form.requestSubmit(event.submitter);
  });

  // The answers were sent, but the page that tells what they mean did not come: the device says it by itself.
  function sayWhatWasSent() {
    if (!document.getElementById("kept-pages") || !["/check", "/result"].includes(location.pathname)) return;
    const told = JSON.parse(sessionStorage.getItem("unclench-carried") ?? "null");
    const age = Date.now() - told?.at;
    if (age >= 0 && age < JUST_SENT_MS) location.replace("/offline/check?carry-on");
  }

  sayWhatWasSent();
  showKept().catch(() => {});
  addEventListener("unclench-outbox", (event) => showLine(event.detail));
  // Keeping pages for later must not hold up the one that is being opened.
  function beginKeeping() {
    workers.register("/sw.js").then(refresh).catch(() => { /* no secure connection: the pages work as before */ });
  }
  if (workers && document.readyState === "complete") beginKeeping();
  else if (workers) addEventListener("load", beginKeeping, { once: true });
  return { keep };
})();
