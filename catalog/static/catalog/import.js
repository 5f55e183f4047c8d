// Import: files can be dropped, a button that was pressed says that it works, and choices are saved at once.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  zone.querySelector(".import-drop-hint").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.setAttribute("data-over", "");
    });
  }
  zone.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.removeAttribute("data-over");
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    // A button that is disabled at once is not sent.
    setTimeout(() => {
      if (!button) return;
      button.disabled = true;
      if (button.classList.contains("btn-primary")) {
        button.dataset.label = button.textContent;
        button.textContent = form.dataset.busy;
      }
    });
  });
}

// The way back of the browser shows the page as it was left.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[disabled]")) {
      button.disabled = false;
      if (button.dataset.label) button.textContent = button.dataset.label;
    }
  }
});

for (const form of document.querySelectorAll("form[data-choices]")) {
  document.documentElement.classList.add("import-scripted");
  let saving = Promise.resolve();
  form.addEventListener("change", (event) => {
    if (!event.target.name.startsWith("choice-")) return;
    saving = saving.then(async () => {
      const data = new FormData(form);
      data.set("do", "save");
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) return location.reload();
      const { version, summary, label } = await answer.json();
      form.elements.version.value = version;
      const button = form.querySelector("button[value=import]");
      if (button) button.textContent = label;
      document.querySelector("[data-summary]").textContent = summary;
    });
  });
}
