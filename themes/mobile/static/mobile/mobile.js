/* The shell on a phone: the worker, the word that the network is gone, the offer to install. Pages work without it. */
(() => {
  "use strict";
  const page = document.documentElement;

  if ("serviceWorker" in navigator && page.dataset.worker) {
    navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.scope });
  }

  const lost = document.querySelector("[data-lost]");
  const tell = () => { if (lost) lost.hidden = navigator.onLine; };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();

  const install = document.querySelector("[data-install]");
  addEventListener("beforeinstallprompt", event => {
    if (!install) return;
    event.preventDefault();
    install.hidden = false;
    install.addEventListener("click", () => { install.hidden = true; event.prompt(); }, { once: true });
  });

  const again = document.querySelector("[data-again]");
  if (again) {
    const reload = () => location.reload();
    // Asked and not only heard: «online» may come before this page listens, or with a network that answers nothing.
    const reloadIfBack = () => fetch(location.href, { method: "HEAD", cache: "no-store" }).then(reload, () => {});
    again.addEventListener("click", reload);
    addEventListener("online", reloadIfBack);
    setInterval(reloadIfBack, 5000);
  }

  // A page that the browser shows from memory after «назад» may be of somebody who has signed out meanwhile.
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
})();
