/* The envelopes of votes in a browser: sealed as decisions/votes/envelopes.py seals, read as ballot_paper.py reads.
   seal.js, checking.js and tellers.js use it. Everything random in an envelope follows from its seed. */
(function () {
  "use strict";

  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const INFO = "commonhall ballot part v2";
  const SEEDED = "commonhall envelope v3";
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const TRACKER = new RegExp("^[" + SIGNS + "]{4}(-[" + SIGNS + "]{4}){6}$");
  const [POINT, TAG, HASH, WIDTH] = [65, 16, 32, 66];
  const SEALED = WIDTH + TAG;
  const [SCALAR, COEFFICIENT] = [48, 82];
  const MOST_VALUE = 1e9;
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

  function same(left, right) {
    return left.length === right.length && left.every((byte, at) => byte === right[at]);
  }

  async function hash(pieces) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(pieces)));
  }

  function number(bytes) {
    return bytes.length ? BigInt("0x" + hex(bytes)) : 0n;
  }

  function bytesOf(value, size) {
    return fromHex(value.toString(16).padStart(2 * size, "0"));
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

  /* --- shares, as secret_shares.py has them --- */
  const PRIME = (1n << 521n) - 1n;

  function power(base, exponent, modulus) {
    let found = 1n;
    for (let left = exponent, square = base; left > 0n; left >>= 1n, square = (square * square) % modulus) {
      if (left & 1n) found = (found * square) % modulus;
    }
    return found;
  }

  function partOf(coefficients, at) {
    return bytesOf(coefficients.reduceRight((sum, one) => (sum * BigInt(at) + one) % PRIME, 0n), WIDTH);
  }

  /* What each part counts in the sum that gives the secret (Lagrange at zero). */
  function weightsOf(numbers) {
    return numbers.map(function (one) {
      let top = 1n;
      let bottom = 1n;
      for (const other of numbers) {
        if (other === one) continue;
        top = (top * (PRIME - BigInt(other))) % PRIME;
        bottom = (bottom * (BigInt(one) - BigInt(other) + PRIME)) % PRIME;
      }
      return (top * power(bottom, PRIME - 2n, PRIME)) % PRIME;
    });
  }

  /* The seed behind enough parts; null where they give none. */
  function seedOf(parts, weights) {
    const values = parts.map(number);
    if (values.some((one) => one >= PRIME)) return null;
    const secret = values.reduce((sum, one, at) => (sum + one * weights[at]) % PRIME, 0n);
    return secret >> 256n ? null : bytesOf(secret, 32);
  }

  /* --- points of P-256, where the browser's own cryptography offers nothing: p256.py --- */
  const FIELD = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
  const G = [
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  ];

  function field(value) {
    const found = value % FIELD;
    return found < 0n ? found + FIELD : found;
  }

  /* Euclid's way: many times quicker than a power. */
  function inverse(value) {
    let [a, b, x, y] = [field(value), FIELD, 1n, 0n];
    while (a > 1n) {
      const times = b / a;
      [a, b, x, y] = [b - times * a, a, y - times * x, x];
    }
    return field(x);
  }

  function add(left, right) {
    if (!left || !right) return left || right;
    const [[x1, y1], [x2, y2]] = [left, right];
    if (x1 === x2 && field(y1 + y2) === 0n) return null;
    const slope = x1 === x2 ? field((3n * x1 * x1 - 3n) * inverse(2n * y1)) : field((y2 - y1) * inverse(x2 - x1));
    const x = field(slope * slope - x1 - x2);
    return [x, field(slope * (x1 - x) - y1)];
  }

  function times(scalar, point) {
    let found = null;
    for (const bit of scalar.toString(2)) {
      found = add(found, found);
      if (bit === "1") found = add(found, point);
    }
    return found;
  }

  function written(point) {
    return joined([Uint8Array.of(4), bytesOf(point[0], 32), bytesOf(point[1], 32)]);
  }

  /* The point in 65 bytes; null where they are none. */
  function readPoint(bytes) {
    const [x, y] = [number(bytes.subarray(1, 33)), number(bytes.subarray(33, 65))];
    const there = bytes.length === POINT && bytes[0] === 4 && x < FIELD && y < FIELD;
    return there && field(y * y - x * x * x + 3n * x - B) === 0n ? [x, y] : null;
  }

  /* --- keys --- */
  function web(bytes) {
    return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  async function privateKey(scalar, x, y) {
    const jwk = { kty: "EC", crv: "P-256", d: web(bytesOf(scalar, 32)), x: web(bytesOf(x, 32)), y: web(bytesOf(y, 32)) };
    return crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]);
  }

  async function common(key, point) {
    const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, key, 256));
  }

  async function partKey(shared, own, publicKey, use) {
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const way = { name: "HKDF", hash: "SHA-256", salt: own, info: joined([text.encode(INFO), publicKey]) };
    return crypto.subtle.deriveKey(way, base, { name: "AES-GCM", length: 256 }, false, [use]);
  }

  function how(bound) {
    return { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bound };
  }

  /* A teller's part of an envelope, from what both keys have in common. It throws where there is none. */
  async function partBy(shared, cut, publicKey, vote, teller) {
    const secret = await partKey(shared, cut.subarray(0, POINT), publicKey, "decrypt");
    const sealed = cut.subarray(POINT, POINT + SEALED);
    const part = new Uint8Array(await crypto.subtle.decrypt(how(text.encode(vote + "/" + teller)), secret, sealed));
    const beside = cut.subarray(POINT + SEALED);
    if (beside.length && !same(await hash([part]), beside)) throw problem("not-opened");
    return part;
  }

  /* --- sealing --- */
  async function stretched(seed, vote, size) {
    const base = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"]);
    const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: text.encode(SEEDED + "\n" + vote) };
    return new Uint8Array(await crypto.subtle.deriveBits(way, base, 8 * size));
  }

  /* What follows from a seed: the key of the text, the ephemeral private key, the coefficients of the shares. */
  async function drawn(seed, paper) {
    const start = 32 + SCALAR;
    const found = await stretched(seed, paper.vote, start + (paper.need - 1) * COEFFICIENT);
    const coefficients = [number(seed)];
    for (let at = start; at < found.length; at += COEFFICIENT) {
      coefficients.push(number(found.subarray(at, at + COEFFICIENT)) % PRIME);
    }
    const scalar = (number(found.subarray(32, start)) % (ORDER - 1n)) + 1n;
    return { key: found.subarray(0, 32), scalar: scalar, coefficients: coefficients };
  }

  async function header(from, key, own, paper) {
    const pieces = [own];
    for (const [teller, digits] of paper.tellers) {
      const publicKey = fromHex(digits);
      const part = partOf(from.coefficients, teller);
      const secret = await partKey(await common(key, publicKey), own, publicKey, "encrypt");
      const bound = how(text.encode(paper.vote + "/" + teller));
      pieces.push(new Uint8Array(await crypto.subtle.encrypt(bound, secret, part)), await hash([part]));
    }
    return joined(pieces);
  }

  async function seal(ballot, seed, paper) {
    const padded = new Uint8Array(paper.size).fill(32);
    padded.set(text.encode(ballot));
    const from = await drawn(seed, paper);
    const point = times(from.scalar, G);
    const key = await privateKey(from.scalar, point[0], point[1]);
    const head = await header(from, key, written(point), paper);
    const content = await crypto.subtle.importKey("raw", from.key, "AES-GCM", false, ["encrypt"]);
    const bound = how(joined([text.encode(paper.vote), head]));
    return joined([head, new Uint8Array(await crypto.subtle.encrypt(bound, content, padded))]);
  }

  /* The only text that says a ballot, as json.dumps writes it. */
  function ballotText(tracker, choices) {
    const said = JSON.stringify({ t: tracker, c: choices });
    return said.replace(/[\u007f-\uffff]/g, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
  }

  function grouped(plain) {
    return plain.match(/.{1,4}/g).join("-");
  }

  /* A tracker of which the server knows only its own random half. mark: eight signs of the voter. */
  async function mixedTracker(vote, mark, own, server) {
    const found = await hash([text.encode(["commonhall tracker v1", vote, mark, own, server].join("\n"))]);
    return grouped(mark) + "-" + grouped(Array.from(found.subarray(0, 20), (byte) => SIGNS[byte % 32]).join(""));
  }

  /* --- reading --- */
  function isBallot(said, codes) {
    let found;
    try {
      found = JSON.parse(said);
    } catch (error) {
      return false;
    }
    const fits = (one) =>
      Array.isArray(one) &&
      one.length === 2 &&
      codes.has(one[0]) &&
      Number.isInteger(one[1]) &&
      one[1] > 0 &&
      one[1] < MOST_VALUE;
    if (!found || typeof found.t !== "string" || !Array.isArray(found.c) || !found.c.every(fits)) return false;
    return TRACKER.test(found.t) && ballotText(found.t, found.c) === said;
  }

  async function sealedSo(envelope, seed, paper) {
    const from = await drawn(seed, paper);
    const own = envelope.subarray(0, POINT);
    const [x, y] = readPoint(own);
    let key;
    try {
      key = await privateKey(from.scalar, x, y);
    } catch (error) {
      // Some browsers compare both halves of a key. The sign of the point is free.
      try {
        key = await privateKey(from.scalar, x, FIELD - y);
      } catch (other) {
        return false;
      }
    }
    if (!same(await common(key, written(G)), own.subarray(1, 33))) return false;
    const made = await header(from, key, own, paper);
    return same(made, envelope.subarray(0, made.length));
  }

  /* Does what a teller gave prove that their part does not open? It throws where it is neither part nor proof. */
  async function isProof(envelope, place, given, paper) {
    const at = POINT + place * (SEALED + HASH);
    const [teller, digits] = paper.tellers[place];
    if (given.length === WIDTH) {
      if (same(await hash([given]), envelope.subarray(at + SEALED, at + SEALED + HASH))) return false;
    } else if (given.length === POINT + 64) {
      const cut = joined([envelope.subarray(0, POINT), envelope.subarray(at, at + SEALED + HASH)]);
      if (await isProven(given, cut, fromHex(digits), paper.vote, teller)) return true;
    }
    throw problem("not-opened");
  }

  /* The SHA-256 of the ballot in an envelope; null where it holds none, whichever tellers open it. */
  async function leafOf(envelope, given, numbers, weights, paper) {
    const end = POINT + paper.tellers.length * (SEALED + HASH);
    if (envelope.length !== end + paper.size + TAG || !readPoint(envelope.subarray(0, POINT))) return null;
    let proven = false;
    for (let at = 0; at < given.length; at += 1) {
      const place = paper.tellers.findIndex((one) => one[0] === numbers[at]);
      if (await isProof(envelope, place, given[at], paper)) proven = true;
    }
    const seed = proven ? null : seedOf(given, weights);
    if (!seed) return null;
    let padded;
    try {
      const bytes = await stretched(seed, paper.vote, 32);
      const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
      const bound = how(joined([text.encode(paper.vote), envelope.subarray(0, end)]));
      padded = new Uint8Array(await crypto.subtle.decrypt(bound, key, envelope.subarray(end)));
    } catch (error) {
      return null;
    }
    let length = padded.length;
    while (length && padded[length - 1] === 32) length -= 1;
    const plain = padded.subarray(0, length);
    if (plain.some((byte) => byte > 126) || !(await sealedSo(envelope, seed, paper))) return null;
    const codes = new Set(paper.options.map((one) => one[0]));
    return isBallot(String.fromCharCode.apply(null, plain), codes) ? hex(await hash([plain])) : null;
  }

  /* SHA-256 over what decides whether an envelope holds a ballot: `Paper.digest`. */
  async function paperDigest(paper) {
    const lines = ["commonhall paper v1", paper.vote, String(paper.need)];
    for (const [teller, key] of paper.tellers) lines.push(teller + " " + key);
    lines.push("", ...paper.options.map((one) => one[0]));
    return hex(await hash([text.encode(lines.join("\n"))]));
  }

  /* --- parts that do not open: unopened.py --- */
  async function challengeOf(vote, points) {
    const pieces = [text.encode("commonhall unopened v1\n" + vote + "\n"), ...points.map(written)];
    return number(await hash(pieces)) % ORDER;
  }

  async function prove(secret, cut, vote) {
    const ephemeral = readPoint(cut.subarray(0, POINT));
    if (!ephemeral) throw problem("not-opened");
    const random = (number(crypto.getRandomValues(new Uint8Array(48))) % (ORDER - 1n)) + 1n;
    const both = times(secret, ephemeral);
    const points = [times(secret, G), ephemeral, both, times(random, G), times(random, ephemeral)];
    const challenge = await challengeOf(vote, points);
    const answer = (random + challenge * secret) % ORDER;
    return joined([written(both), bytesOf(challenge, 32), bytesOf(answer, 32)]);
  }

  async function isProven(proof, cut, publicKey, vote, teller) {
    const [own, ephemeral, both] = [publicKey, cut.subarray(0, POINT), proof.subarray(0, POINT)].map(readPoint);
    if (!own || !ephemeral || !both) return false;
    const challenge = number(proof.subarray(POINT, POINT + 32));
    const answer = number(proof.subarray(POINT + 32));
    const back = ORDER - (challenge % ORDER);
    const first = add(times(answer, G), times(back, own));
    const second = add(times(answer, ephemeral), times(back, both));
    if (!first || !second) return false;
    if ((await challengeOf(vote, [own, ephemeral, both, first, second])) !== challenge) return false;
    try {
      await partBy(proof.subarray(1, 33), cut, publicKey, vote, teller);
    } catch (error) {
      return true;
    }
    return false;
  }

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

  window.commonhallEnvelopes = {
    CURVE,
    POINT,
    SIGNS,
    WIDTH,
    ballotText,
    base64,
    common,
    fromBase64,
    fromHex,
    hash,
    hex,
    isProven,
    joined,
    leafOf,
    mixedTracker,
    number,
    paperDigest,
    partBy,
    problem,
    prove,
    readFile,
    save,
    seal,
    weightsOf,
  };
})();
