// Rows that hang on another row are shown when it says so. Without scripts all of them are there.
(() => {
  const form = document.querySelector("form[data-disclosure]");
  if (!form) return;

  function follow() {
    for (const row of form.querySelectorAll("[data-when]")) {
      const [other, values] = row.dataset.when.split(" ");
      const asked = document.getElementById(other);
      const hung = asked && asked.closest("[data-when]")?.hidden;
      row.hidden = !asked || hung || !values.split(",").includes(asked.value);
    }
  }

  for (const note of form.querySelectorAll(".form-if")) note.hidden = true;
  form.addEventListener("change", follow);
  follow();
  const fresh = document.getElementById("new");
  if (fresh && location.hash === "#new") fresh.querySelector("input, select, textarea")?.focus();
})();
