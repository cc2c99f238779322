/* A ballot sealed in the voter's own browser: what is sent is an envelope that only enough tellers open together. Before
   it is cast, the voter may have it opened as a test and seal another one. Without this the server seals, and says so. */
(function () {
  "use strict";

  const KEPT = "commonhall-tracker";
  const TYPED = { O: "0", I: "1", L: "1", U: "V" };
  const lib = window.commonhallEnvelopes;

  function part(box, name) {
    return box.querySelector("[data-part=" + name + "]");
  }

  function random(size) {
    return crypto.getRandomValues(new Uint8Array(size));
  }

  /* The tracker of an envelope that was cast is shown once more, on the page that says so. */
  const again = document.querySelector("[data-kept-tracker]");
  if (again) {
    try {
      const tracker = sessionStorage.getItem(KEPT);
      sessionStorage.removeItem(KEPT);
      if (tracker) {
        part(again, "tracker").textContent = tracker;
        again.hidden = false;
      }
    } catch (error) {
      // A browser that keeps nothing has shown it before.
    }
  }

  const form = document.querySelector("form[data-seal]");
  if (!form || !lib || !window.crypto || !crypto.subtle) return;
  const paper = JSON.parse(form.dataset.paper);
  const words = JSON.parse(form.dataset.words);
  const sealed = document.querySelector("[data-sealed]");
  const opened = document.querySelector("[data-opened]");
  const alert = document.querySelector("[data-seal-faults]");
  const list = document.querySelector("[data-ballot]");
  const mark = form.querySelector("[data-own-mark]");
  const options = new Map(paper.options.map((one) => [one[0], { name: one[1], cost: one[2], place: one[3] }]));
  const lines = Array.from(list.querySelectorAll("li[data-code]"));
  const fields = new Map(lines.map((line) => [line.dataset.code, line.querySelector("input")]));
  let made = null;

  document.querySelector("[data-server-seals]").hidden = true;
  part(form, "cast").textContent = words.seal;

  function filled(said, values) {
    return said.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  function listed(names) {
    return new Intl.ListFormat(document.documentElement.lang).format(names);
  }

  function tidyMark() {
    const signs = Array.from(mark.value.toUpperCase(), (sign) => TYPED[sign] || sign);
    return signs.filter((sign) => lib.SIGNS.includes(sign)).join("");
  }

  /* --- what was chosen, and what is wrong with it: counting.fault and ballot_faults.py --- */
  function chosen(faults) {
    const found = [];
    for (const [code, field] of fields) {
      if (field.type !== "number") {
        if (field.checked) found.push([code, 1]);
        continue;
      }
      const value = Number(field.value || 0);
      const most = Number(field.max);
      if (field.validity.badInput || !Number.isInteger(value) || value < 0 || value > most) {
        faults.push([code, words.whole]);
      } else if (value > 0) {
        found.push([code, value]);
      }
    }
    return found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  function name(code) {
    return options.get(code).name;
  }

  function rankFaults(choices, faults) {
    const ranks = new Map();
    for (const [code, rank] of choices) ranks.set(rank, [...(ranks.get(rank) || []), code]);
    const inOrder = Array.from(ranks.keys()).sort((a, b) => a - b);
    for (const rank of inOrder) {
      const codes = ranks.get(rank);
      const last = codes[codes.length - 1];
      const values = { rank: rank, a: name(codes[0]), b: name(last), names: listed(codes.map(name)) };
      if (codes.length === 2) faults.push([last, filled(words.both, values)]);
      if (codes.length > 2) faults.push([last, filled(words.several, values)]);
    }
    for (const rank of inOrder) {
      if (rank > 1 && !ranks.has(rank - 1)) {
        const code = ranks.get(rank)[0];
        faults.push([code, filled(words.gap, { rank: rank, name: name(code), before: rank - 1 })]);
      }
    }
    if (paper.most && choices.length > paper.most) {
      const over = Array.from(choices).sort((a, b) => a[1] - b[1]);
      const said = filled(words.many, { number: choices.length, most: paper.most });
      faults.push([over[over.length - 1][0], said]);
    }
  }

  function faultsOf(choices, faults) {
    const sum = choices.reduce((total, one) => total + one[1], 0);
    const cost = choices.reduce((total, one) => total + options.get(one[0]).cost, 0);
    const places = new Map();
    for (const [code] of choices) {
      const place = options.get(code).place;
      if (place) places.set(place, (places.get(place) || 0) + 1);
    }
    if (paper.budget !== null && cost > paper.budget) {
      const money = document.querySelector("[data-basket]").said;
      faults.push(["", filled(words.over, { chosen: money(cost), over: money(cost - paper.budget) })]);
    }
    if (paper.per_place && Array.from(places.values()).some((one) => one > paper.per_place)) {
      faults.push(["", words.rule]);
    }
    if (paper.form === "ranked") rankFaults(choices, faults);
    if (paper.form === "points" && paper.most && sum > paper.most) faults.push(["", words.rule]);
    if (paper.form === "approval" && paper.most && choices.length > paper.most) faults.push(["", words.rule]);
  }

  function say(faults) {
    for (const field of fields.values()) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    alert.replaceChildren();
    faults.forEach(function ([code, said], at) {
      const field = code === null ? mark : fields.get(code);
      const line = document.createElement("p");
      line.id = "seal-fault-" + at;
      if (field) {
        const link = document.createElement("a");
        link.href = "#" + field.id;
        link.textContent = code === null ? said : name(code);
        line.append(link, ...(code === null ? [] : [words.colon + said]));
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", line.id);
      } else {
        line.textContent = said;
      }
      alert.append(line);
    });
    alert.closest(".notice").hidden = !faults.length;
    const server = form.querySelector("[data-server-faults]");
    if (server) server.hidden = true;
    if (faults.length) alert.closest(".notice").scrollIntoView({ block: "center" });
  }

  /* --- sealing --- */
  function show(box) {
    for (const one of [form, sealed, opened]) one.hidden = one !== box;
    if (box !== form) box.focus();
  }

  async function sealIt() {
    const faults = [];
    const given = chosen(faults);
    faultsOf(given, faults);
    const own = tidyMark();
    if (own.length !== 8) faults.push([null, words.mark]);
    say(faults);
    if (faults.length) return;
    const mine = lib.hex(random(16));
    const seed = random(32);
    const tracker = await lib.mixedTracker(paper.vote, own, mine, form.dataset.server);
    const ballot = lib.ballotText(tracker, given);
    const envelope = await lib.seal(ballot, seed, paper);
    made = {
      commonhall: "opened-envelope",
      vote: paper.vote,
      digest: lib.hex(await lib.hash([envelope])),
      seed: lib.hex(seed),
      ballot: ballot,
      mark: own,
      own: mine,
      server: form.dataset.server,
    };
    sealed.querySelector("[name=envelope]").value = lib.base64(envelope);
    part(sealed, "tracker").textContent = tracker;
    part(sealed, "digest").textContent = made.digest;
    part(opened, "digest").textContent = made.digest;
    part(sealed, "chosen").replaceChildren(...given.map(lineOf));
    part(sealed, "nothing").hidden = given.length > 0;
    try {
      sessionStorage.setItem(KEPT, tracker);
    } catch (error) {
      // It is shown now, in any case.
    }
    show(sealed);
  }

  function lineOf([code, value]) {
    const line = document.createElement("li");
    line.textContent = paper.form === "approval" ? name(code) : name(code) + words.colon + value;
    return line;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const button = part(form, "cast");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    sealIt()
      .catch(() => say([["", words.failed]]))
      .finally(() => button.removeAttribute("aria-disabled"));
  });

  /* It is opened: whoever reads the file sees what it holds, so neither it nor its tracker is used again. */
  part(sealed, "check").addEventListener("click", function () {
    sealed.querySelector("[name=envelope]").value = "";
    lib.save(JSON.stringify(made, null, 1) + "\n", "opened-envelope-" + made.digest.slice(0, 8) + ".json");
    mark.value = Array.from(random(8), (byte) => lib.SIGNS[byte % 32]).join("");
    made = null;
    show(opened);
  });

  for (const box of [sealed, opened]) {
    part(box, "again").addEventListener("click", function () {
      sealed.querySelector("[name=envelope]").value = "";
      show(form);
      part(form, "cast").focus();
    });
  }
})();
