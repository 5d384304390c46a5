// «Открыто до 18:00» stays true on a page that stays open. The words of the coming days come with the page, in the
// office's own time: [seconds since the epoch, open, words]. The last one is empty: beyond it nothing is known.
(() => {
  "use strict";
  const PERIOD = 15_000;
  const marks = [...document.querySelectorAll("[data-states]")].map((mark) => ({
    mark,
    words: mark.querySelector("[data-words]"),
    states: JSON.parse(mark.dataset.states),
  }));

  function show() {
    const now = Date.now() / 1000;
    for (const { mark, words, states } of marks) {
      const [, open, text] = states.filter(([from]) => from <= now).at(-1) ?? [0, 0, ""];
      if (words.textContent !== text) words.textContent = text;
      mark.classList.toggle("is-open", Boolean(open));
      mark.hidden = !text;
    }
  }

  show();
  setInterval(show, PERIOD);
  window.addEventListener("pageshow", show);
  document.addEventListener("visibilitychange", show);
})();
