"use strict";
// Filters of the list: one panel at a time, a search among vendors, and counts that come after the page.

const filters = document.getElementById("filters");

const closePanels = (except) => {
  for (const panel of document.querySelectorAll(".workbench details.menu[open]")) {
    if (panel !== except) panel.open = false;
  }
};

document.addEventListener("click", (event) => closePanels(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details.menu[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else {
    closePanels(null);
  }
});

filters?.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find-options]")) return;
  const text = event.target.value.trim().toLowerCase();
  for (const option of event.target.closest(".panel").querySelectorAll(".option")) {
    option.hidden = !option.textContent.toLowerCase().includes(text);
  }
});

// What a person has opened before the counts are there stays as it is.
const showCounts = (text) => {
  const counted = new DOMParser().parseFromString(text, "text/html");
  document.querySelector(".view-bar .tabs").replaceChildren(...counted.querySelector("nav").childNodes);
  if (!filters.querySelector("details[open], :checked:not([checked])")) {
    filters.replaceChildren(...counted.querySelector("div").childNodes);
  }
};

if (filters?.dataset.counts) {
  fetch(filters.dataset.counts, { headers: { Accept: "text/html" } })
    .then((response) => (response.ok ? response.text().then(showCounts) : null))
    .catch(() => {});
}
