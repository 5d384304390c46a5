// The chat of Живосайт comes when the page is read already: after it has loaded and the browser has nothing to do.
(() => {
  const { chat } = document.currentScript.dataset;
  const bring = () => document.body.append(Object.assign(document.createElement("script"), { src: `https://code.jivo.ru/widget/${chat}`, async: true }));
  const later = () => ("requestIdleCallback" in window ? requestIdleCallback(bring, { timeout: 3000 }) : setTimeout(bring, 500));
  if (document.readyState === "complete") later();
  else addEventListener("load", later);
})();
