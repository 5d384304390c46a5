// Typing readings: Enter goes to the next field, what is used shows as one types. Without it the server tells the same.
(() => {
  const form = document.querySelector("form[data-readings]");
  if (!form) return;
  const fields = [...form.querySelectorAll("input[data-value]")];

  const tell = (row) => consumption.tell(row, { less: "меньше прошлого", used: "расход" });

  for (const row of form.querySelectorAll(".reading")) tell(row);
  form.addEventListener("input", (event) => {
    const row = event.target.closest(".reading");
    if (row) tell(row);
  });
  form.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    if (place < 0) return;
    const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = fields[place + step];
    if (next) {
      next.focus();
      next.select();
    } else if (event.key === "Enter") {
      form.querySelector(".readings-do button[type=submit]").focus();
    }
  });
})();
