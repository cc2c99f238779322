/* Whether text in a colour can be read, said while it is chosen; as ui/colours.py works it out. */
(function () {
  "use strict";

  function channels(colour) {
    return [1, 3, 5].map(function (at) { return parseInt(colour.slice(at, at + 2), 16); });
  }

  // As Python rounds: a half goes to the even number.
  function rounded(part) {
    const near = Math.round(part);
    return part % 1 === 0.5 && near % 2 ? near - 1 : near;
  }

  function mixed(one, other, share) {
    const second = channels(other);
    return "#" + channels(one).map(function (part, at) {
      return rounded(part + (second[at] - part) * share).toString(16).padStart(2, "0");
    }).join("");
  }

  function luminance(colour) {
    const linear = channels(colour).map(function (channel) {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  function contrast(one, other) {
    const both = [luminance(one), luminance(other)].sort(function (a, b) { return b - a; });
    return (both[0] + 0.05) / (both[1] + 0.05);
  }

  function readable(colour, paper) {
    const soft = mixed(colour, "#ffffff", 0.9);
    return Math.min(contrast(colour, "#ffffff"), contrast(colour, soft), contrast(colour, paper));
  }

  document.querySelectorAll("output[data-contrast]").forEach(function (told) {
    const field = document.getElementById(told.htmlFor.value);
    const least = Number(told.dataset.contrast);
    if (!field) return;
    function tell() {
      const paper = told.dataset.paper;
      const found = readable(field.value, paper);
      let better = field.value;
      for (let step = 0; step <= 100 && readable(better, paper) < least; step += 1) {
        better = mixed(field.value, "#000000", step / 100);
      }
      // Cut and not rounded: what is just too little must not read as enough.
      const shown = (Math.floor(found * 10) / 10).toLocaleString(document.documentElement.lang, {
        minimumFractionDigits: 1
      });
      const words = found >= least ? told.dataset.good : told.dataset.bad;
      told.textContent = words.replace("{found}", shown).replace("{better}", better);
    }
    field.addEventListener("input", tell);
    tell();
  });
})();
