// What the pages can do without: they all work with scripts turned off.
"use strict";

(() => {
  const parts = () => document.querySelectorAll("[data-part]");

  // Replace the parts of the page that live, unless somebody is in the middle of one.
  const busy = (part) =>
    part.contains(document.activeElement) || part.querySelector("details[open]");

  const update = async () => {
    if (document.hidden) return;
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = fresh.title;
    for (const part of parts()) {
      const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (next && !busy(part) && next.innerHTML !== part.innerHTML) {
        part.innerHTML = next.innerHTML;
      }
    }
    const line = document.querySelector("p.live");
    const freshLine = fresh.querySelector("p.live");
    if (line && freshLine && !busy(line)) line.innerHTML = freshLine.innerHTML;
  };

  const seconds = [...document.querySelectorAll("[data-live]")]
    .map((part) => Number(part.dataset.live))
    .filter((number) => number > 0);
  if (seconds.length > 0) {
    setInterval(() => update().catch(() => {}), Math.min(...seconds) * 1000);
    document.addEventListener("visibilitychange", () => update().catch(() => {}));
  }

  // Copy buttons show themselves only where they can work.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // A button pressed twice is pressed once.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[type=submit]");
    if (button && event.target.method === "post") {
      setTimeout(() => { button.disabled = true; }, 0);
      setTimeout(() => { button.disabled = false; }, 5000);
    }
  });
})();
