// Tells before anything is sent that a chosen file is too large or of a kind that is not taken.
// The server says the same where scripts are off. Inputs carry data-max-bytes, accept and data-kinds (files.forms).
(function () {
  "use strict";

  function trouble(input) {
    var most = Number(input.dataset.maxBytes);
    var kinds = input.dataset.kinds ? input.accept.toLowerCase().split(",") : [];
    for (var i = 0; i < input.files.length; i++) {
      var file = input.files[i];
      var name = file.name.toLowerCase();
      if (file.size > most) {
        var size = (file.size / 1048576).toFixed(1).replace(".", ",");
        return "Файл «" + file.name + "» слишком большой: " + size + " МБ. Можно не больше " +
          Math.floor(most / 1048576) + " МБ.";
      }
      if (kinds.length && !kinds.some(function (kind) { return name.slice(-kind.length) === kind; })) {
        return "Файл «" + file.name + "» не принимается. Подойдут: " + input.dataset.kinds + ".";
      }
    }
    return "";
  }

  function place(input) {
    var id = (input.id || input.name) + "-trouble";
    var note = document.getElementById(id);
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "error-message upload-trouble";
      note.setAttribute("role", "alert");
      input.insertAdjacentElement("afterend", note);
      input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
    }
    return note;
  }

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.dataset.maxBytes) return;
    var words = trouble(input);
    input.setCustomValidity(words);
    var note = place(input);
    note.textContent = words;
    note.hidden = !words;
    input.setAttribute("aria-invalid", words ? "true" : "false");
  });
})();
