"use strict";

// The pages are whole without this file: it adds times in the viewer's zone, buttons that copy, and keys.
const short = new Intl.DateTimeFormat(undefined, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" });
const localize = (root) => {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = (time.hasAttribute("data-short") ? short : full).format(at);
  }
};

const offerCopies = (root) => {
  for (const pre of root.querySelectorAll("pre[data-copy]")) {
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
    pre.after(button);
  }
};

// j and k go through a table, Enter opens its row, / goes to the search, ? tells the keys.
const keys = [["j, k", "next and previous row"], ["Enter", "open the row"], ["/", "look up a request id"], ["?", "show or hide these keys"], ["Esc", "close"]];
const help = () => {
  let dialog = document.getElementById("keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = "Keys";
    dialog.setAttribute("aria-labelledby", title.id);
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [key, effect] of keys) {
      const [pair, term, text, cap] = ["div", "dt", "dd", "kbd"].map((name) => document.createElement(name));
      cap.textContent = key;
      text.textContent = effect;
      term.append(cap);
      pair.append(term, text);
      list.append(pair);
    }
    dialog.append(title, list);
    document.body.append(dialog);
  }
  if (dialog.open) dialog.close();
  else dialog.showModal();
};
let chosen = null;
const choose = (step) => {
  const rows = [...document.querySelectorAll("main .table tbody tr")];
  if (rows.length === 0) return;
  const at = rows.indexOf(chosen);
  chosen?.classList.remove("chosen");
  chosen = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  chosen.classList.add("chosen");
  chosen.querySelector("a")?.focus();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") choose(1);
  else if (event.key === "k") choose(-1);
  else if (event.key === "?") help();
  else if (event.key === "/" && document.getElementById("find")) document.getElementById("find").focus();
  else return;
  event.preventDefault();
});

// The navigation of a phone is one line, which shows where one is.
const here = document.querySelector(".sections [aria-current]");
if (here) {
  const sections = here.closest(".sections");
  sections.scrollLeft = here.offsetLeft - sections.clientWidth / 2;
}

localize(document);
offerCopies(document);
for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
for (const name of ["htmx:load", "lintel:added"]) document.addEventListener(name, (event) => localize(event.target));
