// Forms with data-passkey ("create" or "get") ask the browser for a passkey and send its answer along as "credential".
// They stay hidden where there is no script or no passkey; the password form beside them always works.
"use strict";

(() => {
  if (!globalThis.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // The options come as JSON; what is binary in them travels as base64url.
  function asked(form) {
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user = { ...options.user, id: bytes(options.user.id), ...named(form, options.user) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (options[list]) options[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return { publicKey: options };
  }

  function named(form, user) {
    const name = form.elements.name?.value.trim() || user.name;
    return { name, displayName: name };
  }

  function answered(credential) {
    const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const given = names.filter((name) => credential.response[name]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: Object.fromEntries(given.map((name) => [name, text(credential.response[name])])),
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const says = form.querySelector("[data-says]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      says.textContent = "";
      try {
        const credential = await navigator.credentials[form.dataset.passkey](asked(form));
        form.elements.credential.value = answered(credential);
        form.submit();
      } catch {
        says.textContent = form.dataset.failed;
      }
    });
  }
})();
