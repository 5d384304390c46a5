// Nothing typed is lost: what is typed into a form stays in this browser until the server has it.
// How a form joins, and what is never kept: platform/editing/__init__.py. What became of a sent form is told by
// cookies of platform/editing/drafts.py. Pages work without this file; it takes nothing over.
(() => {
  "use strict";

  const PREFIX = "draft:";
  const MOST_DRAFTS = 30; // of one person
  const LONGEST_DRAFT = 200_000; // characters
  const PAUSE = 400; // ms; longer than rich text editors take to write into their hidden field
  const KEPT_TYPES = new Set(
    ("text search email tel url number date time datetime-local month week color range checkbox radio textarea " +
      "select-one select-multiple").split(" "),
  );
  const NEVER = /^(off|username|one-time-code|current-password|new-password|cc-\S+)$/;

  const TOO_MUCH = "Этот браузер не может сохранить ваш текст. Отправьте форму, пока не закрыли страницу.";
  const NO_FIELD = "Для этого на странице больше нет поля. Скопируйте, если нужно:";
  const OFFLINE = "Нет связи. Текст сохранён в этом браузере: отправьте его, когда связь появится.";
  const SIGNED_OUT = "Вы вышли из системы. Введённое на этой странице цело: войдите в новой вкладке и продолжайте здесь.";

  const meta = document.querySelector("meta[name=draft-owner]");
  if (!meta) return;
  const owner = meta.content;
  const lifetime = Number(meta.dataset.hours) * 3_600_000;
  const forms = new Map(); // form → Draft
  const typed = new WeakSet(); // fields with text that was typed and not sent

  // ── The store: one entry of localStorage for each draft ──────────────────────────────────────────────────────

  function drafts() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
        let draft = null;
        try {
          draft = JSON.parse(localStorage.getItem(key));
        } catch {} // not ours, or cut off: removed below
        if (draft?.until > Date.now()) found.push(draft);
        else localStorage.removeItem(key);
      }
    } catch {} // storage is forbidden in this browser
    return found.sort((one, other) => other.at - one.at);
  }

  function forget(token) {
    try {
      localStorage.removeItem(PREFIX + token);
    } catch {}
  }

  function keep(draft) {
    const text = JSON.stringify(draft);
    if (text.length > LONGEST_DRAFT) return false;
    const others = drafts().filter((other) => other.token !== draft.token);
    const mine = others.filter((other) => other.owner === draft.owner);
    mine.slice(MOST_DRAFTS - 1).forEach((old) => forget(old.token));
    for (;;) {
      try {
        localStorage.setItem(PREFIX + draft.token, text);
        return true;
      } catch {
        if (!others.length) return false;
        forget(others.pop().token); // full: the oldest goes
      }
    }
  }

  // ── What of a form is kept ───────────────────────────────────────────────────────────────────────────────────

  function isKept(field) {
    if (!field.name || field.closest("[data-no-draft]")) return false;
    const fill = field.hasAttribute("list") ? [] : (field.getAttribute("autocomplete") ?? "").trim().split(/\s+/);
    return KEPT_TYPES.has(field.type) && !fill.some((word) => NEVER.test(word));
  }

  function fieldsByName(form) {
    const named = {};
    for (const field of form.querySelectorAll("input, textarea, select")) {
      if (field.form === form && isKept(field)) (named[field.name] ??= []).push(field);
    }
    return named;
  }

  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const isChoice = (field) => isTick(field) || field.type === "select-multiple"; // may have no value at all

  function valueOf(field) {
    if (isTick(field)) return field.checked ? [field.value] : [];
    if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
    return [field.value];
  }

  function valuesOf(form) {
    return Object.fromEntries(
      Object.entries(fieldsByName(form)).map(([name, fields]) => [name, fields.flatMap(valueOf)]),
    );
  }

  function write(field, values, place) {
    if (isTick(field)) field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else field.value = values[place];
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // A form has the name of the place to which it is sent: on every page that holds it, it is the same form.
  function nameOf(form, taken) {
    const path = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    const name = `${path}#${form.id}`;
    for (let count = 0; ; count++) if (!taken.has(`${name}${count || ""}`)) return `${name}${count || ""}`;
  }

  // ── One form ─────────────────────────────────────────────────────────────────────────────────────────────────

  class Draft {
    constructor(form, name) {
      this.form = form;
      this.name = name;
      this.token = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(36)).join("");
      this.start = valuesOf(form);
      this.timer = 0;
    }

    get version() {
      return this.form.querySelector("input[type=hidden][name=_version]");
    }

    // Rich text editors tidy their hidden field when they wake up: that is nobody's typing.
    settle() {
      if (!this.touched && !this.cameBack) this.start = valuesOf(this.form);
    }

    later() {
      this.touched = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), PAUSE);
    }

    save() {
      clearTimeout(this.timer);
      this.timer = 0;
      const now = valuesOf(this.form);
      const fields = Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, this.start[name])));
      if (!Object.keys(fields).length) return forget(this.token);
      const at = Date.now();
      const { token, name } = this;
      const draft = { token, owner, form: name, at, until: at + lifetime, version: this.version?.value, fields };
      if (!keep(draft)) say(this.form, "too-much", TOO_MUCH);
    }

    send() {
      if (this.touched) this.save();
      let sign = this.form.querySelector("input[name=_draft]");
      if (!sign) {
        sign = Object.assign(document.createElement("input"), { type: "hidden", name: "_draft" });
        this.form.append(sign);
      }
      sign.value = this.token;
      this.fields().forEach((field) => typed.delete(field));
    }

    fields() {
      return Object.values(fieldsByName(this.form)).flat();
    }

    saved() {
      clearTimeout(this.timer);
      this.start = valuesOf(this.form);
      this.touched = this.cameBack = false;
    }

    // The form came back from the server with the text in it: all of it is unsaved, and nothing needs to be offered.
    takeOver(old) {
      this.cameBack = true;
      this.start = {};
      this.save();
      forget(old.token); // last: a page that is closed between the two has kept the text twice, not lost it
    }

    // A page closed before this file ran leaves its answer to be heard by the next page, which is not that answer.
    shows(old) {
      const now = valuesOf(this.form);
      return Object.entries(old.fields).every(([name, value]) => same(value, now[name]));
    }

    others() {
      return drafts().filter((old) => old.owner === owner && old.form === this.name && old.token !== this.token);
    }

    offer() {
      const now = valuesOf(this.form);
      for (const old of this.others()) {
        const news = Object.entries(old.fields).some(([name, value]) => !same(value, now[name]));
        if (!news) continue; // shown here already, but perhaps not saved: only the server's word forgets it
        const bar = say(this.form, "offer", `Есть несохранённый текст ${when(old.at)}.`);
        button(bar, "Вернуть", () => this.restore(old));
        button(bar, "Удалить", () => this.discard(old));
        return;
      }
    }

    restore(old) {
      const named = fieldsByName(this.form);
      const homeless = [];
      for (const [name, values] of Object.entries(old.fields)) {
        named[name]?.forEach((field, place) => (isChoice(field) || place in values) && write(field, values, place));
        if (!named[name]) homeless.push(...values);
      }
      if (old.version && this.version) this.version.value = old.version; // it was typed over what stood there then
      this.touched = true;
      this.save();
      const bar = say(this.form, "offer", "Текст возвращён. Проверьте его и сохраните.");
      if (homeless.length) leftOver(bar, homeless);
      else forget(old.token);
      Object.keys(old.fields).map((name) => named[name]?.[0]).find((field) => field?.checkVisibility())?.focus();
    }

    discard(old) {
      forget(old.token);
      const bar = say(this.form, "offer", "Несохранённый текст удалён.");
      bar.tabIndex = -1;
      bar.focus();
      this.offer();
    }
  }

  function when(at) {
    const time = new Date(at);
    const clock = time.toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
    if (time.toDateString() === new Date().toDateString()) return `от ${clock}`;
    return `от ${time.toLocaleDateString("ru", { day: "numeric", month: "long" })}, ${clock}`;
  }

  // ── What the person is told: a bar above the form, read out and never in the way ─────────────────────────────

  function say(form, kind, text) {
    let bar = form.previousElementSibling;
    if (!bar?.matches(`.draft-bar[data-kind="${kind}"]`)) {
      bar = Object.assign(document.createElement("div"), { className: "draft-bar" });
      bar.dataset.kind = kind;
      bar.setAttribute("role", "status");
      form.before(bar);
    }
    const words = Object.assign(document.createElement("p"), { textContent: text });
    bar.replaceChildren();
    bar.words = words;
    // Readers speak what is put into a region that is there already, not the region itself.
    requestAnimationFrame(() => bar.words === words && bar.prepend(words));
    return bar;
  }

  function hush(kind) {
    document.querySelectorAll(`.draft-bar[data-kind="${kind}"]`).forEach((bar) => bar.remove());
  }

  function button(bar, label, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.addEventListener("click", act);
    bar.append(made);
  }

  function leftOver(bar, values) {
    const label = Object.assign(document.createElement("label"), { textContent: NO_FIELD });
    const value = values.join("\n");
    const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 4, value });
    label.append(text);
    bar.append(label);
  }

  // ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────

  function hearAnswers() {
    const cameBack = new Set();
    for (const [, token, fate] of document.cookie.matchAll(/(?:^|; )draft-([a-z0-9]+)=(saved|shown)/g)) {
      document.cookie = `draft-${token}=; Max-Age=0; Path=/; SameSite=Lax`;
      if (fate === "shown") cameBack.add(token);
      else {
        forget(token);
        for (const draft of forms.values()) if (draft.token === token) draft.saved();
      }
    }
    return cameBack;
  }

  function welcome(cameBack) {
    for (const form of forms.keys()) if (!form.isConnected) forms.delete(form);
    const taken = new Set([...forms.values()].map((draft) => draft.name));
    for (const form of document.querySelectorAll("form[method=post i]")) {
      if (forms.has(form) || form.closest("[data-no-draft]") || form.getAttribute("autocomplete") === "off") continue;
      const draft = new Draft(form, nameOf(form, taken));
      taken.add(draft.name);
      forms.set(form, draft);
      const mine = draft.others().find((old) => cameBack.has(old.token) && draft.shows(old));
      if (mine) draft.takeOver(mine);
      draft.offer();
    }
  }

  // Signing in, here or in another tab, gives new tokens against forgery: the old one in an open form would be refused.
  function freshen(form) {
    const field = form.querySelector("input[name=csrfmiddlewaretoken]");
    const [, token] = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) ?? [];
    if (field && token) field.value = token;
  }

  function holdWhileOffline(event, form) {
    const draft = forms.get(form);
    if (!draft || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    draft.save();
    say(form, "offline", OFFLINE);
  }

  document.addEventListener("focusin", (event) => forms.get(event.target.closest("form"))?.settle());
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      typed.add(event.target);
      forms.get(event.target.form ?? event.target.closest("form"))?.later();
    });
  }
  document.addEventListener(
    "click",
    (event) => {
      const pressed = event.target.closest("button, input[type=submit]");
      if (pressed?.type === "submit" && pressed.form) holdWhileOffline(event, pressed.form);
    },
    true,
  );
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      holdWhileOffline(event, form);
      if (event.defaultPrevented) return;
      freshen(form);
      forms.get(form)?.send();
    },
    true,
  );
  window.addEventListener("online", () => {
    for (const bar of document.querySelectorAll('.draft-bar[data-kind="offline"]')) {
      say(bar.nextElementSibling, "offline", "Связь появилась: форму можно отправить.");
    }
  });
  window.addEventListener("pagehide", () => {
    for (const draft of forms.values()) if (draft.timer) draft.save();
  });
  window.addEventListener("pageshow", (event) => event.persisted && hearAnswers());
  // Wagtail keeps drafts of pages on the server; ours stands in only while it cannot.
  document.addEventListener("w-autosave:success", (event) => {
    const draft = forms.get(event.target.closest("form"));
    if (!draft) return;
    forget(draft.token);
    draft.saved();
    draft.name = nameOf(draft.form, new Set()); // a new page has got an address of its own
  });

  // ── Partial updates ──────────────────────────────────────────────────────────────────────────────────────────

  const held = new Map(); // element → what puts the new content into it

  function inUse(element) {
    const fields = [...element.querySelectorAll("input, textarea, select, [contenteditable]")];
    return fields.some((field) => typed.has(field) || (field === document.activeElement && field.type !== "submit"));
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr, requestConfig, shouldSwap } = event.detail;
    const asked = requestConfig.elt;
    if (!shouldSwap || (requestConfig.verb !== "get" && target.contains(asked)) || !inUse(target)) return;
    event.detail.shouldSwap = false;
    const [swapStyle] = (asked.closest("[hx-swap]")?.getAttribute("hx-swap") ?? "innerHTML").split(" ");
    held.set(target, () => window.htmx.swap(target, xhr.responseText, { swapStyle }));
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (inUse(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.addEventListener("focusout", () => setTimeout(letGo));
  function letGo() {
    for (const [target, swap] of held) {
      if (target.isConnected && inUse(target)) continue;
      held.delete(target);
      if (target.isConnected) swap();
    }
  }
  document.addEventListener("htmx:afterSettle", () => welcome(hearAnswers()));
  document.addEventListener("htmx:afterRequest", hearAnswers);
  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = event.detail;
    if (xhr.status === 401) signedOut(elt, xhr.getResponseHeader("X-Sign-In"));
  });
  document.addEventListener("signed-out", (event) => signedOut(event.target, event.detail));
  document.addEventListener("signed-in", () => hush("signed-out"));

  function signedOut(where, signIn) {
    const form = where.closest("form") ?? forms.keys().next().value ?? document.querySelector("main")?.firstElementChild;
    if (!form || document.querySelector('.draft-bar[data-kind="signed-out"]')) return;
    const bar = say(form, "signed-out", SIGNED_OUT);
    const link = Object.assign(document.createElement("a"), { textContent: "Войти", target: "_blank", rel: "noopener" });
    link.href = signIn || location.href;
    bar.append(link);
  }

  welcome(hearAnswers());
})();
