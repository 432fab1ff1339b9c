/* The pages of tips in a browser that can seal. Where it cannot, or this file does not arrive, the form stays as it is:
   it says that the server sees the words for a moment, and asks for a tick. */
"use strict";
const form = document.querySelector("form[data-tip], form[data-box]");
const canSeal = window.isSecureContext && window.crypto && crypto.subtle && typeof Sealing === "object";

function show(which) {
  for (const one of document.querySelectorAll("[data-say]")) one.hidden = one.dataset.say !== which;
  const shown = document.querySelector(`[data-say="${which}"]`);
  if (shown) { shown.tabIndex = -1; shown.focus(); }
}

function busy(is) {
  const button = form.querySelector("button");
  button.disabled = is;
  form.querySelector("[data-wait]").hidden = !is;
}

/* Drawn anew and small where the browser can; else with what the camera wrote beside it cut out. */
async function picture(file) {
  const whole = Sealing.stripped(new Uint8Array(await file.arrayBuffer()));
  const small = whole && await Shrinking.redrawn(file);
  if (!small || (whole.kind === "png" && small.size >= whole.data.length)) return whole;
  return Sealing.stripped(new Uint8Array(await small.arrayBuffer()));
}

async function pictures(input) {
  const found = [];
  let total = 0;
  if (input.files.length > Number(input.dataset.most)) return "large";  // before any of them is read
  for (const file of input.files) {
    const made = await picture(file);
    if (!made) return "kind";
    total += made.data.length;
    found.push(made);
  }
  return total > Number(input.dataset.bytes) ? "large" : found;
}

async function post(body) {
  const how = { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };
  return fetch(form.action, { ...how, headers: { "Content-Type": "application/octet-stream" } });
}

async function send(code) {
  const text = form.elements.text.value.trim(), files = await pictures(form.elements.pictures);
  if (!text) return show("empty");
  if (Sealing.holdsCode(text, code)) return show("code-inside");
  if (typeof files === "string") return show(files);
  const { box, answerKey } = await Sealing.opening(code);
  const keys = [form.dataset.keyA, form.dataset.keyB].map(Sealing.unhex);
  const sealed = await Sealing.sealLetter({ text, answerKey, files }, ...keys);
  const answer = await post(Sealing.join(box, sealed));
  if (answer.status === 429) return show("slow");
  if (!answer.ok) return show("failed");
  form.reset();
  form.hidden = true;
  return show("sent");
}

async function look(code) {
  const { box, answerKey } = await Sealing.opening(code);
  const answer = await post(box);
  if (answer.status === 429) return show("slow");
  if (!answer.ok) return show("failed");
  const found = await Sealing.openSlots(new Uint8Array(await answer.arrayBuffer()), answerKey);
  const list = document.querySelector("[data-answers]");
  list.replaceChildren(...found.map((text) => {
    const item = document.createElement("li");
    item.className = "note";
    item.textContent = text;
    return item;
  }));
  return show(found.length ? "answers" : "nothing");
}

async function act(event, does) {
  event.preventDefault();
  event.stopImmediatePropagation();
  busy(true);
  try {
    await does();
  } catch (error) {
    show("failed");
  } finally {
    busy(false);
  }
}

function prepareTip() {
  const old = form.dataset.follow === "1", code = old ? "" : Sealing.newCode();
  for (const one of form.querySelectorAll("[data-code]")) one.textContent = Sealing.grouped(code);
  form.elements.shown.value = "";
  form.addEventListener("submit", (event) => act(event, async () => {
    const typed = Sealing.readCode(form.elements.typed.value);
    if (!typed || (!old && typed !== code)) return show("mistyped");
    return send(typed);
  }), true);
}

function prepareBox() {
  form.addEventListener("submit", (event) => act(event, async () => {
    const typed = Sealing.readCode(form.elements.typed.value);
    return typed ? look(typed) : show("mistyped");
  }), true);
}

if (form && canSeal) {
  for (const one of document.querySelectorAll("[data-unsealed]")) one.remove();
  for (const one of document.querySelectorAll("[data-sealed]")) one.hidden = false;
  form.noValidate = true;
  if (form.matches("[data-tip]")) prepareTip(); else prepareBox();
}
