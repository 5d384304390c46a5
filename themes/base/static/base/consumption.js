// What typed readings come to since the last ones: the office's computer and the inspector's phone tell the same.
window.consumption = (() => {
  "use strict";
  const read = text => {
    const plain = text.replace(/\s/g, "").replace(",", ".");
    return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Number(plain) : null;
  };
  const write = number => String(Math.round(number * 1000) / 1000).replace(".", ",");

  // Values of several tariffs are told together; a value below the last one may have gone over zero.
  const tell = (row, words) => {
    const output = row.querySelector("output");
    let used = 0, typed = false, less = false, unit = "";
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
    output.textContent = !typed ? "" : less ? words.less : `${words.used} ${write(used)} ${unit}`;
  };
  return { tell };
})();
