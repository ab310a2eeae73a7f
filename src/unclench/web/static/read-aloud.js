// Reads a page of questions aloud, for somebody lying down who cannot look at the phone. Off until the button is pressed;
// pressed once, the next pages are read too, until it is pressed again. The voice is the device's own: nothing is sent.
"use strict";

globalThis.unclenchReadAloud = (() => {
  const voice = globalThis.speechSynthesis, ON = "unclench-read-aloud";
  const button = document.getElementById("read-aloud");

  const isOn = () => sessionStorage.getItem(ON) === "yes";

  function say(text) {
    if (!text.trim()) return;
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = document.documentElement.lang;
    spoken.rate = 0.95;
    voice.speak(spoken);
  }

  // The heading, what stands under it, each question with its answers, and the buttons.
  function read() {
    voice.cancel();
    for (const part of document.querySelectorAll("main h1, main p, main li, main legend, main button")) {
      if (part.closest("details, [hidden], .sr, #read-aloud") || part.hidden || part === button) continue;
      say(part.textContent);
      if (part.localName === "legend") say(answersOf(part.parentElement));
    }
  }

  function answersOf(fieldset) {
    return Array.from(fieldset.querySelectorAll(".tile label"), (label) => label.textContent).join(", ");
  }

  function show() {
    button.textContent = isOn() ? button.dataset.stop : button.dataset.start;
    button.setAttribute("aria-pressed", String(isOn()));
  }

  if (voice && button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      sessionStorage.setItem(ON, isOn() ? "no" : "yes");
      if (isOn()) read();
      else voice.cancel();
      show();
    });
    addEventListener("pagehide", () => voice.cancel());
    show();
    if (isOn()) read();
  }
  return { again: () => { if (voice && isOn()) read(); } };
})();
