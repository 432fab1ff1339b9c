/* Checks a published file against its receipt in this browser; nothing is sent. The same rules, in the same order and
   under the same codes, as ledger/rules: canon.py, tree.py, reading.py, verifying.py. A test holds both together. */
"use strict";
const danbietProof = (() => {
  const SMALL = 1024 * 1024, LARGE = 64 * SMALL, DEEPEST = 12, LONGEST = 64;
  const utf8 = new TextEncoder();

  class Unreadable extends Error {
    constructor(code, values) { super(code); this.reason = { code, values }; }
  }
  class NotProven extends Error {
    constructor(exit, code, values = {}) { super(code); this.exit = exit; this.reason = { code, values }; }
  }

  /* canonical form */
  const byCodePoint = (one, other) => {
    const a = [...one], b = [...other];
    for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
      const far = a[at].codePointAt(0) - b[at].codePointAt(0);
      if (far) return far;
    }
    return a.length - b.length;
  };
  const plain = (text) => {
    if (text.includes("\0") || /\p{Surrogate}/u.test(text)) throw new SyntaxError("a broken text");
    return text.normalize("NFC");
  };
  const canonical = (value) => {
    if (typeof value === "string") return JSON.stringify(plain(value));
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const parts = new Map(Object.entries(value).map(([key, part]) => [plain(key), part]));
    const keys = [...parts.keys()].sort(byCodePoint);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(parts.get(key))}`).join(",")}}`;
  };
  const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const bytesOf = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const sha256 = async (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };
  const digest = async (value) => hex(await sha256(utf8.encode(canonical(value))));
  const commitment = async (salt, value) => hex(await sha256(utf8.encode(salt), utf8.encode(canonical(value))));

  /* the tree */
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);
  const rootFromPath = async (eventHash, index, size, path) => {
    if (index >= size) return "";
    let at = BigInt(index), last = BigInt(size) - 1n, root = await sha256(Uint8Array.of(0), bytesOf(eventHash));
    for (const sibling of path.map(bytesOf)) {
      if (last === 0n) return "";
      if (at & 1n || at === last) {
        root = await node(sibling, root);
        while (!(at & 1n) && at) { at >>= 1n; last >>= 1n; }
      } else {
        root = await node(root, sibling);
      }
      at >>= 1n; last >>= 1n;
    }
    return last ? "" : hex(root);
  };

  /* signatures */
  const base64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const isBase64 = (length) => (value) => {
    if (typeof value !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return false;
    try { return base64(value).length === length; } catch { return false; }
  };
  const isSignedBy = async (signed, key) => {
    const { signature, ...unsigned } = signed;
    try {
      const open = await crypto.subtle.importKey("raw", base64(key.public), "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", open, base64(signature), utf8.encode(canonical(unsigned)));
    } catch { return false; }
  };
  const fingerprint = async (key) => {
    const first = (await sha256(base64(key.public))).slice(0, 10);
    return BigInt(`0x${hex(first)}`).toString().padStart(25, "0").match(/.{5}/g).join(" ");
  };
  const knowsEd25519 = async () => {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(32).fill(9), "Ed25519", false, ["verify"]);
      return true;
    } catch (error) { return error.name === "DataError"; }
  };

  /* reading, strictly */
  const scan = (text, name) => {
    let depth = 0;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      if (sign === '"') {
        for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === "\\") at += 1;
      } else if (sign === "{" || sign === "[") {
        depth += 1;
        if (depth > DEEPEST) throw new Unreadable("too_deep", { name });
      } else if (sign === "}" || sign === "]") {
        depth -= 1;
      } else if (/[-0-9]/.test(sign)) {
        let end = at + 1;
        while (end < text.length && /[-+.eE0-9]/.test(text[end])) end += 1;
        const number = text.slice(at, end);
        if (!/^-?\d{1,16}$/.test(number) || !Number.isSafeInteger(Number(number))) throw new Unreadable("odd_number", { name });
        at = end - 1;
      }
    }
  };
  const loaded = (bytes, name, limit = SMALL) => {
    if (bytes.length > limit) throw new Unreadable("larger", { name, limit: limit / SMALL });
    let value;
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      scan(text, name);
      value = JSON.parse(text);
      canonical(value);
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      throw new Unreadable("not_json", { name });
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Unreadable("not_json", { name });
    return value;
  };
  const isText = (value) => typeof value === "string" && [...value].length <= 4000;
  const isCount = (value) => Number.isInteger(value) && value >= 0;
  const isName = (value) => isText(value) || isCount(value);
  const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
  const isPath = (value) => Array.isArray(value) && value.length <= LONGEST && value.every(isHash);
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isOne = (value) => value === 1;
  const isDay = (value) => {
    if (typeof value !== "string" || !/^2\d{3}-\d\d-\d\d$/.test(value)) return false;
    const found = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(found.getTime()) && found.toISOString().slice(0, 10) === value;
  };
  const MOMENT = /^2\d{3}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
  const isMoment = (value) => typeof value === "string" && MOMENT.test(value) && isDay(value.slice(0, 10));
  const SIGNED = { origin: isText, day: isDay, key_id: isText, signature: isBase64(64) };
  const SHAPES = {
    head: { ...SIGNED, version: isOne, tree_size: isCount, root: isHash, previous: isHash, signed_at: isMoment },
    status: { ...SIGNED, items: isObject },
    key: { origin: isText, key_id: isText, public: isBase64(32), from_day: isDay, until_day: (day) => day === null || isDay(day) },
    entry: { version: isName, state: (one) => ["current", "superseded", "withdrawn"].includes(one), since: isText, reason: isText },
    file: { name: isText, bytes: isCount, sha256: isHash },
    payload: { item: isName, version: isName, title: isText, place: isText, file: isObject, published_at: isMoment },
    event: {
      seq: isCount, at: isMoment, act: isText, target: isText, place: isText, actor: isHash, payload: isHash, prev: isHash,
    },
    receipt: {
      version: isOne, event: isObject, payload: isObject, salt: isText, index: isCount, tree_size: isCount, path: isPath,
      head: isObject,
    },
  };
  const wrong = (value, shape) =>
    Object.entries(shape).filter(([field, fits]) => !Object.hasOwn(value, field) || !fits(value[field])).map(([field]) => field)[0];
  const check = (value, shape, name, above = "") => {
    const field = wrong(value, SHAPES[shape]);
    if (field) throw new Unreadable("field", { name, field: above + field });
  };
  const read = async (kind, bytes, name) => {
    const value = loaded(bytes, name, kind === "status" ? LARGE : SMALL);
    if (value.kind !== `danbiet.${kind}`) throw new Unreadable("other_kind", { name, kind: `danbiet.${kind}` });
    check(value, kind, name);
    if (kind === "receipt") {
      for (const part of ["event", "payload", "head"]) check(value[part], part, name, `${part}.`);
      check(value.payload.file, "file", name, "payload.file.");
    }
    if (kind === "key" && hex(await sha256(base64(value.public))).slice(0, 16) !== value.key_id) {
      throw new Unreadable("field", { name, field: "key_id" });
    }
    return value;
  };

  /* verifying */
  const HOUR = 3600 * 1000, OVER = "Hết thời hạn công khai.", OF_TIME = ["over", "superseded_over"];
  const dayOf = (moment) => new Date(Date.parse(moment) + 7 * HOUR).toISOString().slice(0, 10);
  const nextDay = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);
  const checkContent = async (receipt, sha, bytes) => {
    const { event, payload, head } = receipt;
    if (payload.file.sha256 !== sha || payload.file.bytes !== bytes) throw new NotProven(1, "file_differs");
    if ((await commitment(receipt.salt, payload)) !== event.payload) throw new NotProven(1, "payload_differs");
    const root = event.seq === receipt.index + 1
      ? await rootFromPath(await digest(event), receipt.index, receipt.tree_size, receipt.path) : "";
    if (root !== head.root || receipt.tree_size !== head.tree_size) throw new NotProven(1, "path_wrong", { day: head.day });
    const claimed = dayOf(payload.published_at), recorded = dayOf(event.at), day = head.day;
    if (!(recorded <= claimed && claimed <= day)) throw new NotProven(1, "published_later", { claimed, recorded, day });
  };
  const checkSignature = async (signed, keys, what) => {
    if (!keys.length) throw new NotProven(3, "no_key");
    const key = keys.find((one) => one.key_id === signed.key_id);
    if (!key) throw new NotProven(3, "key_unknown", { what, key: signed.key_id });
    if (key.origin !== signed.origin) throw new NotProven(1, "other_origin", { what, origin: signed.origin, trusted: key.origin });
    if (!(await isSignedBy(signed, key))) throw new NotProven(1, "signature_wrong", { what });
    const day = isMoment(signed.signed_at) ? dayOf(signed.signed_at) : signed.day;
    if (day < key.from_day || (key.until_day !== null && day > key.until_day)) {
      throw new NotProven(1, "key_not_in_force", { what, day, key: key.key_id });
    }
  };
  const contradict = async (one, other) => {
    const isEarly = one.day < other.day || (one.day === other.day && one.tree_size <= other.tree_size);
    const [early, late] = isEarly ? [one, other] : [other, one];
    return (early.day === late.day && (await digest(early)) !== (await digest(late)))
      || (early.tree_size === late.tree_size) !== (early.root === late.root)
      || early.tree_size > late.tree_size
      || (late.day === nextDay(early.day) && late.previous !== (await digest(early)));
  };
  const compare = async (receipt, kept) => {
    const { head, payload } = receipt, claimed = dayOf(payload.published_at);
    const days = { day: head.day, kept: kept.day, claimed };
    if (head.origin !== kept.origin) throw new NotProven(1, "other_origin", { what: "head", origin: kept.origin, trusted: head.origin });
    const isAfter = dayOf(receipt.event.at) > dayOf(kept.signed_at);
    if ((await contradict(head, kept)) || (isAfter && receipt.index < kept.tree_size)) throw new NotProven(1, "two_histories", days);
    if (head.root === kept.root || kept.previous === (await digest(head))) return;
    if (claimed > kept.day) throw new NotProven(3, "kept_early", days);
    if (receipt.index >= kept.tree_size) throw new NotProven(1, "backdated", days);
    throw new NotProven(1, "kept_apart", { ...days, asked: `?head=${kept.day}` });
  };
  const today = async ({ head, payload }, status, keys) => {
    const told = (exit, current, code, values = {}) => ({ exit, current, reason: { code, values } });
    if (!status) return told(0, null, "no_status");
    try { await checkSignature(status, keys, "status"); } catch (error) {
      if (error instanceof NotProven) return { exit: error.exit, current: null, reason: error.reason };
      throw error;
    }
    if (status.origin !== head.origin) return told(1, null, "other_origin", { what: "status", origin: status.origin, trusted: head.origin });
    const listed = status.day, entry = Object.hasOwn(status.items, String(payload.item)) && status.items[payload.item];
    if (listed < head.day) return told(3, null, "status_early", { listed });
    if (!isObject(entry) || wrong(entry, SHAPES.entry)) return told(3, null, "not_listed", { listed });
    const isNewest = String(entry.version) === String(payload.version);
    let { state } = entry;
    if (state === "superseded") state = isNewest ? "over" : "superseded_over";
    else if (state === "current" && !isNewest) state = "superseded";
    const reason = OF_TIME.includes(state) && entry.reason === OVER ? "" : entry.reason;
    const values = { listed, since: entry.since, newest: entry.version, reason };
    return told(["current", "over"].includes(state) ? 0 : 1, state === "current", state, values);
  };
  const verify = async (receipt, sha, bytes, { keys = [], head = null, status = null } = {}) => {
    const why = [{ code: "proven", values: { origin: receipt.head.origin, day: receipt.head.day } }];
    try {
      await checkContent(receipt, sha, bytes);
      await checkSignature(receipt.head, keys, "receipt");
      if (head) {
        await checkSignature(head, keys, "head");
        await compare(receipt, head);
        why.push({ code: "kept", values: { kept: head.day } });
      }
    } catch (error) {
      if (!(error instanceof NotProven)) throw error;
      return { exit: error.exit, published: false, on: null, signed_by: null, current: null, why: [error.reason] };
    }
    const { exit, current, reason } = await today(receipt, status, keys);
    return { exit, published: true, on: receipt.head.day, signed_by: receipt.head.origin, current, why: [...why, reason] };
  };
  return Object.freeze({ canonical, fingerprint, hex, isDay, knowsEd25519, read, sha256, Unreadable, verify });
})();

