// «Найти»: suggestions under the box as one types (a combobox of the WAI-ARIA pattern), and the box on every screen.
(() => {
  const { Controller } = window.StimulusModule;
  const PAUSE = 150; // ms between the last key and the question

  class FindBox extends Controller {
    static targets = ["input", "list", "told"];
    static values = { url: String, name: String, first: Boolean }; // `first`: the first suggestion is ready for Enter

    connect() {
      const input = this.inputTarget;
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", this.listTarget.id);
      input.setAttribute("aria-expanded", "false");
    }

    disconnect() {
      clearTimeout(this.timer);
      this.asking?.abort();
    }

    ask() {
      clearTimeout(this.timer);
      this.asking?.abort();
      const text = this.inputTarget.value.trim();
      if (!text) return this.show("");
      this.timer = setTimeout(() => this.fetch(text), PAUSE);
    }

    async fetch(text) {
      this.asking = new AbortController();
      const query = new URLSearchParams({ q: text, box: this.nameValue });
      try {
        const answer = await fetch(`${this.urlValue}?${query}`, {
          signal: this.asking.signal,
          headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (answer.ok && !answer.redirected) this.show(await answer.text());
      } catch (error) {
        if (error.name !== "AbortError") this.show(""); // no network: the form itself still works
      }
    }

    show(html) {
      this.listTarget.innerHTML = html;
      this.move(this.firstValue ? 0 : -1);
      const count = this.options.length;
      this.toldTarget.textContent = this.inputTarget.value.trim() ? `Подсказок: ${count}` : "";
      this.setOpen(count > 0 && document.activeElement === this.inputTarget);
    }

    get options() {
      return [...this.listTarget.querySelectorAll("[role=option]")];
    }

    get isOpen() {
      return !this.listTarget.hidden;
    }

    setOpen(open) {
      this.listTarget.hidden = !open;
      this.inputTarget.setAttribute("aria-expanded", String(open));
      if (!open) this.move(-1);
    }

    reopen() {
      if (this.options.length) this.setOpen(true);
    }

    close() {
      this.setOpen(false);
    }

    move(to) {
      const options = this.options;
      this.at = options.length ? Math.max(-1, Math.min(to, options.length - 1)) : -1;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
      if (this.at < 0) return this.inputTarget.removeAttribute("aria-activedescendant");
      this.inputTarget.setAttribute("aria-activedescendant", options[this.at].id);
      options[this.at].scrollIntoView({ block: "nearest" });
    }

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.options.length) {
        event.preventDefault();
        const count = this.options.length;
        const next = this.isOpen ? this.at + step : step > 0 ? 0 : count - 1;
        this.setOpen(true);
        this.move(next < -1 ? count - 1 : next >= count ? -1 : next);
      } else if (event.key === "Enter" && this.isOpen && this.options[this.at]) {
        event.preventDefault();
        this.choose(this.options[this.at]);
      } else if (event.key === "Escape" && this.isOpen) {
        event.preventDefault();
        event.stopPropagation();
        this.setOpen(false);
      }
    }

    // An option leads to its screen, or tells the form that it was picked.
    choose(option) {
      if (option.dataset.url) return window.location.assign(option.dataset.url);
      this.setOpen(false);
      this.dispatch("picked", { detail: { key: option.dataset.key, title: option.dataset.title } });
    }

    hold(event) {
      event.preventDefault(); // the box keeps the focus
    }

    pick(event) {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    }
  }

  class FindOpener extends Controller {
    connect() {
      this.listen = (event) => this.key(event);
      document.addEventListener("keydown", this.listen, true); // before Wagtail's own «/»
    }

    disconnect() {
      document.removeEventListener("keydown", this.listen, true);
    }

    // Under the Russian layout the key of «/» gives a dot; whoever switched the admin's keys off is left alone.
    key(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key !== "/" && !(event.code === "Slash" && event.key === ".")) return;
      if (event.target.closest("input, textarea, select, dialog, [contenteditable], [role=textbox]")) return;
      const config = JSON.parse(document.getElementById("wagtail-config").textContent);
      if (config.KEYBOARD_SHORTCUTS_ENABLED === false) return;
      event.stopImmediatePropagation();
      this.open(event);
    }

    open(event) {
      event.preventDefault();
      const onPage = document.querySelector("main .find-input");
      if (onPage) return onPage.focus();
      document.getElementById("find-dialog").showModal();
      document.querySelector("#find-dialog .find-input").select();
    }
  }

  window.wagtail.app.register("find-box", FindBox);
  window.wagtail.app.register("find-opener", FindOpener);
})();
