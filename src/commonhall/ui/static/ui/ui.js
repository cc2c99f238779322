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

  /* Lists change in place: what narrows a list, and the list's pages, keep their addresses. A page with
     scripts of its own is loaded whole, so that these begin anew. */
  const plain = document.head.querySelectorAll("script[src]").length <= 2;
  function live(root) {
    if (!window.htmx || !plain) return;
    root.querySelectorAll("main form.filter[method=get], main .pager").forEach(function (part) {
      const swap = part.matches(".pager") ? "outerHTML show:window:top" : "outerHTML show:none";
      const how = { boost: "true", target: "#main", select: "#main", swap: swap };
      Object.keys(how).forEach(function (name) { part.setAttribute("hx-" + name, how[name]); });
      if (root !== document) window.htmx.process(part);
    });
  }

  /* What htmx cannot bring in place is loaded as if there were no script: an error, another page. */
  function whole(event) {
    const asked = event.detail.requestConfig;
    const form = asked.elt.closest("form");
    if (asked.verb === "get" || !form) {
      location.assign(event.detail.xhr.responseURL || asked.path);
      return;
    }
    const pressed = asked.triggeringEvent && asked.triggeringEvent.submitter;
    if (pressed && pressed.name) {
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name: pressed.name, value: pressed.value });
      form.append(kept);
    }
    HTMLFormElement.prototype.submit.call(form);
  }
  function inPlace(event) {
    return event.detail.requestConfig.elt.closest("[data-focus], .filter, .pager") !== null;
  }
  document.addEventListener("htmx:sendError", function (event) { if (inPlace(event)) whole(event); });
  document.addEventListener("htmx:beforeSwap", function (event) {
    const detail = event.detail;
    if (!inPlace(event)) return;
    if (detail.isError) {
      detail.isError = false;
      whole(event);
      return;
    }
    if (detail.serverResponse.includes(' id="' + detail.target.id + '"')) return;
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL);
  });

  /* The focus goes on where the eye does, and what changed is said. */
  document.addEventListener("htmx:afterSettle", function (event) {
    if (!event.detail.requestConfig || !inPlace(event)) return;
    const from = event.detail.requestConfig.elt;
    const form = from.closest("form.filter");
    const main = document.getElementById("main");
    if (from.dataset.focus) {
      document.querySelector(from.dataset.focus).focus();
    } else if (form) {
      const same = main.querySelector("form.filter button:not([type=button])");
      if (same) same.focus({ preventScroll: true });
      const said = document.getElementById("said");
      const rows = main.querySelectorAll(".items > li, .content tbody > tr").length;
      said.textContent = said.dataset.shown.replace(
        "%n", new Intl.NumberFormat(document.documentElement.lang || undefined).format(rows));
    } else {
      main.focus({ preventScroll: true });
    }
  });

  function prepare(root) {
    live(root);
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
  document.addEventListener("htmx:load", function (event) {
    // The whole page is ready already; parts that come later are made ready here.
    if (event.target !== document.body) prepare(event.target);
  });

  /* After a form came back with errors, start at their summary. */
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
