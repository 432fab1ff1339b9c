/* Pictures made small on the phone, by drawing them anew: a slow line carries less, and nothing that the camera wrote
   beside the picture (place, time, make) is left. Whatever cannot be drawn stays as it was chosen. */
"use strict";
const Shrinking = (() => {
  const LONGEST = 1600, QUALITY = 0.8;

  function surface(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return [canvas, canvas.getContext("2d")];
  }

  /* Browsers that guard against being recognised give back noise instead of what was drawn: then nothing is redrawn. */
  function drawsTruly() {
    const [, pen] = surface(4, 4), colour = [200, 60, 20];
    pen.fillStyle = `rgb(${colour.join(",")})`;
    pen.fillRect(0, 0, 4, 4);
    const found = pen.getImageData(0, 0, 4, 4).data;
    return found.every((value, at) => at % 4 === 3 || Math.abs(value - colour[at % 4]) < 4);
  }

  /* A JPEG of at most LONGEST points a side, upright, on white; null where this browser cannot. */
  async function redrawn(file) {
    try {
      if (!drawsTruly()) return null;
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const [canvas, pen] = surface(
        Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.imageSmoothingQuality = "high";
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return made && made.type === "image/jpeg" ? made : null;
    } catch (error) {
      return null;
    }
  }

  async function smaller(file) {
    const taken = /^image\/(jpeg|png)$/.test(file.type);  // others become JPEG, where this browser can read them
    const made = /^image\//.test(file.type) ? await redrawn(file) : null;
    if (!made || (taken && made.size >= file.size)) return file;
    return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: made.type });
  }

  /* The files of an input are replaced as soon as they are chosen; a form sent meanwhile waits for it. */
  function prepare(input) {
    let work = null;
    input.addEventListener("change", () => {
      const mine = (async () => {
        const carrier = new DataTransfer();
        for (const file of await Promise.all(Array.from(input.files, smaller))) carrier.items.add(file);
        if (work === mine) input.files = carrier.files;
      })().catch(() => {}).finally(() => { if (work === mine) work = null; });
      work = mine;
    });
    input.form.addEventListener("submit", (event) => {
      if (!work) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      work.then(() => input.form.requestSubmit(event.submitter));
    }, true);
  }

  for (const input of document.querySelectorAll("input[type=file][data-shrink]")) prepare(input);
  return { redrawn };
})();
