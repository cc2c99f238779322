/* A teller's key is made, kept and used here, on the teller's own device. What leaves it: the public half of the key,
   and after the close the teller's parts of the envelopes. The server seals as decisions/votes/envelopes.py says. */
(function () {
  "use strict";

  const { CURVE, POINT, WIDTH, common, fromBase64, fromHex, hash, hex, base64, joined, problem, readFile, save } =
    window.commonhallEnvelopes;
  const { leafOf, number, paperDigest, partBy, prove, weightsOf } = window.commonhallEnvelopes;
  const text = new TextEncoder();
  /* Stands for a part that does not open. */
  const UNOPENED = new Uint8Array(WIDTH).fill(255);

  /* --- keys and parts --- */
  async function makeKey(vote) {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    const point = await crypto.subtle.exportKey("raw", pair.publicKey);
    const whole = await crypto.subtle.exportKey("jwk", pair.privateKey);
    const kept = { kty: whole.kty, crv: whole.crv, x: whole.x, y: whole.y, d: whole.d };
    return { commonhall: "teller-key", vote: vote, public: hex(new Uint8Array(point)), private: kept };
  }

  async function opener(said, publicKey, vote, teller) {
    const file = readFile(said, "teller-key", "no-key");
    if (file.public !== publicKey) throw problem("other-key");
    let key;
    try {
      key = await crypto.subtle.importKey("jwk", file.private, CURVE, false, ["deriveBits"]);
    } catch (error) {
      throw problem("no-key");
    }
    const own = fromHex(publicKey);
    const digits = file.private.d.replace(/-/g, "+").replace(/_/g, "/");
    return {
      part: async (cut) => partBy(await common(key, cut.subarray(0, POINT)), cut, own, vote, teller),
      prove: (cut) => prove(number(fromBase64(digits)), cut, vote),
    };
  }

  /* Merkle root of RFC 9162, section 2.1, over the digests in their order. */
  async function rootOf(digests) {
    const whole = [];
    for (const one of digests) {
      let node = { size: 1, hash: await hash([Uint8Array.of(0), one]) };
      while (whole.length && whole[whole.length - 1].size === node.size) {
        const left = whole.pop();
        node = { size: 2 * node.size, hash: await hash([Uint8Array.of(1), left.hash, node.hash]) };
      }
      whole.push(node);
    }
    if (!whole.length) return hash([]);
    let root = whole.pop().hash;
    while (whole.length) root = await hash([Uint8Array.of(1), whole.pop().hash, root]);
    return root;
  }

  /* The envelopes one page after the other → the parts file. next: gives {envelopes, more}. */
  async function openAll(given, keyText, next, tell) {
    const open = await opener(keyText, given.public, given.vote, given.teller);
    const digests = [];
    const parts = [];
    const unopened = {};
    let more = true;
    while (more) {
      const page = await next();
      more = page.more;
      for (const pair of page.envelopes) {
        digests.push(fromHex(pair[0]));
        const cut = fromBase64(pair[1]);
        try {
          parts.push(await open.part(cut));
        } catch (error) {
          // The voter's browser sealed it wrongly: everybody can see that from the proof.
          unopened[pair[0]] = hex(await open.prove(cut));
          parts.push(UNOPENED);
        }
        if (parts.length % 50 === 0) tell(parts.length);
      }
      tell(parts.length);
    }
    return JSON.stringify({
      commonhall: "parts",
      vote: given.vote,
      teller: given.teller,
      set: hex(await rootOf(digests)),
      parts: base64(joined(parts)),
      unopened: unopened,
    });
  }

  /* --- what came out of the envelopes --- */
  /* All envelopes one page after the other → the signature file. next: gives the page, with `more`. */
  async function signAll(wanted, keyText, next, tell) {
    const file = readFile(keyText, "teller-key", "no-key");
    if (file.public !== wanted.public) throw problem("other-key");
    const digests = [];
    const leaves = [];
    let weights = null;
    let paper = null;
    let more = true;
    while (more) {
      const page = await next();
      more = page.more;
      weights = weights || weightsOf(page.parts);
      for (const row of page.envelopes) {
        digests.push(fromHex(row[0]));
        try {
          const envelope = fromBase64(row[1]);
          if (hex(await hash([envelope])) !== row[0]) throw problem("other-envelopes");
          const leaf = await leafOf(envelope, row[2].map(fromBase64), page.parts, weights, page.paper);
          if (leaf) leaves.push(leaf);
        } catch (error) {
          throw error.code ? error : problem("not-opened");
        }
        if (digests.length % 50 === 0) tell(digests.length);
      }
      tell(digests.length);
      paper = page.paper;
    }
    if (hex(await rootOf(digests)) !== wanted.set) throw problem("other-envelopes");
    const root = hex(await rootOf(leaves.sort().map(fromHex)));
    const empty = digests.length - leaves.length;
    const by = await paperDigest(paper);
    const said = ["commonhall ballots v2", wanted.vote, wanted.set, root, leaves.length, empty, by, ""].join("\n");
    const way = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", file.private, way, false, ["sign"]);
    const made = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, text.encode(said));
    return JSON.stringify({
      commonhall: "ballots-signature",
      vote: wanted.vote,
      teller: wanted.teller,
      set: wanted.set,
      ballots: root,
      number: leaves.length,
      void: empty,
      paper: by,
      signature: hex(new Uint8Array(made)),
    });
  }

  /* --- the pages --- */
  function part(box, name) {
    return box.querySelector("[data-part=" + name + "]");
  }

  function say(box, code) {
    const line = part(box, "said");
    const words = box.querySelector('[data-words="' + code + '"]') || box.querySelector('[data-words="failed"]');
    line.textContent = words ? words.textContent : code;
    line.classList.toggle("error", code !== "done" && code !== "made");
    line.hidden = false;
  }

  function safely(box, work) {
    return async function () {
      try {
        await work();
      } catch (error) {
        say(box, error.code || "failed");
      }
    };
  }

  function joining(box) {
    const field = document.querySelector("[name=public_key]");
    part(box, "make").addEventListener(
      "click",
      safely(box, async function () {
        const key = await makeKey(box.dataset.vote);
        save(JSON.stringify(key, null, 1) + "\n", box.dataset.file);
        field.value = key.public;
        say(box, "made");
        field.form.querySelector("button:not([type=button])").focus();
      })
    );
  }

  function progress(box, total) {
    const bar = part(box, "progress");
    bar.max = Math.max(1, total);
    bar.hidden = false;
    return function (done) {
      bar.value = done;
      part(box, "count").textContent = box.dataset.counted.replace("%n", done).replace("%m", total);
    };
  }

  /* How many envelopes held no ballot, beside how many were opened. */
  function sayVoid(box, made) {
    const empty = JSON.parse(made).void;
    if (empty) part(box, "count").textContent += " · " + box.dataset.void.replace("%n", empty);
  }

  /* On a page of the hall: fetch what `work` opens, and put the file it makes into the form. */
  function online(box, work) {
    const given = { vote: box.dataset.vote, teller: Number(box.dataset.teller), public: box.dataset.public };
    given.set = box.dataset.set;
    part(box, "open").addEventListener(
      "click",
      safely(box, async function () {
        const file = part(box, "key").files[0];
        if (!file) throw problem("choose-key");
        const tell = progress(box, Number(box.dataset.total));
        let after = "";
        const made = await work(given, await file.text(), async function () {
          const answer = await fetch(box.dataset.envelopes + "?after=" + after, { credentials: "same-origin" });
          if (!answer.ok) throw problem("not-fetched");
          const page = await answer.json();
          after = page.next;
          page.more = Boolean(page.next);
          return page;
        }, tell);
        sayVoid(box, made);
        const carried = new DataTransfer();
        carried.items.add(new File([made], box.dataset.file, { type: "application/json" }));
        const field = document.querySelector("form[enctype] [name=file]");
        field.files = carried.files;
        say(box, "done");
        field.form.querySelector("button:not([type=button])").focus();
      })
    );
  }

  function offline(box) {
    part(box, "open").addEventListener(
      "click",
      safely(box, async function () {
        const key = part(box, "key").files[0];
        const file = part(box, "envelopes").files[0];
        if (!key) throw problem("choose-key");
        if (!file) throw problem("choose-envelopes");
        const said = await file.text();
        const whole = said.includes('"whole-envelopes"');
        const given = readFile(said, whole ? "whole-envelopes" : "envelopes", "no-envelopes");
        given.more = false;
        const made = await (whole ? signAll : openAll)(given, await key.text(), async function () {
          return given;
        }, progress(box, given.envelopes.length));
        sayVoid(box, made);
        const name = whole ? "signature-" : "parts-";
        save(made, name + given.vote.split(":").pop() + "-" + given.teller + ".json");
        say(box, "done");
      })
    );
  }

  const KINDS = {
    joining: joining,
    "handing-in": (box) => online(box, openAll),
    signing: (box) => online(box, signAll),
    offline: offline,
  };

  function start() {
    for (const box of document.querySelectorAll("[data-teller-tool]")) {
      if (!window.crypto || !crypto.subtle) continue;
      box.hidden = false;
      KINDS[box.dataset.tellerTool](box);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
