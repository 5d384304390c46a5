// Typing readings: Enter goes to the next field, what is used shows as one types. Without it the server tells the same.
(() => {
  const form = document.querySelector("form[data-readings]");
  if (!form) return;
  const fields = [...form.querySelectorAll("input[data-value]")];

  const read = (text) => {
    const plain = text.replace(/\s/g, "").replace(",", ".");
    return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Number(plain) : null;
  };
  const write = (number) => String(Math.round(number * 1000) / 1000).replace(".", ",");

  // Values of several tariffs are told together; a value below the last one may have gone over zero.
  function tell(row) {
    const output = row.querySelector("output");
    let used = 0;
    let typed = false;
    let less = false;
    let unit = "";
    for (const field of row.querySelectorAll("input[data-before]")) {
      const value = read(field.value);
      if (value === null) continue;
      const before = Number(field.dataset.before);
      typed = true;
      unit = field.dataset.unit;
      less ||= value < before;
      used += value < before ? value + Number(field.dataset.limit) - before : value - before;
    }
    output.classList.toggle("is-less", typed && less);
    output.textContent = !typed ? "" : less ? "меньше прошлого" : `расход ${write(used)} ${unit}`;
  }

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
