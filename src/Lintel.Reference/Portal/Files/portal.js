"use strict";

// The pages are whole without this file: it adds buttons that copy, and a filter for the list of codes.
for (const pre of document.querySelectorAll("pre[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(pre.textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  (pre.parentElement.querySelector("figcaption") ?? pre.parentElement).append(button);
}

// Beside a wide page the list of codes is open; on a phone it would stand before the page.
const codes = document.querySelector("details.codes");
if (codes && matchMedia("(min-width: 64rem)").matches) codes.open = true;

const filter = document.getElementById("filter");
if (filter) {
  const rows = [...document.querySelectorAll("table.errors tbody tr")];
  const count = filter.parentElement.querySelector("output");
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    for (const body of document.querySelectorAll("table.errors tbody")) body.hidden = [...body.rows].every((row) => row.hidden);
    count.textContent = words.length === 0 ? "" : `${shown} of ${rows.length}`;
  };
  filter.parentElement.hidden = false;
  filter.addEventListener("input", apply);
  apply();
}
