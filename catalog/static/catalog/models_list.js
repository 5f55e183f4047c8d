"use strict";
// Selection, keys and preview of the list of models.

const list = document.getElementById("models-form");

if (list) {
  const rows = [...list.querySelectorAll("tbody tr")];
  const boxOf = (row) => row.querySelector("[name=_selected_action]");
  const linkOf = (row) => row.querySelector(".model-name");
  const pageBox = list.querySelector("[data-select-page]");
  const counter = document.querySelector("[data-selected]");
  const preview = document.getElementById("preview");

  const showCount = () => {
    const count = rows.filter((row) => boxOf(row).checked).length;
    counter.textContent = `${count} selected`;
    pageBox.checked = count === rows.length;
    pageBox.indeterminate = count > 0 && count < rows.length;
  };

  list.addEventListener("change", (event) => {
    if (event.target === pageBox) {
      for (const row of rows) boxOf(row).checked = pageBox.checked;
    }
    showCount();
  });
  list.addEventListener("reset", () => setTimeout(showCount));
  showCount();

  // A click beside the controls of a row opens it.
  list.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && !event.target.closest("a, button, label, input, summary, details") && !getSelection().toString()) {
      linkOf(row).click();
    }
  });

  const closePreview = () => {
    preview.hidden = true;
  };

  const openPreview = async (link) => {
    const response = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const overview = page.querySelector(".model-columns");
    if (!overview) {
      link.click();
      return;
    }
    const heading = document.createElement("h2");
    const named = document.createElement("a");
    named.href = link.href;
    named.textContent = link.textContent;
    heading.append(named);
    for (const sheet of page.querySelectorAll("head link[rel=stylesheet]")) {
      const href = sheet.getAttribute("href");
      if (![...document.styleSheets].some((known) => known.href?.endsWith(href))) document.head.append(sheet);
    }
    preview.querySelector("div").replaceChildren(heading, overview);
    preview.hidden = false;
  };

  preview.querySelector("[data-close]").addEventListener("click", closePreview);

  const move = (step) => {
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    linkOf(next).focus();
    if (!preview.hidden) openPreview(linkOf(next));
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
    const isOff = localStorage.getItem("catalogue.keys") === "off"; // as the person chose for all shortcuts
    if (isTyping || isOff || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows.find((each) => each.contains(event.target));
    if (event.key === "j" || event.key === "k") {
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "x" && row) {
      boxOf(row).click();
    } else if (event.key === " " && event.target === (row && linkOf(row))) {
      event.preventDefault();
      openPreview(linkOf(row));
    } else if (event.key === "Escape" && !preview.hidden) {
      closePreview();
    }
  });
}
