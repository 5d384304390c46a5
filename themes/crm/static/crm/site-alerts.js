// The preview follows what is typed: the words of the fields, in the look of the chosen kind.
(() => {
  "use strict";
  const preview = document.querySelector("[data-alert-preview]");
  const [kind, text, link] = ["kind", "text", "link"].map((name) => document.querySelector(`[name="${name}"]`));
  if (!preview || !kind || !text || !link) return;

  function show() {
    for (const look of preview.querySelectorAll("[data-kind]")) {
      look.hidden = look.dataset.kind !== kind.value;
      look.querySelector(".alert-text").textContent = text.value.trim() || "Текст объявления";
      const more = look.querySelector("a");
      if (more) more.hidden = !link.value.trim();
    }
  }

  for (const field of [kind, text, link]) field.addEventListener("input", show);
  show();
})();
