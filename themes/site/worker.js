{% autoescape off %}// The site as an app: a page for when there is no network, and pushes. Pages with data are never kept.
"use strict";
const CACHE = "site-{{ version }}";
const OFFLINE = "{{ offline|escapejs }}";
const KEPT = [{% for url in kept %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const NOT_OURS = /^\/(crm|m|api|sign-in)\//; // the office and the phone of employees have their own

self.addEventListener("install", event => {
  // Without cookies: what is kept is what a stranger would get.
  const asked = KEPT.map(url => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const drop = names => Promise.all(names.filter(name => name.startsWith("site-") && name !== CACHE).map(name => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && !NOT_OURS.test(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (KEPT.includes(url.pathname + url.search)) {
    event.respondWith(fetch(request).catch(() => caches.match(request.url)));
  }
});

{% include "base/push_worker.js" %}
{% endautoescape %}
