"use strict";
// A value that is typed or chosen is one to set.

for (const row of document.querySelectorAll(".bulk-row")) {
  row.querySelector(".value").addEventListener("input", () => {
    row.querySelector(".ways [value=set]").checked = true;
  });
}
