/* A ballot put in order: buttons that give ranks and move them, said aloud as they change.
   Without this, ranks are typed; the server says what is wrong with them. */
(function () {
  "use strict";

  const words = document.querySelector("[data-ranking]");
  const list = document.querySelector("[data-ballot]");
  if (!words || !list) return;
  const said = words.dataset;
  const most = Number(said.most);
  const lines = Array.from(list.children)
    .map((line) => ({ line, field: line.querySelector("input[type=number]"), buttons: {} }))
    .filter((one) => one.field);
  lines.forEach((one) => (one.name = one.line.querySelector("label").textContent.trim()));

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  /* Options with a rank, in their order; those with the same rank in the order of the ballot. */
  function order() {
    return lines
      .filter((one) => Number(one.field.value) > 0)
      .sort((a, b) => Number(a.field.value) - Number(b.field.value));
  }

  const shown = document.createElement("p");
  shown.className = "basket";
  const head = document.createElement("strong");
  head.textContent = said.order;
  const ranks = document.createElement("span");
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  shown.append(head, " ", ranks, status);
  words.before(shown);

  function draw() {
    const now = order();
    ranks.textContent = now.map((one) => one.field.value + ". " + one.name).join(" · ") || said.nothing;
    lines.forEach((one) => {
      const at = now.indexOf(one);
      const values = { name: one.name, rank: now.length + 1 };
      one.buttons.add.hidden = at >= 0;
      one.buttons.add.textContent = filled(said.add, values);
      one.buttons.add.setAttribute("aria-label", filled(said.addLabel, values));
      barred(one.buttons.add, now.length >= most);
      ["up", "down", "out"].forEach((what) => (one.buttons[what].hidden = at < 0));
      barred(one.buttons.up, at <= 0);
      barred(one.buttons.down, at === now.length - 1);
    });
  }

  /* A button that cannot be pressed now keeps the focus. */
  function barred(button, is) {
    button.setAttribute("aria-disabled", String(is));
  }

  function write(now) {
    lines.forEach((one) => (one.field.value = ""));
    now.forEach((one, at) => (one.field.value = String(at + 1)));
  }

  function press(one, what) {
    if (one.buttons[what].getAttribute("aria-disabled") === "true") return;
    const now = order();
    const at = now.indexOf(one);
    if (what === "add") now.push(one);
    if (what === "out") now.splice(at, 1);
    if (what === "up") now.splice(at - 1, 2, one, now[at - 1]);
    if (what === "down") now.splice(at, 2, now[at + 1], one);
    write(now);
    draw();
    const values = { name: one.name, rank: now.indexOf(one) + 1, of: now.length };
    status.textContent = filled(what === "out" ? said.saidOut : said.said, values);
    if (one.buttons[what].hidden) one.buttons[what === "add" ? "out" : "add"].focus();
  }

  lines.forEach((one) => {
    const group = document.createElement("p");
    group.className = "cluster";
    ["add", "up", "down", "out"].forEach((what) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-second";
      button.textContent = said[what];
      button.setAttribute("aria-label", filled(said[what + "Label"], { name: one.name, rank: "" }));
      button.addEventListener("click", () => press(one, what));
      one.buttons[what] = button;
      group.append(button);
    });
    one.field.closest("p").after(group);
  });
  list.addEventListener("input", draw);
  draw();
})();
