// Words of an event: a press on a variable puts it where one writes. Without it the name is typed.
(() => {
  const buttons = document.querySelectorAll("button[data-insert]");
  if (!buttons.length) return;
  const form = buttons[0].form;
  let field = form.elements.text;
  field.setSelectionRange(field.value.length, field.value.length); // until somebody puts the cursor elsewhere

  for (const name of ["subject", "text", "short"]) {
    form.elements[name].addEventListener("focus", (event) => {
      field = event.target;
    });
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      field.focus();
      field.setRangeText(`{${button.dataset.insert}}`, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
