// Receives pages while no page of ours is open, and shows a page when the server is away.
"use strict";

const KEPT = "hikeshi-offline-1";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

// The page for when the server is away, with its style: nothing that belongs to a person.
async function keep() {
  const cache = await caches.open(KEPT);
  const answer = await fetch(OFFLINE, { cache: "reload", credentials: "omit" });
  if (!answer.ok) return;
  const named = (await answer.clone().text()).matchAll(/(?:href)="(\/static\/[^"]+)"/g);
  await cache.addAll([...named].map((found) => found[1]));
  await cache.put(OFFLINE, answer);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => kept(OFFLINE)));
  } else if (new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => kept(request)));
  }
});

async function kept(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request)) || Response.error();
}

self.addEventListener("push", (event) => {
  let said = null;
  try {
    said = event.data.json();
  } catch {
    said = null;
  }
  // Browsers demand that something is shown for every push, understood or not.
  event.waitUntil(show(said || { title: "Hikeshi", body: "", url: "/", tag: "unknown" }));
});

async function show(said) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (said.code) for (const page of pages) page.postMessage({ code: said.code });
  await self.registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag,
    lang: said.language,
    icon: "/static/icon.svg",
    badge: "/static/icon.svg",
    renotify: Boolean(said.wakes),
    requireInteraction: Boolean(said.wakes),
    vibrate: said.wakes ? [400, 200, 400, 200, 400] : [],
    data: said,
    actions: said.press ? [{ action: "acknowledge", title: said.acknowledge }] : [],
  });
}

self.addEventListener("notificationclick", (event) => {
  const said = event.notification.data || {};
  event.notification.close();
  event.waitUntil(event.action === "acknowledge" ? acknowledge(said) : open(said.url || "/"));
});

// The press needs nobody signed in: its address is bound to the person and the incident.
async function acknowledge(said) {
  let taken = false;
  try {
    const answer = await fetch(said.press, { method: "POST", credentials: "omit" });
    taken = answer.ok;
  } catch {
    taken = false;
  }
  const title = taken ? said.acknowledged : said.failed;
  await self.registration.showNotification(title, {
    body: said.title,
    tag: said.tag,
    lang: said.language,
    icon: "/static/icon.svg",
    silent: taken,
    requireInteraction: !taken,
    data: taken ? { url: said.url } : said,
    actions: taken ? [] : [{ action: "acknowledge", title: said.acknowledge }],
  });
  return taken;
}

async function open(url) {
  const pages = await self.clients.matchAll({ type: "window" });
  const same = pages.find((page) => page.url === url);
  return same ? same.focus() : self.clients.openWindow(url);
}
