// Runs in every document before the site's own scripts: a visitor's window cannot be closed or printed by the page.
// Firefox without a window waits for its print dialog for ever.
(() => {
  const nothing = () => undefined;
  for (const name of ["print", "close"]) Object.defineProperty(window, name, { value: nothing, configurable: true, writable: true });
})();
