"use strict";

// New requests appear at the top of the list, in the order of their times. While it is paused they wait, as many as the list may have.
(() => {
  const list = document.querySelector("[data-tail]");
  if (!list) return;
  const most = 200;
  const body = list.querySelector("tbody");
  const state = document.getElementById("live-state");
  const pause = document.getElementById("pause");
  let waiting = [];
  let paused = false;
  let dropped = 0;
  let ended = "";

  const timeOf = (row) => row.querySelector("time").dateTime;
  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const say = () => {
    const lost = dropped === 0 ? "" : ` ${count(dropped, "request")} came faster than they could be shown, and are left out.`;
    const now = paused ? `Paused. ${count(waiting.length, "new request")} waiting.` : "Live: new requests appear at the top.";
    state.textContent = (ended || now) + lost;
  };
  const show = (row) => {
    if (body.querySelector(`[data-id="${CSS.escape(row.dataset.id)}"]`)) return;
    const at = timeOf(row);
    body.insertBefore(row, [...body.rows].find((other) => timeOf(other) <= at) ?? null);
    row.dispatchEvent(new Event("lintel:added", { bubbles: true }));
    while (body.rows.length > most) body.lastElementChild.remove();
  };
  const take = (row) => {
    if (!paused) show(row);
    else if (waiting.push(row) > most) {
      waiting.shift();
      dropped += 1;
    }
  };
  const rowsOf = (html) => new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr[data-id]");

  // What was written before the tail was open, or while it was lost.
  const fill = async () => {
    const answer = await fetch(location.href);
    if (answer.ok && !answer.redirected) [...rowsOf(await answer.text())].reverse().forEach(take);
    say();
  };

  const tail = new EventSource(list.dataset.tail);
  tail.addEventListener("open", () => { ended = ""; fill().catch(say); });
  tail.addEventListener("request", (event) => {
    rowsOf(`<table>${event.data}</table>`).forEach(take);
    if (paused) say();
  });
  tail.addEventListener("dropped", (event) => { dropped += JSON.parse(event.data).dropped; say(); });
  tail.addEventListener("end", (event) => {
    if (JSON.parse(event.data).reason !== "access") return;
    tail.close();
    ended = "The live list has ended, since your sign-in has. Load the page again.";
    say();
  });
  tail.addEventListener("error", () => {
    ended = tail.readyState === EventSource.CLOSED
      ? "The live list could not be opened. Load the page again."
      : "The connection is lost. It is opened again by itself.";
    say();
  });
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Resume" : "Pause";
    if (!paused) waiting.forEach(show);
    waiting = [];
    say();
  });
  say();
})();
