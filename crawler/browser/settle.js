// Waits until the document has loaded and its content has stood still; all times in ms.
//   quiet     stillness that is enough
//   hold      stillness that is enough where the page has set timers that will run soon, or where its timers are not known
//   parsed    patience for the document itself
//   loadCap   patience for images and frames
//   patience  stillness of everything but small changes (a clock, a counter, a slide) that is enough
//   cap       patience for all of it
(({ quiet, hold, parsed, loadCap, patience, cap }) =>
  new Promise((resolve) => {
    const start = performance.now();
    const body = () => document.body || document.documentElement;
    const told = (name) => !window.dispatchEvent(new Event(name, { cancelable: true }));
    const knowsTimers = told("tekser-timers");
    let changed = start; // when anything changed last
    let grew = start; // when content grew last
    let weighed = start; // when it was measured last
    let most = body() ? body().textContent.length : 0; // characters of it
    let added = 0; // characters that came since the start in more than small changes
    let loaded = 0;
    let timer = 0;

    const weight = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data.trim().length;
      if (node.nodeType !== Node.ELEMENT_NODE || /^(script|style|link|meta|noscript|template)$/.test(node.localName)) return 0;
      return node.textContent.trim().length;
    };
    const observer = new MutationObserver((records) => {
      changed = performance.now();
      let batch = 0;
      for (const record of records) {
        for (const node of record.addedNodes) batch += weight(node);
      }
      if (batch >= 40) added += batch;
    });
    observer.observe(document, { childList: true, characterData: true, subtree: true });

    const finish = (settled) => {
      observer.disconnect();
      clearTimeout(timer);
      const letters = body() ? body().textContent.trim().length : 0;
      resolve({ settled, parsed: document.readyState !== "loading", added, letters, scripts: document.scripts.length });
    };
    const measure = (now) => {
      if (changed <= weighed || !body()) return;
      weighed = now;
      const letters = body().textContent.length;
      if (letters < most + 40) return;
      most = letters;
      grew = changed;
    };
    const tick = () => {
      const now = performance.now();
      const wait = (ms) => { timer = setTimeout(tick, Math.max(8, Math.min(ms, 250))); };
      if (now - start >= cap) return finish(false);
      if (document.readyState === "loading") return now - start >= parsed ? finish(false) : wait(25);
      if (!loaded) {
        if (document.readyState !== "complete" && now - start < loadCap) return wait(25);
        loaded = now;
      }
      measure(now);
      const still = now - Math.max(changed, loaded);
      if (still >= hold || (still >= quiet && knowsTimers && !told("tekser-waits"))) return finish(true);
      if (now - Math.max(grew, loaded) >= patience && now - start >= patience) return finish(true);
      return wait(still < quiet ? quiet - still + 1 : 40);
    };
    tick();
  }))
