// What a session takes along beside what the keeper keeps: whose it is, what comes next, and what was done on this device.
import { Keeper } from "./guide-keeper.js";

const LUGGAGE = "unclench-guide-luggage", DONE = "unclench-guide-done", MOST_DONE = 30;

// A place to keep things in, also where the browser allows none: then until the page is left.
export const storage = (() => {
  try {
    localStorage.setItem("unclench-try", "1");
    localStorage.removeItem("unclench-try");
    return localStorage;
  } catch {
    const held = new Map();
    return { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, String(value)),
      removeItem: (key) => held.delete(key) };
  }
})();

export const pack = (luggage) => write(LUGGAGE, luggage);
export const luggage = () => read(LUGGAGE) ?? {};

// Sessions that ended on this device, as guide-opening.js reads them: the server may not have heard of them yet.
export function noteDone(who, past) {
  write(DONE, [...done(), { who, ...past }].slice(-MOST_DONE));
}

export const doneBy = (who) => done().filter((one) => one.who === who);

export function eraseAll() {
  Keeper.erase(storage);
  for (const key of [LUGGAGE, DONE]) storage.removeItem(key);
}

// What happened goes to the outbox, one after the other; from there it reaches the server once, whenever that can be.
let handing = Promise.resolve();

export function handOver(keeper) {
  handing = handing.then(async () => {
    for (const { key, fields } of keeper.pending()) {
      await unclenchOutbox.send({ address: "/guide/report", fields, key, wait: false });
      keeper.handed(key);
    }
  }).catch(() => { /* no outbox: it stays with the keeper and is tried again with the next event or page */ });
  return handing;
}

function done() {
  const kept = read(DONE);
  return Array.isArray(kept) ? kept.filter((one) => one && Number.isFinite(one.ended_ms)) : [];
}

function read(key) {
  try { return JSON.parse(storage.getItem(key)); } catch { return null; }
}

function write(key, value) {
  try { storage.setItem(key, JSON.stringify(value)); } catch { /* full: the session goes on without */ }
}
