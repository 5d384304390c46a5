// A player is asked for when somebody presses, not before: until then no foreign host knows of the visitor.
// Without this file the still is a link to the page of the video. Markup: base/video.html.
const SANDBOX = "allow-scripts allow-same-origin allow-presentation allow-popups";

for (const figure of document.querySelectorAll("figure.video[data-player]")) {
  const link = figure.querySelector("a.video-open");
  const button = Object.assign(document.createElement("button"), { type: "button", className: link.className });
  button.append(...link.childNodes);
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.title = figure.dataset.title;
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube shows nothing to a page that hides itself
    frame.loading = "lazy";
    frame.src = figure.dataset.player;
    button.replaceWith(frame);
    frame.focus();
  });
  link.replaceWith(button);
}
