{% autoescape off %}// Keeps how the shell looks and the page without network. Of pages with data it knows only kits, which a page of
// whoever is signed in has put away itself (outbox.js), and which are gone when he signs out.
"use strict";
const CACHE = "mobile-{{ version }}";
const OFFLINE = "{{ offline|escapejs }}";
const KEPT = [{% for url in kept %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 5000; // milliseconds: in a basement the network is there and answers nothing

self.addEventListener("install", event => {
  // Without cookies: what is kept is what a stranger would get.
  const asked = KEPT.map(url => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const drop = names => Promise.all(names.filter(name => name.startsWith("mobile-") && name !== CACHE).map(name => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

// A page below …/kit/ is answered by the kit: it holds the whole of what stands beside it.
async function kitFor(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("kit-")) continue;
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) {
      const at = new URL(kept.url).pathname;
      if (at.endsWith("/kit/") && path.startsWith(at.slice(0, -4))) return cache.match(kept);
    }
  }
}

async function answerTo(request) {
  const path = new URL(request.url).pathname;
  const kit = await kitFor(path);
  const page = fetch(request).catch(async () => kit ?? await caches.match(KEPT.includes(path) ? path : OFFLINE));
  if (!kit) return page;
  return Promise.race([page, new Promise(resolve => setTimeout(resolve, PATIENCE, kit))]);
}

self.addEventListener("fetch", event => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(answerTo(request));
    return;
  }
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (KEPT.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(request.url).then(kept => kept || fetch(request)));
  } else if (["style", "script", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => await caches.match(request.url) ?? Response.error()));
  }
});

{% include "base/push_worker.js" %}
{% endautoescape %}
