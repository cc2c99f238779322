/* Small helps for people whose browser runs scripts. Everything works without them. */
(function () {
  "use strict";

  /* Characters left: the note beside a long text counts along. */
  function count(note) {
    const field = document.getElementById(note.dataset.countFor);
    if (!field || !field.maxLength || field.maxLength < 1 || note.dataset.live) return;
    note.dataset.live = "1";
    const limit = field.maxLength;
    const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);
    let timer;
    function show() {
      const left = limit - Array.from(field.value).length;
      note.textContent = note.dataset.left.replace("%n", numbers.format(left));
      note.classList.toggle("count-over", left < 0);
    }
    field.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(show, 250);
    });
    note.setAttribute("aria-live", "polite");
    show();
  }

  /* Copy: the button says for a moment that it is done. */
  function copier(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    if (button.dataset.live) return;
    button.dataset.live = "1";
    button.addEventListener("click", async function () {
      const source = document.getElementById(button.dataset.copy);
      const text = source ? source.textContent.trim() : button.dataset.copyText || location.href;
      try {
        await navigator.clipboard.writeText(text);
      } catch (refused) {
        return;
      }
      const label = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(function () { button.textContent = label; }, 2000);
    });
  }

  function prepare(root) {
    root.querySelectorAll("[data-count-for]").forEach(count);
    root.querySelectorAll("[data-copy], [data-copy-text]").forEach(copier);
  }

  /* Menus close with Escape, and when the focus or a click goes elsewhere. */
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open], details.dropdown[open]").forEach(function (menu) {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const open = document.activeElement && document.activeElement.closest("details[open]");
    if (open && open.matches(".menu, .dropdown")) {
      open.open = false;
      open.querySelector("summary").focus();
    } else {
      closeMenus(null);
    }
  });
  document.addEventListener("click", function (event) { closeMenus(event.target); });
  document.addEventListener("focusin", function (event) { closeMenus(event.target); });

  prepare(document);
  document.addEventListener("htmx:load", function (event) { prepare(event.target); });

  /* After a form came back with errors, start at their summary. */
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
