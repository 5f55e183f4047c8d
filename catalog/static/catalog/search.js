"use strict";

// The search field of the header as a combobox (ARIA 1.2): results while typing, the last answer wins.
// Without this script, the form opens the search page.
(() => {
  const input = document.getElementById("shell-search");
  if (!input) return;
  const form = input.form;
  const PAUSE = 150;

  const list = element("div", { id: "shell-search-results", role: "listbox", "aria-label": "Results" }, "search-list");
  const status = element("div", { role: "status" }, "visually-hidden");
  list.hidden = true;
  form.append(list, status);
  setAttributes(input, {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
    "aria-haspopup": "listbox",
  });

  let timer;
  let request;
  let answered = null; // the text that the list is for
  let best = "";
  let active = -1;

  function element(name, attributes, className = "", text = "") {
    const made = document.createElement(name);
    setAttributes(made, attributes);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function setAttributes(target, attributes) {
    for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
  }

  const options = () => [...list.querySelectorAll("[role=option]")];

  function open() {
    list.hidden = !list.hasChildNodes();
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    select(-1);
  }

  function select(place) {
    const all = options();
    all[active]?.setAttribute("aria-selected", "false");
    active = place;
    const chosen = all[active];
    if (!chosen) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function addGroup(title, results) {
    if (!results.length) return;
    const number = list.childElementCount;
    const group = element("div", { role: "group", "aria-labelledby": `search-group-${number}` });
    group.append(element("div", { id: `search-group-${number}` }, "search-heading", title));
    for (const result of results) {
      const id = `search-option-${number}-${group.childElementCount}`;
      const link = element("a", { id, role: "option", "aria-selected": "false", href: result.url, tabindex: "-1" });
      link.append(element("span", {}, "search-title", result.title));
      if (result.badge) link.append(element("span", {}, `badge badge-${result.badge_kind}`, result.badge));
      if (result.detail) link.append(element("span", {}, "search-detail", result.detail));
      group.append(link);
    }
    list.append(group);
  }

  function show(answer) {
    list.replaceChildren();
    select(-1);
    best = answer.groups[0]?.title === "Best match" ? answer.groups[0].results[0].url : "";
    if (answer.message) list.append(element("p", { role: "presentation" }, "search-message", answer.message));
    addGroup("Did you mean", answer.suggestions);
    for (const group of answer.groups) addGroup(group.title, group.results);
    if (answer.query && answer.groups.length) {
      const url = answer.all_url + encodeURIComponent(answer.query);
      addGroup("More", [{ title: `All results for "${answer.query}"`, url, detail: "", badge: "" }]);
    }
    const count = options().length;
    status.textContent = answer.message || (count === 1 ? "1 result" : `${count} results`);
    open();
  }

  function fail() {
    const models = document.querySelector("[data-keys='g m']")?.href;
    const groups = models ? [{ title: "Go to", results: [{ title: "Models", url: models, detail: "", badge: "" }] }] : [];
    show({ query: "", message: "Search is not available. Try the model list.", suggestions: [], groups });
  }

  async function ask() {
    const text = input.value.trim();
    request?.abort();
    const mine = (request = new AbortController());
    try {
      const response = await fetch(`${form.action}?q=${encodeURIComponent(text)}`, {
        headers: { Accept: "application/json" },
        signal: mine.signal,
      });
      if (!response.ok || !response.headers.get("Content-Type").startsWith("application/json")) throw new Error();
      const answer = await response.json();
      if (mine !== request || document.activeElement !== input) return;
      answered = text;
      show(answer);
    } catch (error) {
      if (error.name !== "AbortError") fail();
    }
  }

  function follow(url, inNewTab) {
    if (inNewTab) window.open(url, "_blank", "noopener");
    else window.location.assign(url);
  }

  function move(step) {
    const count = options().length;
    if (!count) return;
    open();
    // Between the ends lies the field itself.
    const places = count + 1;
    select(((active + 1 + step + places) % places) - 1);
  }

  input.addEventListener("input", () => {
    best = "";
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("focus", () => {
    if (answered === input.value.trim()) open();
    else ask();
  });

  input.addEventListener("keydown", (event) => {
    const inNewTab = event.ctrlKey || event.metaKey;
    if (event.isComposing || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      const url = options()[active]?.href || (answered === input.value.trim() ? best : "");
      if (!url && !inNewTab) return; // the form is sent
      event.preventDefault();
      follow(url || `${form.action}?q=${encodeURIComponent(input.value)}`, inNewTab);
    }
  });

  // A click on a result would take the focus, and close the list before it is one.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    close();
  });
})();
