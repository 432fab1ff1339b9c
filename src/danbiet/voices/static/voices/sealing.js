/* Sealing on the phone, with Web Crypto alone: the same bytes as voices/rules/sealing.py and boxes.py.
   HPKE (RFC 9180), base mode, one message: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
"use strict";
const Sealing = (() => {
  const ECDH = { name: "ECDH", namedCurve: "P-256" };
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const SIZES = [16384, 262144, 1048576, 4194304];
  const ROUNDS = 600000, SLOT = 8192 + 32, SLOTS = 6;
  const KEM = "KEM\x00\x10", HPKE = "HPKE\x00\x10\x00\x01\x00\x01";
  const bytes = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (data) => Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  }

  async function hmac(key, data) {
    const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", made, data));
  }

  /* RFC 9180, 4: LabeledExtract and LabeledExpand; nothing here is longer than one block of HKDF-Expand. An empty
     salt is 32 zeros (RFC 5869), which is also what Web Crypto needs, as it takes no empty HMAC key. */
  const extract = (suite, salt, label, ikm) =>
    hmac(salt.length ? salt : new Uint8Array(32), join(bytes("HPKE-v1"), suite, bytes(label), ikm));

  async function expand(suite, prk, label, info, length) {
    const head = new Uint8Array([length >> 8, length & 255]);
    const block = await hmac(prk, join(head, bytes("HPKE-v1"), suite, bytes(label), info, new Uint8Array([1])));
    return block.slice(0, length);
  }

  /* `pair` and `aad` are given by tests alone. Returns enc (65 bytes) and the ciphertext. */
  async function seal(publicRaw, info, content, pair, aad) {
    const receiver = await crypto.subtle.importKey("raw", publicRaw, ECDH, true, []);
    const own = pair || await crypto.subtle.generateKey(ECDH, true, ["deriveBits"]);
    const enc = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: receiver }, own.privateKey, 256));
    const none = new Uint8Array(0), kem = bytes(KEM), suite = bytes(HPKE);
    const eae = await extract(kem, none, "eae_prk", dh);
    const shared = await expand(kem, eae, "shared_secret", join(enc, publicRaw), 32);
    const context = join(
      new Uint8Array([0]), await extract(suite, none, "psk_id_hash", none), await extract(suite, none, "info_hash", info));
    const secret = await extract(suite, shared, "secret", none);
    const raw = await expand(suite, secret, "key", context, 16);
    const iv = await expand(suite, secret, "base_nonce", context, 12);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const options = { name: "AES-GCM", iv, additionalData: aad || none };
    return join(enc, new Uint8Array(await crypto.subtle.encrypt(options, key, content)));
  }

  async function keyId(raw) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", raw)).slice(0, 8);
  }

  function padded(text, answerKey, files) {
    const listed = files.map((file) => ({ kind: file.kind, bytes: file.data.length }));
    const head = utf8(JSON.stringify({ version: 1, text, answer_key: hex(answerKey), files: listed }));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, head.length);
    const content = join(length, head, ...files.map((file) => file.data));
    const size = SIZES.find((one) => one >= content.length);
    if (!size) throw new RangeError("too large");
    return join(content, new Uint8Array(size - content.length));
  }

  async function sealLetter(letter, keyA, keyB) {
    const head = join(bytes("DBT1"), await keyId(keyA), await keyId(keyB));
    const inner = await seal(keyB, head, padded(letter.text, letter.answerKey, letter.files));
    return join(head, await seal(keyA, head, inner));
  }

  /* Codes: 12 signs and a check sign, as common/codes.py gives and reads them. */
  const rest = (signs) => Array.from(signs).reduce((sum, sign) => (sum * 32 + SIGNS.indexOf(sign)) % 37, 0);
  const tidied = (text) => text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");

  function newCode() {
    for (;;) {
      const body = Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => SIGNS[one & 31]).join("");
      if (rest(body) < 32) return body + SIGNS[rest(body)];
    }
  }

  function readCode(typed) {
    const code = tidied(typed.replace(/[\s\-\u2010-\u2015._]+/g, ""));
    const fits = /^[0-9A-HJKMNP-TV-Z]{13}$/.test(code) && SIGNS[rest(code.slice(0, 12))] === code[12];
    return fits ? code : "";
  }

  const grouped = (code) => code.replace(/(.{4})(?=.)/g, "$1-");
  const holdsCode = (text, code) => tidied(text.toUpperCase().replace(/[^0-9A-Z]/g, "")).includes(code);

  async function opening(code) {
    const key = await crypto.subtle.importKey("raw", bytes(code), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes("danbiet.tip.code/1"), iterations: ROUNDS };
    const found = new Uint8Array(await crypto.subtle.deriveBits(how, key, 384));
    return { box: found.slice(0, 32), answerKey: found.slice(32) };
  }

  async function openSlots(data, answerKey) {
    const key = await crypto.subtle.importKey("raw", answerKey, "AES-GCM", false, ["decrypt"]);
    const found = [];
    for (let at = 0; at < SLOTS * SLOT; at += SLOT) {
      const iv = data.slice(at + 4, at + 16), options = { name: "AES-GCM", iv, additionalData: bytes("DBA1") };
      try {
        const content = new Uint8Array(await crypto.subtle.decrypt(options, key, data.slice(at + 16, at + SLOT)));
        found.push(new TextDecoder().decode(content.slice(2, 2 + content[0] * 256 + content[1])));
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    }
    return found;
  }

  /* Pictures without what phones write into them: place, time, make. Anything that is no picture gives null. */
  function stripped(data) {
    if (data[0] === 0xff && data[1] === 0xd8) return { kind: "jpeg", data: strippedJpeg(data) };
    if (hex(data.slice(0, 8)) === "89504e470d0a1a0a") return { kind: "png", data: strippedPng(data) };
    return null;
  }

  function strippedJpeg(data) {
    const kept = [data.slice(0, 2)];
    let at = 2;
    while (at + 4 <= data.length && data[at] === 0xff) {
      const mark = data[at + 1], end = at + 2 + data[at + 2] * 256 + data[at + 3];
      if (mark === 0xda) break;
      const tells = (mark >= 0xe1 && mark <= 0xef && mark !== 0xee) || mark === 0xfe;
      if (!tells) kept.push(data.slice(at, end));
      at = end;
    }
    return join(...kept, data.slice(at, afterImage(data, at)));
  }

  /* Whatever hangs behind the end of the picture (a film, a second picture with notes of its own) is left out. */
  function afterImage(data, from) {
    for (let at = from; at + 1 < data.length; at += 1) if (data[at] === 0xff && data[at + 1] === 0xd9) return at + 2;
    return data.length;
  }

  function strippedPng(data) {
    const kept = [data.slice(0, 8)], view = new DataView(data.buffer, data.byteOffset);
    for (let at = 8; at + 12 <= data.length;) {
      const end = at + 12 + view.getUint32(at), name = String.fromCharCode(...data.slice(at + 4, at + 8));
      if (["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB"].includes(name)) kept.push(data.slice(at, end));
      if (name === "IEND") break;
      at = end;
    }
    return join(...kept);
  }

  return { bytes, hex, unhex, join, seal, sealLetter, newCode, readCode, grouped, holdsCode, opening, openSlots, stripped };
})();
