"use strict";

// Keyboard shortcuts. Links and buttons say their keys: data-keys="g m". A person can turn single keys off.
(() => {
  const PAUSE = 1500;
  const STORED = "catalogue.keys";
  const dialog = document.getElementById("keys-dialog");
  const search = document.getElementById("shell-search");
  if (!dialog) return;

  const isOn = () => localStorage.getItem(STORED) !== "off";
  const FIELDS = "input, textarea, select, [contenteditable], dialog[open]";
  let first = "";
  let timer;

  function press(keys) {
    const target = [...document.querySelectorAll(`[data-keys="${CSS.escape(keys)}"]`)].at(0);
    target?.click();
    return Boolean(target);
  }

  function focusSearch() {
    search?.focus();
    search?.select();
    return Boolean(search);
  }

  function act(keys) {
    if (keys === "/") return focusSearch();
    if (keys === "?") {
      dialog.showModal();
      return true;
    }
    return press(keys);
  }

  function remember(key) {
    clearTimeout(timer);
    first = key;
    timer = setTimeout(() => (first = ""), PAUSE);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      focusSearch();
      return;
    }
    if (event.ctrlKey || event.metaKey || !isOn() || event.target.closest(FIELDS)) return;
    const before = first;
    remember("");
    if (!before && event.key === "g") remember("g");
    else if (act(before ? `${before} ${event.key}` : event.key)) event.preventDefault();
  });

  const choice = dialog.querySelector("input[type=checkbox]");
  choice.checked = isOn();
  choice.addEventListener("change", () => localStorage.setItem(STORED, choice.checked ? "on" : "off"));

  // Only a script has shortcuts, so only a script offers the list of them.
  const menu = document.querySelector(".person-menu ul");
  if (menu) {
    const entry = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Keyboard shortcuts";
    button.addEventListener("click", () => dialog.showModal());
    entry.append(button);
    menu.prepend(entry);
  }
})();
