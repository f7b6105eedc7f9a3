// Stops what a page would still do after it was read: its timers, its loading, and what it does when it is left.
(() => {
  const last = setTimeout(() => undefined, 0);
  for (let id = Math.max(0, last - 20000); id <= last; id += 1) clearTimeout(id); // ids are shared with the page's own timers
  window.stop();
  const deaf = (event) => event.stopImmediatePropagation();
  for (const name of ["pagehide", "visibilitychange", "unload", "beforeunload"]) window.addEventListener(name, deaf, true);
  window.name = "";
})
