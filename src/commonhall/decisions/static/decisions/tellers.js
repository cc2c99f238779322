/* A teller's key is made, kept and used here, on the teller's own device. What leaves it: the public half of the key,
   and after the close the teller's parts of the envelopes. The server seals as decisions/votes/envelopes.py says. */
(function () {
  "use strict";

  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const INFO = "commonhall ballot part v2";
  const POINT = 65;
  const text = new TextEncoder();

  /* --- bytes --- */
  function hex(bytes) {
    return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  }

  function fromHex(digits) {
    return Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  function fromBase64(said) {
    return Uint8Array.from(atob(said), (sign) => sign.charCodeAt(0));
  }

  function base64(bytes) {
    let said = "";
    for (let at = 0; at < bytes.length; at += 0x6000) {
      said += String.fromCharCode.apply(null, bytes.subarray(at, at + 0x6000));
    }
    return btoa(said);
  }

  function joined(pieces) {
    const whole = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of pieces) {
      whole.set(one, at);
      at += one.length;
    }
    return whole;
  }

  /* --- keys and parts --- */
  async function makeKey(vote) {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    const point = await crypto.subtle.exportKey("raw", pair.publicKey);
    const whole = await crypto.subtle.exportKey("jwk", pair.privateKey);
    const kept = { kty: whole.kty, crv: whole.crv, x: whole.x, y: whole.y, d: whole.d };
    return { commonhall: "teller-key", vote: vote, public: hex(new Uint8Array(point)), private: kept };
  }

  function problem(code) {
    const error = new Error(code);
    error.code = code;
    return error;
  }

  function readFile(said, kind, code) {
    let found;
    try {
      found = JSON.parse(said);
    } catch (error) {
      throw problem(code);
    }
    if (!found || found.commonhall !== kind) throw problem(code);
    return found;
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
    const info = joined([text.encode(INFO), fromHex(publicKey)]);
    const bound = text.encode(vote + "/" + teller);
    return async function (cut) {
      const own = cut.subarray(0, POINT);
      const theirs = await crypto.subtle.importKey("raw", own, CURVE, false, []);
      const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, key, 256);
      const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
      const way = { name: "HKDF", hash: "SHA-256", salt: own, info: info };
      const use = { name: "AES-GCM", length: 256 };
      const secret = await crypto.subtle.deriveKey(way, base, use, false, ["decrypt"]);
      const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bound };
      return new Uint8Array(await crypto.subtle.decrypt(how, secret, cut.subarray(POINT)));
    };
  }

  async function hash(pieces) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(pieces)));
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
    let more = true;
    while (more) {
      const page = await next();
      more = page.more;
      for (const pair of page.envelopes) {
        digests.push(fromHex(pair[0]));
        try {
          parts.push(await open(fromBase64(pair[1])));
        } catch (error) {
          throw problem("not-opened");
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
    });
  }

  /* --- what came out of the envelopes --- */
  const PRIME = (1n << 521n) - 1n;
  const WIDTH = 66;
  const HASH = 32;
  const SEALED = WIDTH + 16;

  function number(bytes) {
    return BigInt("0x" + hex(bytes));
  }

  function power(base, exponent) {
    let found = 1n;
    for (let left = exponent, square = base; left > 0n; left >>= 1n, square = (square * square) % PRIME) {
      if (left & 1n) found = (found * square) % PRIME;
    }
    return found;
  }

  /* What each part counts in the sum that gives the secret (Lagrange at nought), as secret_shares.py does. */
  function weightsOf(numbers) {
    return numbers.map(function (one) {
      let top = 1n;
      let bottom = 1n;
      for (const other of numbers) {
        if (other === one) continue;
        top = (top * (PRIME - BigInt(other))) % PRIME;
        bottom = (bottom * (BigInt(one) - BigInt(other) + PRIME)) % PRIME;
      }
      return (top * power(bottom, PRIME - 2n)) % PRIME;
    });
  }

  function same(left, right) {
    return left.length === right.length && left.every((byte, at) => byte === right[at]);
  }

  /* One envelope → the hash of the ballot in it. The digest binds the envelope, the envelope the parts. */
  async function leafOf(row, given, weights) {
    const envelope = fromBase64(row[1]);
    if (hex(await hash([envelope])) !== row[0]) throw problem("other-envelopes");
    let secret = 0n;
    for (let at = 0; at < given.parts.length; at += 1) {
      const part = fromBase64(row[2][at]);
      const place = POINT + given.tellers.indexOf(given.parts[at]) * (SEALED + HASH) + SEALED;
      if (!same(await hash([part]), envelope.subarray(place, place + HASH))) throw problem("not-opened");
      secret = (secret + number(part) * weights[at]) % PRIME;
    }
    const digits = secret.toString(16).padStart(64, "0");
    if (digits.length > 64) throw problem("not-opened");
    const end = POINT + given.tellers.length * (SEALED + HASH);
    const bound = joined([text.encode(given.vote), envelope.subarray(0, end)]);
    const key = await crypto.subtle.importKey("raw", fromHex(digits), "AES-GCM", false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bound };
    const padded = new Uint8Array(await crypto.subtle.decrypt(how, key, envelope.subarray(end)));
    let length = padded.length;
    while (length && padded[length - 1] === 32) length -= 1;
    return hex(await hash([padded.subarray(0, length)]));
  }

  /* All envelopes one page after the other → the signature file. next: gives the page, with `more`. */
  async function signAll(wanted, keyText, next, tell) {
    const file = readFile(keyText, "teller-key", "no-key");
    if (file.public !== wanted.public) throw problem("other-key");
    const digests = [];
    const leaves = [];
    let weights = null;
    let more = true;
    while (more) {
      const page = await next();
      more = page.more;
      weights = weights || weightsOf(page.parts);
      for (const row of page.envelopes) {
        digests.push(fromHex(row[0]));
        try {
          leaves.push(await leafOf(row, page, weights));
        } catch (error) {
          throw error.code ? error : problem("not-opened");
        }
        if (leaves.length % 50 === 0) tell(leaves.length);
      }
      tell(leaves.length);
    }
    if (hex(await rootOf(digests)) !== wanted.set) throw problem("other-envelopes");
    const root = hex(await rootOf(leaves.sort().map(fromHex)));
    const said = ["commonhall ballots v1", wanted.vote, wanted.set, root, leaves.length, ""].join("\n");
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
      signature: hex(new Uint8Array(made)),
    });
  }

  /* --- the pages --- */
  function save(said, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([said], { type: "application/json" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () {
      URL.revokeObjectURL(link.href);
    }, 60000);
  }

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
