"use strict";
// Filters of the list: a search among vendors, and counts that come after the page.

const filters = document.getElementById("filters");

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
