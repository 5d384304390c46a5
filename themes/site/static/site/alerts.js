// Alerts above the page: put away for 30 days in this browser's own memory; and what is only this visitor's, whose
// house the browser remembers: asked for apart, as the page itself is the same for all.
(() => {
  "use strict";
  const KEY = "alerts-away";
  const DAYS = 30;
  const region = document.querySelector("[data-alerts]");

  function away() {
    try {
      const kept = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
      return Object.fromEntries(kept.filter(([, until]) => until > Date.now()));
    } catch {
      return {};
    }
  }

  function show() {
    const tokens = away();
    const seen = new Set();
    for (const alert of region.querySelectorAll("[data-alert]")) {
      alert.hidden = alert.dataset.alert in tokens || seen.has(alert.dataset.alert);
      seen.add(alert.dataset.alert);
    }
    region.hidden = !region.querySelector("[data-alert]:not([hidden])");
  }

  async function bringOwn() {
    const place = document.querySelector("[data-my-house]");
    const answer = await fetch(region.dataset.own, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const own = new DOMParser().parseFromString(await answer.text(), "text/html");
    const alerts = own.querySelector("[data-for='alerts']");
    if (alerts) {
      const all = [...region.querySelectorAll("[data-alert]"), ...alerts.children];
      region.append(...all.sort((one, other) => one.dataset.order - other.dataset.order));
    }
    const house = own.querySelector("[data-for='my-house']");
    if (house && place) {
      place.replaceChildren(...house.children);
      place.hidden = false;
      for (const everywhere of document.querySelectorAll("[data-everywhere]")) everywhere.hidden = true;
    }
    show();
  }

  region.addEventListener("submit", (event) => {
    const token = event.target.closest("[data-alert]").dataset.alert;
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...away(), [token]: Date.now() + DAYS * 86_400_000 }));
    } catch {
      return; // no memory of its own: the form goes to the server and is kept in a cookie
    }
    event.preventDefault();
    show();
    document.querySelector("main")?.focus();
  });

  show();
  if (/(?:^|; )house=\d/.test(document.cookie)) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", bringOwn);
    else bringOwn();
  }
})();
