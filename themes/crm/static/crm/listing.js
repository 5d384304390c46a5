// On a phone a list's rows are cards (listing.css): each cell is told the name of its column, and stays a cell to
// those who listen. Lists that Wagtail fetches anew are told again.
(function () {
  "use strict";

  function tell(table) {
    var names = Array.prototype.map.call(table.querySelectorAll("thead th"), function (head) {
      return head.textContent.trim().replace(/\s+/g, " ");
    });
    if (!names.length) return;
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody").forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    table.querySelectorAll("tr").forEach(function (row) { row.setAttribute("role", "row"); });
    table.querySelectorAll("thead th").forEach(function (head) { head.setAttribute("role", "columnheader"); });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, place) {
        if (cell.tagName === "TD") cell.setAttribute("role", "cell");
        if (names[place] && cell.colSpan === 1) cell.dataset.label = names[place];
        if (!cell.textContent.trim() && !cell.querySelector("input, img, svg")) cell.dataset.empty = "";
      });
    });
  }

  function tellAll() { document.querySelectorAll("table.listing").forEach(tell); }

  document.addEventListener("DOMContentLoaded", tellAll);
  document.addEventListener("w-swap:success", tellAll);
})();
