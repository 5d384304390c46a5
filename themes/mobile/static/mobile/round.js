/* «Снять показания» on the phone: what is used shows as one types; a house that was put away opens without network.
   Keeping and sending is the shell's (outbox.js); without scripts the server tells and asks the same. */
(() => {
  "use strict";
  const query = new URLSearchParams(location.search);
  const doors = document.querySelector("[data-doors]"); // stands only on the page that was put away
  const place = document.querySelector("[data-door]");

  // ——— what is typed
  const tell = row => consumption.tell(row, { less: "Меньше прошлого: проверьте цифры", used: "Расход" });
  document.addEventListener("input", event => {
    const row = event.target.closest("[data-row]");
    if (row) tell(row);
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter" || !event.target.matches("input[data-value]")) return;
    event.preventDefault();
    const fields = [...event.target.form.querySelectorAll("input[data-value]")];
    const next = fields[fields.indexOf(event.target) + 1];
    (next ?? event.target.form.querySelector(".is-next")).focus();
  });
  document.addEventListener("change", event => {
    const shot = event.target.closest(".shot");
    if (shot) taken(shot, event.target.files.length > 0);
  });
  const taken = (shot, is) => {
    shot.classList.toggle("is-taken", is);
    shot.querySelector("[data-shot]").textContent = is ? "Фото есть. Снять другое" : "Фото прибора";
  };

  // ——— what the server said
  const said = (form, told) => {
    for (const row of form.querySelectorAll("[data-row]")) row.classList.remove("is-wrong");
    for (const box of form.querySelectorAll("[data-said]")) {
      box.innerHTML = told.said?.[box.dataset.said] ?? ""; // a part of the server's own page
      box.closest("[data-row]").classList.toggle("is-wrong", box.querySelector(".wrong") !== null);
    }
    const general = told.said && Object.keys(told.said).length ? told.general ?? [] : [told.message];
    form.querySelector("[data-general]").replaceChildren(...general.filter(Boolean).map(words => {
      const line = document.createElement("p");
      line.className = "said is-error";
      line.setAttribute("role", "alert");
      line.textContent = words;
      return line;
    }));
    (form.querySelector("[data-said] *, [data-general] *") ?? form).scrollIntoView({ block: "center" });
  };
  document.addEventListener("outbox:refused", event => {
    if (event.target.matches("form")) said(event.target, event.detail);
  });

  // ——— an entry that is mended
  const mend = (form, entry) => {
    form.dataset.key = entry.key;
    for (const [name, value] of entry.fields) {
      const field = form.elements[name];
      if (value instanceof File) taken(form.querySelector(`[name="${name}"]`).closest(".shot"), true);
      else if (field && field.type !== "checkbox" && name !== "swap") field.value = value;
    }
    for (const row of form.querySelectorAll("[data-row]")) tell(row);
    if (entry.told) said(form, entry.told);
  };

  // ——— a house that was put away
  const today = zone => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date());
  const asked = doors && [...document.querySelectorAll("template[data-door-of]")].find(one => one.dataset.doorOf === location.pathname);
  if (asked) {
    doors.hidden = true;
    place.hidden = false;
    place.append(asked.content.cloneNode(true));
    place.querySelector("[name=taken_on]").value = today(place.querySelector("form").dataset.zone);
    document.title = asked.dataset.title;
  } else if (doors) {
    document.querySelector(".head-back").href = doors.dataset.up;
  }

  // ——— what waits on the phone is done
  const rows = [...document.querySelectorAll("[data-door-row]")];
  const mark = entries => {
    for (const entry of entries) {
      const row = rows.find(one => new URL(one.href).pathname === entry.url);
      if (!row) continue;
      const words = { waiting: "ждёт отправки", refused: "не принято: исправьте", sent: "сдано" }[entry.state];
      row.querySelector("[data-state]").textContent = words;
      row.parentElement.classList.toggle("is-done", entry.state !== "refused");
    }
    if (!doors) return;
    const left = row => !row.parentElement.classList.contains("is-done");
    const here = rows.findIndex(row => new URL(row.href).pathname === location.pathname);
    const next = [...rows.slice(here + 1), ...rows.slice(0, Math.max(here, 0))].find(left);
    const form = place.querySelector("form");
    if (form) form.dataset.next = next ? new URL(next.href).pathname : document.querySelector(".head-back").getAttribute("href");
    const onward = document.querySelector("[data-go-on]");
    if (!onward) return;
    onward.hidden = !next;
    if (next) {
      onward.href = next.href;
      onward.querySelector("[data-next-title]").textContent = next.querySelector("b").textContent;
    }
  };
  document.addEventListener("outbox:changed", event => mark(event.detail));
  mark([]);
  document.addEventListener("outbox:ready", async event => {
    const form = document.querySelector("form[data-outbox]");
    const entry = query.has("entry") && form && await event.detail.one(query.get("entry"));
    if (entry && entry.url === location.pathname && entry.state !== "sent") mend(form, entry);
  });
})();
