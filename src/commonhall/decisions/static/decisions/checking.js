/* What does an envelope hold that a voter had opened as a test? It is sealed again here; nothing is sent. */
(function () {
  "use strict";

  const lib = window.commonhallEnvelopes;

  function part(box, name) {
    return box.querySelector("[data-part=" + name + "]");
  }

  function say(box, code) {
    const line = part(box, "said");
    line.textContent = box.querySelector('[data-words="' + code + '"]').textContent;
    line.classList.toggle("error", code !== "holds");
    line.hidden = false;
    part(box, "found").hidden = code !== "holds" && code !== "other-tracker";
  }

  async function paperOf(box) {
    if (box.dataset.paper) return JSON.parse(box.dataset.paper);
    const file = part(box, "paper").files[0];
    if (!file) throw lib.problem("choose-paper");
    return lib.readFile(await file.text(), "ballot-paper", "no-paper");
  }

  async function check(box) {
    const paper = await paperOf(box);
    const file = part(box, "opened").files[0];
    if (!file) throw lib.problem("choose-opened");
    const said = lib.readFile(await file.text(), "opened-envelope", "no-opened");
    if (said.vote !== paper.vote) throw lib.problem("other-vote");
    const envelope = await lib.seal(said.ballot, lib.fromHex(said.seed), paper);
    const digest = lib.hex(await lib.hash([envelope]));
    if (digest !== said.digest) throw lib.problem("differs");
    const ballot = JSON.parse(said.ballot);
    const names = new Map(paper.options.map((one) => [one[0], one[1]]));
    part(box, "digest").textContent = digest;
    part(box, "tracker").textContent = ballot.t;
    part(box, "chosen").replaceChildren(
      ...ballot.c.map(function ([code, value]) {
        const line = document.createElement("li");
        line.textContent = (names.get(code) || code) + (paper.form === "approval" ? "" : " – " + value);
        return line;
      })
    );
    part(box, "nothing").hidden = ballot.c.length > 0;
    const own = await lib.mixedTracker(paper.vote, said.mark, said.own, said.server);
    return own === ballot.t ? "holds" : "other-tracker";
  }

  function start() {
    for (const box of document.querySelectorAll("[data-check-tool]")) {
      if (!window.crypto || !crypto.subtle) continue;
      box.hidden = false;
      part(box, "check").addEventListener("click", async function () {
        let code;
        try {
          code = await check(box);
        } catch (error) {
          code = error.code || "differs";
        }
        say(box, code);
      });
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
