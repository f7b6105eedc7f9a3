// Runs in every document before the site's own scripts.
(() => {
  // A visitor's window cannot be closed or printed by the page.
  const nothing = () => undefined;
  for (const name of ["print", "close"]) Object.defineProperty(window, name, { value: nothing, configurable: true, writable: true });

  // Tells settle.js, which asks by events, whether timers of the page will run soon: content may come with them.
  const [apply, clock, most] = [Reflect.apply, performance.now.bind(performance), 64];
  const due = []; // id and time of the timers that were set last
  let next = 0;
  const watched = (set) =>
    new Proxy(set, {
      apply(target, self, given) {
        const id = apply(target, self, given);
        const wait = +given[1];
        if (wait > 20 && wait <= 1000) {
          due[next] = [id, clock() + wait];
          next = (next + 1) % most;
        }
        return id;
      },
    });
  const dropped = (clear) =>
    new Proxy(clear, {
      apply(target, self, given) {
        for (let at = 0; at < due.length; at += 1) if (due[at] && due[at][0] === given[0]) due[at] = null;
        return apply(target, self, given);
      },
    });
  window.setTimeout = watched(window.setTimeout);
  window.setInterval = watched(window.setInterval);
  window.clearTimeout = dropped(window.clearTimeout);
  window.clearInterval = dropped(window.clearInterval);
  const waits = () => {
    const now = clock();
    for (let at = 0; at < due.length; at += 1) if (due[at] && due[at][1] > now - 30) return true;
    return false;
  };
  window.addEventListener("tekser-timers", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  window.addEventListener("tekser-waits", (event) => {
    if (waits()) event.preventDefault();
    event.stopImmediatePropagation();
  });
})();
