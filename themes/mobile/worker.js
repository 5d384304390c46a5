{% autoescape off %}// Keeps how the shell looks and the page without network; an answer with data is never put into a cache.
"use strict";
const CACHE = "mobile-{{ version }}";
const OFFLINE = "{{ offline|escapejs }}";
const KEPT = [{% for url in kept %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", event => {
  // Without cookies: what is kept is what a stranger would get.
  const asked = KEPT.map(url => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const drop = names => Promise.all(names.filter(name => name.startsWith("mobile-") && name !== CACHE).map(name => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
    return;
  }
  const url = new URL(request.url);
  if (url.origin === location.origin && KEPT.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(request.url).then(kept => kept || fetch(request)));
  }
});
{% endautoescape %}
