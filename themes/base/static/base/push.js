// «Присылать уведомления на это устройство»: subscribes this browser, renews the subscription at each visit, gives it up.
// The section stands on the page with words for browsers without all this.
(() => {
  "use strict";
  const section = document.querySelector("[data-push]");
  if (!section) return;
  const { worker, scope, key, push: address } = section.dataset;
  const say = section.querySelector("[data-push-state]");
  const on = section.querySelector("[data-push-on]");
  const off = section.querySelector("[data-push-off]");
  const csrf = section.querySelector("[name=csrfmiddlewaretoken]")?.value;

  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  const canAll = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  function show(words, { canOn = false, canOff = false } = {}) {
    say.textContent = words;
    on.hidden = !canOn;
    off.hidden = !canOff;
  }

  function bytes(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, sign => sign.charCodeAt(0));
  }

  function label() {
    const agent = navigator.userAgent;
    const browser = [["YaBrowser", "Яндекс Браузер"], ["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["SamsungBrowser", "Samsung Internet"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([word]) => agent.includes(word));
    const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "Mac"], ["Linux", "Linux"]].find(([word]) => agent.includes(word));
    return [browser?.[1] ?? "Браузер", system?.[1]].filter(Boolean).join(", ");
  }

  async function tell(what, subscription) {
    const said = subscription.toJSON();
    const body = new URLSearchParams({ what, endpoint: said.endpoint, p256dh: said.keys?.p256dh ?? "", auth: said.keys?.auth ?? "", label: label() });
    const headers = csrf ? { "X-CSRFToken": csrf } : {};
    const answer = await fetch(address, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(String(answer.status));
  }

  const isOurs = subscription => {
    const kept = subscription.options?.applicationServerKey;
    if (!kept) return true;
    const now = bytes(key);
    const then = new Uint8Array(kept);
    return then.length === now.length && then.every((byte, place) => byte === now[place]);
  };

  const ON = "На это устройство приходят уведомления.";
  const OFF = "На это устройство уведомления сейчас не приходят.";
  const DENIED = "Браузер запрещает уведомления с этого сайта. Разрешите их в настройках браузера и обновите страницу.";
  const FAILED = "Не получилось. Проверьте интернет и попробуйте ещё раз.";

  async function start() {
    const registration = await navigator.serviceWorker.register(worker, { scope });
    if (!canAll || !key) return;
    const ready = await registration.pushManager.getSubscription();
    if (Notification.permission === "denied") return show(DENIED);
    if (!ready || !isOurs(ready)) return show(OFF, { canOn: true });
    await tell("renew", ready);
    show(ON, { canOff: true });
  }

  async function subscribe() {
    if (await Notification.requestPermission() !== "granted") return show(DENIED);
    const registration = await navigator.serviceWorker.ready;
    const old = await registration.pushManager.getSubscription();
    if (old && !isOurs(old)) await old.unsubscribe();
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    await tell("on", made);
    show(ON, { canOff: true });
  }

  async function giveUp() {
    const registration = await navigator.serviceWorker.ready;
    const made = await registration.pushManager.getSubscription();
    if (made) {
      await tell("off", made);
      await made.unsubscribe();
    }
    show(OFF, { canOn: true });
  }

  // Who signs out takes the pushes along: the phone may be somebody else's tomorrow.
  document.querySelector("form[data-leaves]")?.addEventListener("submit", event => {
    if (!canAll) return;
    event.preventDefault();
    event.stopPropagation(); // what else waits for the sign-out hears of it the second time
    const patience = new Promise(resolve => setTimeout(resolve, 3000));
    Promise.race([giveUp().catch(() => {}), patience]).then(() => event.target.requestSubmit());
  }, { once: true });

  const attempt = act => () => act().catch(() => show(FAILED, { canOn: act === subscribe, canOff: act === giveUp }));
  on.addEventListener("click", attempt(subscribe));
  off.addEventListener("click", attempt(giveUp));

  if (!canAll && isApple && !isInstalled) {
    show("На iPhone и iPad сначала добавьте сайт на экран «Домой»: нажмите «Поделиться», затем «На экран Домой». Откройте его оттуда, и здесь появится кнопка.");
  } else if (!canAll) {
    show("Этот браузер не умеет принимать уведомления. Откройте страницу в свежей версии Chrome, Яндекс Браузера, Firefox или Safari.");
  } else {
    show(OFF, { canOn: true });
  }
  if ("serviceWorker" in navigator) start().catch(() => {});
})();
