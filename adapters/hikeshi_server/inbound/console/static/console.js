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

  // Subscribe this browser to pages; without a service worker the button stays away.
  const device = document.querySelector("form[data-push-key]");
  if (device) {
    const said = device.querySelector("[role=status]");
    const button = device.querySelector("button");
    const can = "serviceWorker" in navigator && "PushManager" in window;
    if (can) button.hidden = false;
    else said.textContent = device.dataset.unsupported;

    const subscribe = async () => {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = device.dataset.denied;
        return;
      }
      await navigator.serviceWorker.register("/service-worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      const wanted = { userVisibleOnly: true, applicationServerKey: device.dataset.pushKey };
      const subscription = await pushManager.subscribe(wanted).catch(async () => {
        // Another server's key holds the subscription there is: it gives way.
        await (await pushManager.getSubscription())?.unsubscribe();
        return pushManager.subscribe(wanted);
      });
      const { endpoint, keys } = subscription.toJSON();
      device.elements.endpoint.value = endpoint;
      device.elements.p256dh.value = keys.p256dh;
      device.elements.auth.value = keys.auth;
      device.submit();
    };
    device.addEventListener("submit", (event) => {
      event.preventDefault();
      subscribe().catch((error) => { said.textContent = `${device.dataset.failed} ${error.message}`; });
    });
  }

  // A code that was pushed to this browser proves it by itself.
  const proof = document.querySelector("form[data-push-code]");
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (!proof || !event.data?.code) return;
    proof.elements.code.value = event.data.code;
    proof.submit();
  });

  // A button pressed twice is pressed once.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[type=submit]");
    if (button && event.target.method === "post") {
      setTimeout(() => { button.disabled = true; }, 0);
      setTimeout(() => { button.disabled = false; }, 5000);
    }
  });
})();
