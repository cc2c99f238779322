/* A form that can be kept as a draft is kept by itself while somebody writes. Without scripts its button does it. */
(function () {
  "use strict";
  const EVERY = 20000;
  const LONG = 40;
  const button = document.querySelector("button[data-keeps-draft]");
  const form = button && button.form;
  if (!form) return;
  const said = document.getElementById(button.dataset.keepsDraft);
  const stop = new AbortController();
  let changed = false;
  let sending = false;
  let timer = 0;

  function isLong() {
    return Array.from(form.querySelectorAll("textarea")).some(function (one) {
      return one.value.trim().length >= LONG;
    });
  }

  function later() {
    if (!timer) timer = setTimeout(keep, EVERY);
  }

  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!changed || sending || !isLong()) return;
    changed = false;
    const data = new FormData(form);
    Array.from(data.entries()).forEach(function (pair) {
      if (pair[1] instanceof File || pair[0] === "second_factor") data.delete(pair[0]);
    });
    data.set("keep_draft", "1");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        body: data,
        headers: { "X-Keeps-Draft": "1" },
        redirect: "error",
        signal: stop.signal,
      });
      const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
      if (plain) said.textContent = await answer.text();
    } catch (failed) {
      changed = true;
      if (!sending) later();
    }
  }

  form.addEventListener("input", function () {
    changed = true;
    later();
  });
  form.addEventListener("submit", function () {
    sending = true;
    stop.abort();
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") keep();
  });
})();
