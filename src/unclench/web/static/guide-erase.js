// Everything was erased on the server, or somebody signed out: nothing stays on this device either. The browser is told to
// clear by itself (Clear-Site-Data), but not every browser does, and none does without a secure connection.
// Only after a form of these pages: a link from elsewhere must not cost anybody what waits to be sent.
import { eraseAll } from "./guide-luggage.js";

if (document.referrer.startsWith(`${location.origin}/`)) {
  eraseAll();
  for (const told of ["unclench-offline-check", "unclench-carried"]) sessionStorage.removeItem(told);
  globalThis.unclenchOutbox?.clear().catch(() => {});
  globalThis.caches?.delete("unclench-kept").catch(() => {});
}
