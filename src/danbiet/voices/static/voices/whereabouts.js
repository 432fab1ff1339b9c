/* Comfort only: lets the telephone say where it is, when its owner asks for it; the page finds wards by name without. */
"use strict";
for (const form of document.querySelectorAll("form[data-whereabouts]")) {
  if (!navigator.geolocation) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.latitude.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.longitude.value = coords.longitude.toFixed(5);
        form.submit();
      },
      () => form.submit(),
      { timeout: 10000 },
    );
  }, true);
}
