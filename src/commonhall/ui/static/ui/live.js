/* What changes without the page being loaded again. Everything works without it. */
(function () {
  "use strict";

  if (!window.htmx) return;

  /* Lists change in place: what narrows a list, and the list's pages, keep their addresses. A page with
     scripts of its own is loaded whole, so that these begin anew. */
  const plain = document.head.querySelectorAll("script[src]").length <= 3;
  function live(root) {
    if (!plain) return;
    root.querySelectorAll("form.filter[method=get]:not([hx-boost]), .pager:not([hx-boost])").forEach(function (part) {
      const swap = part.matches(".pager") ? "show:window:top" : "show:none";
      const how = { boost: "true", target: "#main", select: "#main > *", swap: swap };
      Object.keys(how).forEach(function (name) { part.setAttribute("hx-" + name, how[name]); });
      window.htmx.process(part);
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
      said.textContent = said.dataset.rows.replace(
        "%n", new Intl.NumberFormat(document.documentElement.lang || undefined).format(rows));
    } else {
      main.focus({ preventScroll: true });
    }
  });

  live(document.getElementById("main"));
  document.addEventListener("htmx:afterSettle", function () { live(document.getElementById("main")); });
})();
