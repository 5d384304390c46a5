// What both workers do with a push: show it, always (a browser takes the right back from who shows nothing), tell that
// it was shown and opened, and lead to where it is about. A message of ours that cannot be read is shown all the same.
const RECEIPT = "{% url 'push_receipt' %}";
const HOME = "{{ home|escapejs }}";
const ICON = "{{ icon|escapejs }}";

function receipt(token, what) {
  if (!token) return Promise.resolve();
  const body = new URLSearchParams({ token, what });
  return fetch(RECEIPT, { method: "POST", body, credentials: "omit", keepalive: true }).catch(() => {});
}

function read(event) {
  try {
    return event.data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", event => {
  const told = read(event);
  const shown = self.registration.showNotification(told.title || "{{ company.short_name|escapejs }}", {
    body: told.body || "Откройте сайт: там новое уведомление.",
    tag: told.tag || "notice",
    icon: ICON,
    lang: "ru",
    data: { url: told.url || HOME, receipt: told.receipt || "" },
  });
  event.waitUntil(shown.then(() => receipt(told.receipt, "shown")));
});

self.addEventListener("notificationclick", event => {
  event.notification.close();
  const { url, receipt: token } = event.notification.data ?? {};
  const to = new URL(url || HOME, location.origin);
  // The address came encrypted from ourselves; still nothing but our own site is opened.
  const address = to.origin === location.origin ? to.href : location.origin + HOME;
  event.waitUntil(Promise.all([receipt(token, "opened"), self.clients.openWindow(address)]));
});
