/* A ballot on which money is shared out: what is left while one chooses, and a long ballot narrowed as one types.
   Without this, the server says both when the form is sent. */
(function () {
  "use strict";

  const list = document.querySelector("[data-ballot]");
  if (!list) return;
  const lines = Array.from(list.children);
  const basket = document.querySelector("[data-basket]");
  const narrow = document.querySelector("[data-narrow]");

  function value(line) {
    const field = line.querySelector("input");
    if (!field) return 0;
    if (field.type === "checkbox") return field.checked ? 1 : 0;
    return Math.max(0, Number(field.value) || 0);
  }

  function total() {
    if (!basket) return;
    if (basket.dataset.points) {
      const given = lines.reduce((sum, line) => sum + value(line), 0);
      const left = Number(basket.dataset.points) - given;
      basket.querySelector("[data-points-left]").textContent = left.toLocaleString(document.documentElement.lang);
      basket.classList.toggle("basket-over", left < 0);
      return;
    }
    const cost = lines.reduce((sum, line) => sum + (value(line) ? Number(line.dataset.cost) : 0), 0);
    const money = Number(basket.dataset.money);
    basket.querySelector("[data-chosen]").textContent = said(cost);
    basket.querySelector("[data-left]").textContent = said(money - cost);
    basket.classList.toggle("basket-over", "binds" in basket.dataset && cost > money);
  }

  function said(minor) {
    const digits = Number(basket.dataset.digits);
    const amount = minor / 10 ** digits;
    const whole = Number.isInteger(amount);
    return new Intl.NumberFormat(document.documentElement.lang, {
      style: "currency",
      currency: basket.dataset.currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: whole ? 0 : digits,
      maximumFractionDigits: whole ? 0 : digits,
    }).format(amount);
  }

  function folded(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const words = narrow ? lines.map((line) => folded(line.textContent)) : [];

  function show() {
    const of = (name) => {
      const field = narrow.querySelector("[name=" + name + "]");
      return field ? field.value : "";
    };
    const terms = folded(of("find")).split(/\s+/).filter(Boolean);
    const place = of("in_place");
    const category = of("of_category");
    let shown = 0;
    lines.forEach((line, at) => {
      const fits =
        (!place || line.dataset.place === place) &&
        (!category || line.dataset.category === category) &&
        terms.every((term) => words[at].includes(term));
      line.hidden = !fits;
      if (fits) shown += 1;
    });
    narrow.querySelector("[data-shown]").textContent = String(shown);
  }

  // seal.js says amounts in the same way.
  if (basket) basket.said = said;
  list.addEventListener("input", total);
  total();
  if (narrow) {
    narrow.addEventListener("input", show);
    narrow.addEventListener("keydown", (event) => {
      // Enter in the search field narrows; it does not cast the ballot.
      if (event.key === "Enter") event.preventDefault();
    });
    narrow.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      show();
    });
    show();
  }
})();
