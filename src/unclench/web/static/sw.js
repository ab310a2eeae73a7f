// The service worker: keeps the pages that must work without a connection. The lines before these, written by the server
// (web/offline_pages.py) or by the export, name them:
//   VERSION  a digest of everything kept; a change fetches everything anew     FALLBACK  shown when a page cannot be had
//   KEPT     addresses to keep     STANDINS  address -> kept page shown in its place     OUTBOX  the outbox's script, or ""
//   CARRY_ON how the address of a form begins -> where to go on when it cannot be sent
// No answer to anybody is ever kept here: only what is the same for everybody, and what a page asks to keep by name.
"use strict";

const SCOPE = ` ${registration.scope}`, CACHE = `unclench ${VERSION}${SCOPE}`, PAGE_PATIENCE_MS = 10000, FILE_PATIENCE_MS = 4000;
if (OUTBOX) importScripts(OUTBOX);

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("unclench ") && name.endsWith(SCOPE) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(fill().catch(() => { /* what is kept stays */ }));
});

self.addEventListener("sync", (event) => {
  if (OUTBOX && event.tag === "unclench-outbox") event.waitUntil(unclenchOutbox.flush());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && isKept(request.url)) event.respondWith(file(request));
});

const isKept = (address) => KEPT.some((kept) => new URL(kept, location.href).pathname === new URL(address).pathname);

// All or nothing: a half-filled cache would show old rules beside new words.
async function fill() {
  const answers = await Promise.all(KEPT.map(async (address) => {
    const answer = await fetch(new Request(address, { cache: "reload", credentials: "same-origin" }));
    if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
    return [address, await whole(answer)];
  }));
  const cache = await caches.open(CACHE);
  await Promise.all(answers.map(([address, answer]) => cache.put(address, answer)));
}

// Read to its end at once: answers that wait half-read hold the few connections that the others need.
async function whole(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(await answer.arrayBuffer(), { headers });
}

// A form of the danger check that the server could not take goes on here, as one that could not be sent.
async function page(request) {
  const { pathname } = new URL(request.url);
  try {
    const answer = await (request.method === "GET" ? patiently(fetch(request), PAGE_PATIENCE_MS) : fetch(request));
    return answer.status >= 500 ? (await carriedOn(request, pathname)) ?? answer : answer;
  } catch {
    const onward = await carriedOn(request, pathname);
    if (onward) return onward;
    const standin = Object.hasOwn(STANDINS, pathname) ? await caches.match(STANDINS[pathname]) : undefined;
    const own = request.method === "GET" ? await caches.match(request, { ignoreSearch: true, ignoreVary: true }) : undefined;
    return own ?? standin ?? (await caches.match(FALLBACK)) ?? Response.error();
  }
}

async function carriedOn(request, pathname) {
  const onward = request.method === "POST" && Object.keys(CARRY_ON).find((begin) => pathname.startsWith(begin));
  const kept = onward && (await caches.match(CARRY_ON[onward], { ignoreSearch: true, ignoreVary: true }));
  return kept ? Response.redirect(CARRY_ON[onward], 303) : null;
}

async function file(request) {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    const answer = await (kept ? patiently(fetch(request), FILE_PATIENCE_MS) : fetch(request));
    return answer.ok || answer.status === 304 || !kept ? answer : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

function patiently(answer, limit) {
  return Promise.race([answer, new Promise((_, late) => setTimeout(late, limit, new Error("too slow")))]);
}
