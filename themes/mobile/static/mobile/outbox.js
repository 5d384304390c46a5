/* Whole entries, photos too, kept on the phone until the server has them: see crm/mobile/outbox.py.

   An entry belongs to whoever was signed in when it was written (`data-owner` of the page) and is sent under no other
   name. Each has a key of its own, so one that is sent twice is done once. Pages that are put away to be opened without
   network (kits) are gone as soon as their owner is not the one who is signed in. */
(() => {
  "use strict";
  const page = document.documentElement;
  const KIT_DAYS = 3;
  const PATIENCE = 12_000; // milliseconds for one sending
  const SIDE = 1600; // pixels of a photo's longer side: a dial is read well, and a basement's network carries it
  const OWN = ["key", "owner", "csrfmiddlewaretoken"];

  // ——— the store
  let opened;
  const database = () => opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("burmistr-phone", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "key" });
      asked.result.createObjectStore("kits", { keyPath: "url" });
      asked.result.createObjectStore("facts", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const within = async (store, mode, deed) => {
    const db = await database();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const asked = deed(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const put = (store, row) => within(store, "readwrite", rows => rows.put(row));
  const drop = (store, key) => within(store, "readwrite", rows => rows.delete(key));
  const all = store => within(store, "readonly", rows => rows.getAll());
  const one = (store, key) => within(store, "readonly", rows => rows.get(key));

  // ——— whose phone it is now
  let owner = page.dataset.owner; // undefined on pages that the phone kept: they do not know
  const settle = async () => {
    if (owner === undefined) {
      owner = (await one("facts", "owner"))?.value ?? "";
      return;
    }
    await put("facts", { name: "owner", value: owner });
    await forgetKits(kit => kit.owner !== owner || Date.now() - kit.at > KIT_DAYS * 864e5);
  };
  const forgetKits = async which => {
    for (const kit of await all("kits")) if (which(kit)) await drop("kits", kit.url);
    const left = new Set((await all("kits")).map(kit => kit.url));
    for (const name of await caches.keys()) {
      if (!name.startsWith("kit-")) continue;
      const cache = await caches.open(name);
      for (const kept of await cache.keys()) {
        const path = new URL(kept.url).pathname;
        if (path.endsWith("/kit/") && !left.has(path)) await cache.delete(kept);
      }
      if (name !== `kit-${owner}` || !left.size) await caches.delete(name);
    }
  };
  const own = async () => (await all("entries")).filter(entry => entry.owner === owner).sort((a, b) => a.at - b.at);

  // ——— kits
  const putAway = async link => {
    const url = link.dataset.kit;
    const cache = await caches.open(`kit-${owner}`);
    const [answer, ...looks] = await Promise.all([
      fetch(url),
      ...[...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(one => cache.add(one.href || one.src)),
    ]);
    if (!answer.ok || answer.redirected) return;
    await cache.put(url, answer);
    await put("kits", { url, owner, at: Date.now(), title: link.dataset.title, open: link.dataset.open });
    // What the kit shows as handed in need not be remembered as sent any more.
    for (const entry of await own()) if (entry.state === "sent") await drop("entries", entry.key);
    link.hidden = false;
  };

  // ——— keeping
  const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, sign =>
    (sign ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> sign / 4).toString(16));

  const smaller = async file => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  const fieldsOf = async (form, submitter, before) => {
    const fields = [];
    for (const [name, value] of new FormData(form)) {
      if (OWN.includes(name)) continue;
      if (!(value instanceof File)) fields.push([name, value]);
      else if (value.size) fields.push([name, await smaller(value)]);
    }
    for (const [name, value] of before?.fields ?? []) {
      if (value instanceof File && !fields.some(([taken]) => taken === name)) fields.push([name, value]);
    }
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    return fields;
  };

  const keep = async (form, submitter) => {
    const before = form.dataset.key ? await one("entries", form.dataset.key) : null;
    const key = form.dataset.key ||= newKey();
    const fields = await fieldsOf(form, submitter, before);
    const lines = [...form.querySelectorAll("[data-told]")].filter(input => input.value)
      .map(input => `${input.dataset.told} ${input.value}`);
    const entry = {
      key, owner, fields, lines, at: before?.at ?? Date.now(), state: "waiting", url: form.dataset.url || location.pathname,
      title: form.dataset.outbox,
    };
    await put("entries", entry);
    return entry;
  };

  // ——— sending
  const cookie = name => document.cookie.split("; ").find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

  const ask = async entry => {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    body.append("key", entry.key);
    body.append("owner", entry.owner);
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE * (1 + entry.fields.filter(([, value]) => value instanceof File).length));
    try {
      const answer = await fetch(entry.url, {
        method: "POST", body, signal: stop.signal, redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
      });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      return { status: answer.status, told };
    } catch {
      return { status: 0, told: {} };
    } finally {
      clearTimeout(patience);
    }
  };

  const REFUSED = { 403: "Это вам больше не разрешено: спросите руководителя.", 404: "Этого места больше нет в вашем списке.", 413: "Слишком большие фото." };

  // What became of it: "sent", "refused" (it can be mended), "waiting" with why not.
  const SIGN_IN = "Войдите снова, и записи отправятся.";
  const send = async entry => {
    if (!cookie("csrftoken")) return { state: "waiting", why: SIGN_IN }; // signed out: the server would say 403, not 401
    const { status, told } = await ask(entry);
    if (status === 200) {
      const sent = { key: entry.key, owner: entry.owner, at: entry.at, url: entry.url, state: "sent" };
      await put("entries", sent);
      return { state: "sent", told };
    }
    if (status >= 400 && status < 500 && ![401, 408, 409, 429].includes(status)) {
      const message = told.message ?? REFUSED[status] ?? "Сервер не принял запись.";
      await put("entries", { ...entry, state: "refused", message, told });
      return { state: "refused", told: { ...told, message } };
    }
    const why = status === 401 ? SIGN_IN : status ? told.message ?? "Сервер не отвечает, попробуем позже." : "";
    return { state: "waiting", why };
  };

  let sending = false;
  const sendAll = async () => {
    if (sending || !owner) return "";
    sending = true;
    let why = "";
    const deed = async lock => {
      if (lock === null) return; // another page of this phone is sending
      for (const entry of await own()) {
        if (entry.state !== "waiting") continue;
        const outcome = await send(entry);
        await tell();
        if (outcome.state === "waiting") {
          why = outcome.why || "Связи пока нет.";
          break;
        }
      }
    };
    try {
      await (navigator.locks ? navigator.locks.request("burmistr-outbox", { ifAvailable: true }, deed) : deed(true));
    } finally {
      sending = false;
    }
    return why;
  };

  // ——— showing
  const counter = document.querySelector("[data-waiting]");
  const tell = async () => {
    const entries = await own();
    const waiting = entries.filter(entry => entry.state === "waiting").length;
    const refused = entries.filter(entry => entry.state === "refused").length;
    if (counter) {
      counter.hidden = !waiting && !refused;
      counter.classList.toggle("is-refused", refused > 0);
      counter.textContent = [waiting && `Ждут отправки: ${waiting}`, refused && `Не приняты: ${refused}`].filter(Boolean).join(" · ");
    }
    document.dispatchEvent(new CustomEvent("outbox:changed", { detail: entries }));
    await list(entries.filter(entry => entry.state !== "sent"));
  };

  const rows = document.querySelector("[data-unsent]");
  const list = async entries => {
    if (!rows) return;
    const others = (await all("entries")).filter(entry => entry.owner !== owner && entry.state !== "sent").length;
    const aside = document.querySelector("[data-unsent-others]");
    aside.hidden = !others;
    aside.textContent = others ? `Есть записи другого сотрудника: ${others}. Они уйдут, когда на этом телефоне войдёт он.` : "";
    rows.hidden = document.querySelector("[data-send-now]").hidden = !entries.length;
    document.querySelector("[data-unsent-none]").hidden = entries.length > 0;
    rows.replaceChildren(...entries.map(drawn));
  };
  const drawn = entry => {
    const row = document.querySelector("[data-unsent-row]").content.firstElementChild.cloneNode(true);
    const part = name => row.querySelector(`[data-${name}]`);
    part("title").textContent = entry.title;
    part("when").textContent = new Date(entry.at).toLocaleString("ru", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    part("lines").textContent = [...entry.lines, ...entry.fields.some(([, value]) => value instanceof File) ? ["с фото"] : []].join("; ");
    part("why").hidden = entry.state !== "refused";
    part("why").textContent = entry.message ?? "";
    part("mend").href = `${entry.url}?entry=${entry.key}`;
    const confirm = entry.state === "refused" ? entry.told?.confirm ?? [] : [];
    part("confirm").hidden = !confirm.length;
    part("confirm").onclick = async () => {
      await put("entries", { ...entry, state: "waiting", fields: [...entry.fields, ...confirm.map(name => [name, "on"])] });
      await sendNow();
    };
    part("drop").onclick = async event => {
      if (!event.target.dataset.sure) {
        event.target.dataset.sure = event.target.textContent = "Точно выбросить?";
        return;
      }
      await drop("entries", entry.key);
      await tell();
    };
    return row;
  };
  const sendNow = async () => {
    const said = document.querySelector("[data-unsent-said]");
    await tell();
    const why = await sendAll();
    await tell();
    if (said) {
      said.hidden = !why;
      said.textContent = why;
    }
  };

  const showKits = async () => {
    const place = document.querySelector("[data-kits]");
    const kits = (await all("kits")).filter(kit => kit.owner === owner);
    if (!place || !kits.length) return;
    place.hidden = false;
    place.querySelector("ul").replaceChildren(...kits.map(kit => {
      const row = document.createElement("li");
      const link = document.createElement("a");
      link.className = "row";
      link.href = kit.open;
      link.textContent = kit.title;
      row.append(link);
      return row;
    }));
  };

  // ——— leaving
  const leave = async form => {
    const entries = (await own()).filter(entry => entry.state !== "sent");
    if (entries.length && !form.dataset.sure) {
      form.dataset.sure = "1";
      const said = document.createElement("p");
      said.className = "said is-error";
      said.setAttribute("role", "alert");
      said.textContent = `Не отправлено записей: ${entries.length}. Если выйти сейчас, они пропадут. Отправьте их или нажмите «Выйти» ещё раз.`;
      form.before(said);
      return;
    }
    for (const entry of await own()) await drop("entries", entry.key);
    await forgetKits(() => true);
    await put("facts", { name: "owner", value: "" });
    form.submit();
  };

  // ——— what happens on a page
  const isEmpty = form => {
    const asked = [...form.querySelectorAll("[data-told], input[type=file]")];
    return asked.length > 0 && asked.every(input => !input.value); // a form that is one button says something by itself
  };

  // In the order in which they were written: «Взять в работу» that still waits goes before «Выполнено».
  const inTurn = async entry => {
    const isEarlier = other => other.state === "waiting" && other.key !== entry.key && other.at <= entry.at;
    if (!(await own()).some(isEarlier)) return send(entry);
    const why = await sendAll();
    const { state, told, message } = await one("entries", entry.key);
    return { state, why, told: message ? { ...told, message } : {} };
  };

  const deliver = async (form, submitter) => {
    let entry;
    if (isEmpty(form) && !form.dataset.key) { // nobody opened: further
      location.assign(form.dataset.next ?? location.pathname);
      return;
    }
    try {
      entry = await keep(form, submitter);
    } catch {
      form.submit(); // a browser that keeps nothing
      return;
    }
    form.dispatchEvent(new CustomEvent("outbox:kept", { detail: entry, bubbles: true }));
    const outcome = navigator.onLine ? await inTurn(entry) : { state: "waiting" };
    await tell();
    if (outcome.state === "refused") {
      form.dispatchEvent(new CustomEvent("outbox:refused", { detail: outcome.told, bubbles: true }));
    } else {
      location.assign(outcome.told?.next ?? form.dataset.next ?? location.pathname);
    }
  };

  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.matches("[data-leaves]")) {
      event.preventDefault();
      leave(form).catch(() => form.submit());
    } else if (form.matches("[data-outbox]")) {
      event.preventDefault();
      if (form.dataset.busy) return;
      form.dataset.busy = "1";
      deliver(form, event.submitter).finally(() => delete form.dataset.busy);
    }
  });
  document.querySelector("[data-send-now]")?.addEventListener("click", sendNow);

  const start = async () => {
    await settle();
    document.dispatchEvent(new CustomEvent("outbox:ready", { detail: { one: key => one("entries", key) } }));
    await tell();
    await showKits();
    if (!owner) return;
    const kit = document.querySelector("[data-kit]");
    if (kit && page.dataset.owner && navigator.onLine) putAway(kit).catch(() => {});
    addEventListener("online", sendNow);
    await sendNow();
  };
  // Scripts of the screens, which listen, run before that.
  const begin = () => start().catch(() => {});
  if ("indexedDB" in window && "caches" in window) addEventListener("DOMContentLoaded", begin);
})();
