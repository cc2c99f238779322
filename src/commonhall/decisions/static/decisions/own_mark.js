/* A voter's own part of their tracker: random signs of this browser, which they may replace. */
(function () {
  "use strict";

  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const field = document.querySelector("[data-own-mark]");
  if (field && !field.value && window.crypto) {
    const drawn = crypto.getRandomValues(new Uint8Array(8));
    field.value = Array.from(drawn, (one) => SIGNS[one % SIGNS.length]).join("");
  }
})();
