// Shows the HTML that the app hands over, once, and tells how high it is.
// It runs in an origin of its own: what it shows reaches neither the app nor the network.
addEventListener("message", function show(event) {
  if (event.source !== parent || typeof event.data?.html !== "string") return;
  removeEventListener("message", show);
  const { html, style } = event.data;
  document.open();
  document.write(`<!doctype html><meta charset="utf-8"><style>${style}</style>${html}`);
  document.close();
  const tell = () => parent.postMessage({ height: document.documentElement.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
});
parent.postMessage({ ready: true }, "*");
