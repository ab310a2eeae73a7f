// Small pieces of a page, made without ever reading markup from text.

/** What to show of a text: the text, or {en: text} as English, so that a screen reader reads it as such. */
export function said(value) {
  if (value === null || value === undefined || value === false) return [];
  if (value instanceof Node || typeof value === "string" || typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(said);
  return [element("span", { lang: "en", dir: "ltr" }, value.en)];
}

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flatMap(said));
  return made;
}

function tiles(name, choices, shape = "") {
  return element("div", { className: `tiles ${shape}` }, ...choices.map(([value, label]) =>
    element("div", { className: "tile" },
      element("input", { type: "radio", id: `${name}-${value}`, name, value }),
      element("label", { htmlFor: `${name}-${value}` }, label))));
}

/** One question with its choices and, folded, what it means. */
export function fieldset(name, text, choices, [summary, means]) {
  return element("fieldset", { className: "question" }, element("legend", {}, text), tiles(name, choices),
    element("details", {}, element("summary", {}, element("span", { className: "sr" }, summary)), element("p", {}, means)));
}

/** A scale from 0 to 10. */
export function scaleOf(name, text, explained) {
  const choices = Array.from({ length: 11 }, (_, value) => [String(value), String(value)]);
  return element("fieldset", {}, element("legend", {}, text), tiles(name, choices, "scale"),
    element("p", { className: "quiet" }, explained));
}

/** A form that hands its fields and the value of the button to a function. The Enter key alone presses no button. */
export function formOf(parts, onSent) {
  const enter = element("button", { className: "sr", value: "", tabIndex: -1, ariaHidden: "true" });
  const form = element("form", { noValidate: true, className: "check" }, enter, ...parts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSent(new FormData(form), event.submitter?.value || undefined);
  });
  return form;
}

/** Calls act with each answer; one that the arrow keys only passed over counts when its question is left. */
export function onceAnswered(form, act) {
  let byArrow = false, passedOver = null;
  form.addEventListener("keydown", ({ key }) => { byArrow = key.startsWith("Arrow"); });
  form.addEventListener("pointerdown", () => { byArrow = false; });
  form.addEventListener("change", ({ target }) => {
    passedOver = byArrow ? target : null;
    if (!byArrow) act();
  });
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (passedOver && form.isConnected && relatedTarget?.name !== passedOver.name) act();
  });
}
