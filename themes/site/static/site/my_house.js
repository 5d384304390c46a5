// Addresses of the company's own houses while one is being typed. Without it the box is a plain form.
(() => {
  "use strict";
  const PAUSE = 200;
  for (const box of document.querySelectorAll("[data-suggest]")) {
    const list = box.list;
    let waiting = 0;
    let asked = "";
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });

    async function ask() {
      const text = box.value.trim();
      if (text.length < 2 || text === asked) return;
      asked = text;
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ adres: text })}`);
      if (!answer.ok || text !== asked) return;
      const { houses } = await answer.json();
      list.replaceChildren(...houses.map((house) => new Option(house, house)));
    }
  }
})();
