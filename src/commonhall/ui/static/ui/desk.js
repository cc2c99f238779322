/* The desk's table by keyboard: arrow keys go up and down, x ticks. Everything works without. */
(function () {
  "use strict";

  function stops(row) {
    return Array.from(row.querySelectorAll("input, a"));
  }

  document.querySelectorAll("table[data-desk] tbody").forEach(function (body) {
    body.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const row = event.target.closest("tr");
      if (!row) return;
      const rows = Array.from(body.rows);
      const at = rows.indexOf(row);
      const column = Math.max(0, stops(row).indexOf(event.target));
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
        const found = stops(next);
        (found[column] || found[0]).focus();
      } else if (event.key === "x" && event.target.tagName === "A") {
        const box = row.querySelector("input[type=checkbox]");
        if (box) box.checked = !box.checked;
      }
    });
  });
})();
