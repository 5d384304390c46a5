// Writing a notice, words of an event, an outage of which people are told: only the fields of the chosen audience are
// shown, and the preview follows what is typed.
// Without it all fields stand there, and «Посчитать» shows the same.
(() => {
  const place = document.querySelector("[data-notice]");
  if (!place) return;
  const form = place.closest("form");
  const PAUSE = 600;
  let timer, asking;

  const choose = () => {
    const to = new FormData(form).get("to");
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(to);
  };

  const count = async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = new FormData(form);
    typed.delete("file");
    try {
      const answer = await fetch(place.dataset.preview, {
        method: "POST",
        body: typed,
        signal: asking.signal,
        redirect: "error",
      });
      if (answer.ok) document.getElementById("notice-preview").outerHTML = await answer.text();
    } catch {
      // A newer question has taken this one's place, or the network is away: the button still counts.
    }
  };

  form.addEventListener("input", () => {
    choose();
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE);
  });
  choose();
  if (form.elements.subject?.value || form.elements.house?.value) count();
})();
