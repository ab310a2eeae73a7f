// On a page of the danger check: a "yes" that means an emergency is sent with the tap itself; the buttons say how they
// count what was left open; one button stays in reach, which answers nothing: it leads to the questions further down.
// What is sent stays in this tab, for the offline check to go on from when it cannot arrive.
//
//   form data-alarms    lists of question ids: a "yes" to all of one list is an emergency
//   form data-carried   what was answered before this page, see carried() of web/offline_answers.py
"use strict";

(() => {
  const CARRIED = "unclench-carried";
  const form = document.querySelector("form[data-alarms]");
  if (!form) return;
  const alarms = JSON.parse(form.dataset.alarms);
  const asked = () => Array.from(form.querySelectorAll("input[name=asked]"), (input) => input.value);
  const answerOf = (id) => form.elements[`finding.${id}`]?.value ?? "";
  const onward = form.querySelector(".onward"), end = form.querySelector(".bar-next");
  let atOnce = false, byArrow = false, passedOver = null;

  // Sent before the page is finished, only what was tapped counts as asked: nothing else is answered by it.
  form.addEventListener("formdata", ({ formData }) => {
    if (!atOnce) return;
    formData.delete("asked");
    for (const id of asked()) if (answerOf(id)) formData.append("asked", id);
  });

  // The arrow keys pass over "yes" on their way: what they chose counts when the question is left.
  form.addEventListener("keydown", ({ key }) => { byArrow = key.startsWith("Arrow"); });
  form.addEventListener("pointerdown", () => { byArrow = false; });
  form.addEventListener("change", ({ target }) => {
    showWhatIsLeft();
    passedOver = byArrow ? target : null;
    if (!byArrow) tellAtOnce(target);
  });
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (passedOver && relatedTarget?.name !== passedOver.name) tellAtOnce(passedOver);
  });

  function tellAtOnce({ name, value }) {
    const id = name?.replace(/^finding\./, "");
    const isAlarm = (set) => set.includes(id) && set.every((one) => answerOf(one) === "yes");
    if (value !== "yes" || !alarms.some(isAlarm)) return;
    passedOver = null;
    atOnce = true;
    form.requestSubmit();
    atOnce = false;
  }

  form.addEventListener("submit", (event) => {
    const told = JSON.parse(form.dataset.carried), fields = new FormData(form, event.submitter);
    told.latest = fields.getAll("asked");
    for (const id of told.latest) {
      const answer = fields.get(`finding.${id}`) || fields.get("rest");
      if (answer) told.findings[id] = answer;
    }
    try { sessionStorage.setItem(CARRIED, JSON.stringify({ ...told, at: Date.now() })); } catch { /* the list stays */ }
  });

  // A button that speaks for the rest says so only while there is a rest.
  function showWhatIsLeft() {
    const all = asked().every(answerOf);
    for (const button of form.querySelectorAll("button[data-all-said]")) {
      button.dataset.usual ??= button.textContent;
      button.hidden = all && !button.dataset.allSaid;
      button.textContent = all ? button.dataset.allSaid : button.dataset.usual;
    }
  }

  onward?.addEventListener("click", () => {
    if (asked().every(answerOf)) return end.querySelector("button").click();
    const below = Array.from(form.querySelectorAll(".question"), (one) => one).find(isBelow) ?? end;
    below.scrollIntoView({ block: below === end ? "end" : "start" });
  });
  const isBelow = (one) => one.getBoundingClientRect().bottom > onward.getBoundingClientRect().top;

  if (onward) new IntersectionObserver(([seen]) => { onward.hidden = seen.isIntersecting; }).observe(end);
  addEventListener("pageshow", showWhatIsLeft);
})();
