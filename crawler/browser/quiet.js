// Stops what a page would still do after it was read: its timers, its loading, and what it does when it is left.
(() => {
  const last = setTimeout(() => undefined, 0);
  for (let id = Math.max(0, last - 20000); id <= last; id += 1) clearTimeout(id); // ids are shared with the page's own timers
  window.name = "";
  window.stop();
  try {
    document.open(); // takes away every listener of the window and all content
    document.close();
  } catch (error) { /* a document that is no HTML cannot be emptied, nor does it listen */ }
})
