// «Диспетчерская»: the call and the desk by the keyboard alone. Every screen works without this file.
(() => {
  "use strict";
  const { Controller } = window.StimulusModule;

  class Call extends Controller {
    static targets = ["who", "text", "type", "about"];
    static values = { url: String };

    get chosen() {
      return this.element.querySelector("input[type=hidden][name=chosen]");
    }

    picked(event) {
      this.chosen.value = event.detail.key;
      this.whoTarget.value = event.detail.title;
      if (event.detail.key.startsWith("h")) this.askWhere();
      this.textTarget.focus();
      this.look();
    }

    // A whole house has no flat: where in it is asked at once.
    askWhere() {
      this.element.querySelector(".call-more").open = true;
      const place = this.element.querySelector("select[name=place]");
      if (place.value === "flat") place.value = "entrance";
    }

    // Whoever types on means somebody else.
    forget() {
      this.chosen.value = "";
    }

    async look() {
      if (!this.chosen.value) return;
      const query = new URLSearchParams({ chosen: this.chosen.value, type: this.typeTarget.value });
      const mine = (this.asked = (this.asked ?? 0) + 1);
      const answer = await fetch(`${this.urlValue}?${query}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok && !answer.redirected && mine === this.asked) this.aboutTarget.innerHTML = await answer.text();
    }

    key(event) {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.element.requestSubmit();
    }
  }

  const ALOUD = "dispatch:aloud"; // in this browser: say aloud that a request has come

  class Desk extends Controller {
    static targets = ["rows", "aloud", "search"];
    static values = { create: String };

    connect() {
      this.title = document.title;
      this.newest = this.newestShown;
      this.unseen = 0;
      this.swapped = () => this.hear();
      this.seen = () => document.hidden || this.see();
      this.press = (event) => this.key(event);
      this.element.addEventListener("htmx:afterSwap", this.swapped);
      document.addEventListener("visibilitychange", this.seen);
      document.addEventListener("keydown", this.press);
      if (this.hasAloudTarget) this.aloudTarget.checked = localStorage.getItem(ALOUD) === "yes";
    }

    disconnect() {
      document.removeEventListener("visibilitychange", this.seen);
      document.removeEventListener("keydown", this.press);
      document.title = this.title;
    }

    get newestShown() {
      return Number(this.element.querySelector("[data-newest]")?.dataset.newest ?? 0);
    }

    remember() {
      localStorage.setItem(ALOUD, this.aloudTarget.checked ? "yes" : "no");
      if (this.aloudTarget.checked) this.ring();
    }

    hear() {
      const newest = this.newestShown;
      if (newest <= this.newest) return;
      this.unseen += newest - this.newest;
      this.newest = newest;
      if (this.hasAloudTarget && this.aloudTarget.checked) this.ring();
      if (document.hidden) document.title = `(${this.unseen}) ${this.title}`;
    }

    see() {
      this.unseen = 0;
      document.title = this.title;
    }

    ring() {
      try {
        const sound = new AudioContext();
        const tone = sound.createOscillator();
        const loudness = sound.createGain();
        tone.frequency.value = 880;
        loudness.gain.setValueAtTime(0.15, sound.currentTime);
        loudness.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.4);
        tone.connect(loudness).connect(sound.destination);
        tone.start();
        tone.stop(sound.currentTime + 0.4);
      } catch {} // no sound here, or not before the first click
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
      const links = [...this.element.querySelectorAll("a[data-row]")];
      const at = links.indexOf(document.activeElement);
      // The same keys under the Russian layout.
      const step = { j: 1, о: 1, ArrowDown: 1, k: -1, л: -1, ArrowUp: -1 }[event.key];
      if (step && links.length) links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
      else if ((event.key === "n" || event.key === "т") && this.createValue) window.location.assign(this.createValue);
      else return;
      event.preventDefault();
    }
  }

  window.wagtail.app.register("call", Call);
  window.wagtail.app.register("desk", Desk);
})();
