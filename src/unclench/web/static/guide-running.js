// On pages beside the session: the way back to one that is running, and what it still has to tell goes on its way.
//   <p id="guide-running" data-words="Go on with: {title}" hidden></p>
import { Keeper } from "./guide-keeper.js";
import { handOver, storage } from "./guide-luggage.js";

const clock = () => ({ wall_ms: Date.now(), steady_ms: performance.now(), run: "beside" });
const keeper = new Keeper(storage, clock, null);
const place = document.getElementById("guide-running"), running = keeper.found();

if (place && running) {
  const link = Object.assign(document.createElement("a"), { className: "button big", href: "/guide" });
  link.textContent = place.dataset.words.replace("{title}", running.title);
  place.append(link);
  place.hidden = false;
}
handOver(keeper);
