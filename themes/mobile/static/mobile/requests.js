/* «Мои заявки» on the phone: requests that were put away open without network; what waits to be sent counts as done.
   Keeping and sending is the shell's (outbox.js); without scripts the server tells and asks the same. */
(() => {
  "use strict";
  const list = document.querySelector("[data-tasks]"); // stands only on the page that was put away
  const place = document.querySelector("[data-task]");
  const asked = list && [...document.querySelectorAll("template[data-task-of]")].find(one => location.pathname.startsWith(one.dataset.taskOf));
  if (asked) {
    list.hidden = true;
    place.hidden = false;
    place.append(asked.content.cloneNode(true));
    document.title = asked.dataset.title;
  }
  const here = (asked?.dataset.taskOf ?? location.pathname.match(/^\/m\/requests\/\d+\//)?.[0]) || "";

  // ——— what the server refused
  const say = words => {
    const line = document.querySelector("[data-refused]");
    if (!line) return;
    line.textContent = words;
    line.hidden = false;
    line.scrollIntoView({ block: "center" });
  };
  document.addEventListener("outbox:refused", event => say(event.detail.message));

  // ——— what waits on the phone is done, as far as the one who did it is concerned
  const WORDS = { waiting: " · ждёт отправки", refused: " · не принято: исправьте" };
  document.addEventListener("outbox:changed", event => {
    const mine = event.detail.filter(entry => entry.state !== "sent" && entry.url.startsWith("/m/requests/"));
    for (const row of document.querySelectorAll("[data-task-row]")) {
      const entry = mine.findLast(one => one.url.startsWith(new URL(row.href).pathname));
      row.querySelector("[data-state]").textContent = WORDS[entry?.state] ?? "";
    }
    if (!here) return;
    // The page that was put away does not know what has been sent since; one from the server does.
    const counts = list ? ["waiting", "sent"] : ["waiting"];
    const said = event.detail.filter(one => counts.includes(one.state) && one.url.startsWith(here));
    const waiting = new Set(said.map(one => one.url.slice(here.length, -1)));
    for (const deed of document.querySelectorAll("[data-deed]")) {
      if (waiting.has(deed.dataset.deed) && deed.matches("form")) deed.hidden = true;
      if (deed.dataset.after) deed.hidden = !waiting.has(deed.dataset.after) || waiting.has(deed.dataset.deed);
    }
  });

  // ——— an entry that is mended
  document.addEventListener("outbox:ready", async event => {
    const key = new URLSearchParams(location.search).get("entry");
    const entry = key && await event.detail.one(key);
    if (!entry || entry.state === "sent") return;
    const form = [...document.querySelectorAll("form[data-outbox]")].find(one => one.dataset.url === entry.url);
    if (!form) return;
    form.dataset.key = entry.key;
    form.closest("details")?.setAttribute("open", "");
    for (const [name, value] of entry.fields) {
      const field = form.elements[name];
      if (field && !(value instanceof File)) field.value = value;
    }
    if (entry.message) say(entry.message);
  });
})();