/* the page */
(() => {
  const form = document.getElementById("kiem"), answer = document.getElementById("tra-loi");
  const words = document.getElementById("loi-noi")?.content;
  if (!form || !words) return;
  const able = danbietProof.knowsEd25519();
  able.then((is) => {
    for (const one of document.querySelectorAll("[data-where]")) one.hidden = (one.dataset.where === "browser") !== is;
  });

  const shown = (value) => {
    if (["receipt", "head", "status"].includes(value)) return words.querySelector(`[data-code="${value}"]`).textContent;
    if (!danbietProof.isDay(value)) return String(value);
    const [year, month, day] = value.split("-");
    if (document.documentElement.lang === "en") {
      const name = new Date(`${value}T00:00:00Z`).toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" });
      return `${Number(day)} ${name} ${year}`;
    }
    return `${day}/${month < "03" ? month : Number(month)}/${year}`;
  };
  const sentence = ({ code, values = {} }) =>
    words.querySelector(`[data-code="${code}"]`).textContent.replace(/\{(\w+)\}/g, (_, name) => shown(values[name])).trim();
  const show = (exit, reasons, small = [], title = exit) => {
    const note = document.createElement("div"), head = document.createElement("h2");
    note.className = `note ${title === "apart" ? "warn" : ["ok", "bad", "bad", "warn"][exit]}`;
    head.append(...words.querySelector(`[data-code="exit_${title}"]`).cloneNode(true).childNodes);
    note.append(head);
    for (const [text, kind] of [[reasons.map(sentence).join(" "), ""], ...small.map((one) => [sentence(one), "small"])]) {
      const line = document.createElement("p");
      line.className = kind;
      line.textContent = text;
      note.append(line);
    }
    answer.replaceChildren(note);
    answer.focus();
  };
  const chosen = (name) => form.elements[name].files[0];
  const proof = async (name) => {
    const file = chosen(name);
    if (!file) return null;
    const most = (name === "status" ? 64 : 1) * 1024 * 1024;
    return danbietProof.read(name, new Uint8Array(await file.slice(0, most + 1).arrayBuffer()), file.name);
  };
  const run = async () => {
    if (!chosen("receipt") || !chosen("file")) return show(2, [{ code: "required" }]);
    const receipt = await proof("receipt"), key = await proof("key");
    const given = { keys: key ? [key] : [], head: await proof("head"), status: await proof("status") };
    const bytes = new Uint8Array(await chosen("file").arrayBuffer());
    const found = await danbietProof.verify(receipt, danbietProof.hex(await danbietProof.sha256(bytes)), bytes.length, given);
    const small = [{ code: "in_browser" }];
    if (key) small.push({ code: "of_key", values: { fingerprint: await danbietProof.fingerprint(key) } });
    const isApart = found.why.some((one) => one.code === "kept_apart");
    const isGone = found.exit === 1 && found.published && found.current === false;
    return show(found.exit, found.why, small, isApart ? "apart" : isGone ? "gone" : found.exit);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await able)) {
      form.submit(); // no Ed25519 here, or no secure connection: the server checks, as the page says
      return;
    }
    try {
      await run();
    } catch (error) {
      if (error instanceof danbietProof.Unreadable) show(2, [error.reason]);
      else show(3, [{ code: "failed" }]);
    }
  });
})();
