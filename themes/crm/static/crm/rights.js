// The matrix of rights: ticks whole sets and marks what differs from the role at once. Without it the server does.
(() => {
  const form = document.querySelector("form[data-rights]");
  if (!form) return;
  const role = form.elements.role;
  const narrow = form.dataset.rights.split(" "); // roles that see only what is assigned to them

  const isUsual = (box) => box.dataset.roles.split(" ").includes(role.value);
  const usualRows = () => (narrow.includes(role.value) ? "assigned" : "all");

  function mark() {
    for (const line of form.querySelectorAll("tbody tr")) {
      const boxes = [...line.querySelectorAll("input[name=box]")];
      const rows = line.querySelector("select");
      const differs = boxes.some((box) => box.checked !== isUsual(box)) || (rows && rows.value !== usualRows());
      line.classList.toggle("differs", Boolean(differs));
    }
  }

  function tick(what) {
    for (const box of form.querySelectorAll("input[name=box]:not(:disabled)")) {
      box.checked = what === "all" || (what === "role" && isUsual(box));
    }
    if (what === "role") for (const rows of form.querySelectorAll("td.rows select")) rows.value = usualRows();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("change", mark);
  form.addEventListener("click", (event) => {
    const what = event.target.closest("button[name=do]")?.value;
    if (!what || what === "save") return;
    event.preventDefault();
    tick(what);
  });
})();
