// Runs before the site's own scripts where the browser's driver does not say which script an error came from.
(() => {
  const errors = [];
  addEventListener("error", (event) => {
    if (!(event instanceof ErrorEvent) || errors.length >= 20) return;
    const thrown = event.error;
    const unread = thrown instanceof SyntaxError && !thrown.stack;
    errors.push({ message: String(event.message).slice(0, 300), where: String(event.filename), unread });
  }, true);
  Object.defineProperty(window, Symbol.for("tekser-errors"), { value: errors });
})();
