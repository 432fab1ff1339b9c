/* Comfort only: the year under the finger or pointer is told above a line chart. The figures stand in the table too. */
"use strict";
for (const chart of document.querySelectorAll("svg.ch")) {
  const dots = [...chart.querySelectorAll("circle.our")].filter((dot) => dot.querySelector("title"));
  if (dots.length < 2) continue;
  const said = document.createElementNS(chart.namespaceURI, "text");
  said.setAttribute("class", "t");
  said.setAttribute("y", "10");
  said.setAttribute("aria-hidden", "true");
  chart.append(said);
  const show = (dot) => {
    for (const one of dots) one.setAttribute("r", one === dot ? "5" : "2.8");
    said.textContent = dot ? dot.querySelector("title").textContent : "";
    if (!dot) return;
    const share = parseFloat(dot.getAttribute("cx"));
    said.setAttribute("x", `${share}%`);
    said.setAttribute("text-anchor", share > 75 ? "end" : share < 20 ? "start" : "middle");
  };
  chart.addEventListener("pointermove", (event) => {
    const box = chart.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * 100;
    const far = (dot) => Math.abs(parseFloat(dot.getAttribute("cx")) - at);
    show(dots.reduce((best, dot) => (far(dot) < far(best) ? dot : best)));
  });
  chart.addEventListener("pointerleave", () => show(null));
}
