// Who else has this record open: asks every few seconds while the page is looked at. See platform/editing/views.py.
(() => {
  "use strict";
  const PERIOD = 10_000;
  const line = document.querySelector("[data-here]");
  if (!line) return;
  const written = line.closest("form") ?? line.closest("main") ?? document; // a page of several forms has the line above
  let doing = "reading";
  let shown = line.innerHTML.trim();

  const ask = (what) =>
    fetch(`${line.dataset.here}?here=${what}`, { cache: "no-store", keepalive: what === "left", credentials: "same-origin" });

  async function ping() {
    if (document.hidden) return;
    let answer;
    try {
      answer = await ask(doing);
    } catch {
      return; // no network: the next one may come through
    }
    if (answer.status === 401) {
      const detail = answer.headers.get("X-Sign-In");
      line.dispatchEvent(new CustomEvent("signed-out", { bubbles: true, detail }));
    }
    if (answer.status !== 200) return;
    line.dispatchEvent(new CustomEvent("signed-in", { bubbles: true }));
    const html = (await answer.text()).trim();
    if (html !== shown) line.innerHTML = shown = html; // readers speak only news
  }

  written.addEventListener("input", () => {
    if (doing === "typing") return;
    doing = "typing";
    ping();
  });
  window.addEventListener("pagehide", () => ask("left"));
  document.addEventListener("visibilitychange", ping);
  setInterval(ping, PERIOD);
})();
