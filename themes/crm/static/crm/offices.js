// Rows of hours: «выходной» empties the row and gives it back; Monday is copied to the other working days.
(() => {
  "use strict";
  const textsOf = (row) => [...row.querySelectorAll("input.clock")];
  const offOf = (row) => row.querySelector("[data-off]");
  const kept = new WeakMap(); // row → what stood there before «выходной»

  const tell = (field) => {
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  function write(row, values, off) {
    textsOf(row).forEach((field, place) => (field.value = values[place] ?? ""));
    offOf(row).checked = off;
    const folded = row.querySelector("details");
    if (folded && textsOf(folded).some((field) => field.value)) folded.open = true;
    tell(textsOf(row)[0]); // drafts and Wagtail's warning hear of it
  }

  for (const row of document.querySelectorAll("[data-day-hours]")) {
    offOf(row).addEventListener("change", (event) => {
      if (!event.isTrusted) return;
      const values = textsOf(row).map((field) => field.value);
      if (event.target.checked) kept.set(row, values);
      write(row, event.target.checked ? [] : (kept.get(row) ?? []), event.target.checked);
    });
    row.addEventListener("input", (event) => {
      if (event.isTrusted && event.target.matches(".clock") && event.target.value) offOf(row).checked = false;
    });
  }

  for (const week of document.querySelectorAll("[data-week]")) {
    const copy = week.querySelector("[data-copy-monday]");
    const said = week.querySelector("[data-copied]");
    copy.hidden = false;
    copy.addEventListener("click", () => {
      const [monday, ...others] = week.querySelectorAll("[data-day-hours]");
      const values = textsOf(monday).map((field) => field.value);
      others.slice(0, 4).forEach((row) => write(row, values, offOf(monday).checked));
      said.textContent = "Часы понедельника поставлены на вторник, среду, четверг и пятницу.";
    });
  }
})();
