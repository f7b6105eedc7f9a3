// Waits until the document has loaded and its content has stood still for `quiet` ms; gives up after `cap` ms.
// Small changes that go on for ever (a clock, a counter) do not keep a page from being still.
(({ quiet, cap, loadCap, patience }) =>
  new Promise((resolve) => {
    const start = performance.now();
    const body = () => document.body || document.documentElement;
    let changed = start; // when anything changed last
    let grew = start; // when content changed last
    let added = 0; // characters that came since the start in more than small changes
    let loaded = 0;

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
      if (batch < 40) return;
      added += batch;
      grew = changed;
    });
    observer.observe(document, { childList: true, characterData: true, subtree: true });

    const finish = (settled) => {
      observer.disconnect();
      resolve({ settled, added, letters: body().textContent.trim().length, scripts: document.scripts.length });
    };
    const tick = () => {
      const now = performance.now();
      if (!loaded && (document.readyState === "complete" || now - start > loadCap)) loaded = now;
      const since = Math.max(changed, loaded);
      const sinceGrowth = Math.max(grew, loaded);
      if (loaded && now - since >= quiet) return finish(true);
      if (loaded && now - sinceGrowth >= patience && now - start >= patience) return finish(true);
      if (now - start >= cap) return finish(false);
      setTimeout(tick, Math.min(20, quiet));
    };
    tick();
  }))
