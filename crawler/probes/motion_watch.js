// Watches what scripts move, turn or rewrite: elements whose look changes again and again. All times in ms.
//   first    patience for a first change: all timers that are known have run once by then
//   period   longest wait of a timer that repeats
//   cap      patience for all of it
//   enough   change over so long is motion
//   blind    changes in the first so many ms do not count
//   places   elements whose look is known from then on, so that their first change is seen as one
//   known    elements that are known to move by themselves: what changes inside of them is theirs
(({ first, period, cap, enough, blind, side, most, places, known }) =>
  new Promise((resolve) => {
    const [TICK, APART, LOOKED] = [100, 700, 80];
    const STAGE = /slid|carousel|swiper|slick|splide|glide|owl-|flick|ticker|marquee|news|rotat|banner|running|begu/i;
    const WATCHED = ["style", "class", "src", "srcset", "transform", "d", "x", "y", "cx", "cy", "hidden", "aria-hidden", "points", "viewBox"];
    const SPACE = /\s+/g;
    const start = performance.now();
    const since = () => performance.now() - start;
    const stages = new Map();
    const changed = new Set();
    const whole = (element) => element === document.body || element === document.documentElement || element === document.head;

    const shown = (element) => {
      if (!element.isConnected || !element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) return null;
      const box = element.getBoundingClientRect();
      return Math.max(box.width, box.height) >= side && Math.min(box.width, box.height) > 0 ? box : null;
    };
    const stageOf = (element) => {
      let found = null;
      for (let node = element, steps = 0; node && !whole(node) && steps < 6; node = node.parentElement, steps += 1) {
        if (STAGE.test(`${node.getAttribute("class") || ""} ${node.id}`) && node.clientHeight < innerHeight * 1.3) found = node;
      }
      return found;
    };
    // How a part of the page looks: [all but words and what they move, that too, words].
    const lookOf = (root) => {
      const [shape, place, words] = [[], [], []];
      const all = [root, ...root.querySelectorAll("*")].slice(0, LOOKED);
      const origin = root.getBoundingClientRect();
      for (const element of all) {
        const style = getComputedStyle(element);
        if (style.display === "none" || style.visibility === "hidden" || /^(script|style)$/.test(element.localName)) continue;
        const box = element.getBoundingClientRect();
        shape.push(`${element.localName} ${Number(style.opacity).toFixed(1)} ${Math.round((box.top - origin.top) / 2)} ${element.currentSrc || ""} ${style.backgroundImage.slice(0, 200)} ${style.color} ${style.backgroundColor} ${Math.round(element.scrollTop)} ${Math.round(element.scrollLeft)} ${style.transform}`);
        place.push(`${Math.round(box.left - origin.left)} ${Math.round(box.width)} ${element.getAttribute("d") || ""}`);
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE && node.data.trim()) words.push(node.data.trim());
      }
      shape.push(`${Math.round(origin.top + scrollY)}`);
      place.push(`${Math.round(origin.left + scrollX)}`);
      return [shape.join("\n"), place.join("\n"), words.join(" ").replace(SPACE, " ")];
    };
    const note = (element) => {
      if (!element || whole(element) || changed.size > 200) return;
      changed.add(element);
    };
    const onlyWords = (record) =>
      record.type === "characterData" ||
      (record.type === "childList" && [...record.addedNodes, ...record.removedNodes].every((one) => one.nodeType === Node.TEXT_NODE));
    const seen = (records) => {
      if (since() < blind) return;
      for (const record of records) {
        const node = record.target.nodeType === Node.TEXT_NODE ? record.target.parentElement : record.target;
        if (!node || node.nodeType !== Node.ELEMENT_NODE) continue;
        if (onlyWords(record)) note(node);
        else if (record.type === "attributes") note(stageOf(node) || (whole(node.parentElement) ? node : node.parentElement));
        else note(stageOf(node) || node);
      }
    };
    const observer = new MutationObserver(seen);
    const observe = (root) => observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: WATCHED });
    observe(document);
    for (const root of shadowRoots(document).slice(0, 50)) observe(root);
    const scrolled = (event) => { if (since() >= blind && event.target.nodeType === Node.ELEMENT_NODE) note(event.target); };
    document.addEventListener("scroll", scrolled, true);

    const flush = () => {
      const now = since();
      const due = new Set(changed);
      changed.clear();
      // A stage is looked at for a while longer than its elements change: transitions move it on.
      for (const [element, stage] of stages) {
        if (due.has(element)) stage.stirred = now;
        else if (now - stage.stirred < 1500) due.add(element);
      }
      for (const element of due) {
        if (!shown(element)) continue;
        const look = lookOf(element);
        const known = stages.get(element);
        if (!known) {
          if (stages.size < 40) stages.set(element, { element, look, touched: now, stirred: now, at: [now], last: now, texts: [look[2]], moved: false, quick: 0 });
          continue;
        }
        const before = known.look;
        if (look.every((part, index) => part === before[index])) continue;
        known.moved = known.moved || look[0] !== before[0] || (look[1] !== before[1] && look[2] === before[2]);
        known.look = look;
        known.touched = now;
        known.last = now;
        known.quick += 1;
        if (now - known.at[known.at.length - 1] >= APART) known.at.push(now);
        if (look[2] !== known.texts[known.texts.length - 1] && known.texts.length < 12) known.texts.push(look[2]);
      }
    };
    const lasting = (stage) => {
      if (!stage.quick || stage.last - stage.at[0] < enough) return false;
      if (stage.at.length >= 3) return true;
      const gap = stage.at.length === 2 ? stage.at[1] - stage.at[0] : 0;
      return period > 0 && Math.abs(gap - period) < period * 0.3;
    };
    const finish = () => {
      clearInterval(timer);
      observer.disconnect();
      document.removeEventListener("scroll", scrolled, true);
      const all = [...stages.values()].filter((one) => shown(one.element));
      const good = all.filter(lasting);
      // What moves inside another stage is a part of it, unless there only words are rewritten.
      const free = good.filter((one) => !moving.some((other) => other.contains(one.element)));
      const top = free.filter((one) => !free.some((other) => other !== one && other.element.contains(one.element) && (other.moved || !one.moved)));
      const out = top.slice(0, most).map((one) => {
        const box = one.element.getBoundingClientRect();
        return {
          kind: one.moved ? "script" : "text",
          selector: selectorOf(one.element),
          text: (one.element.innerText || one.element.getAttribute("aria-label") || "").replace(SPACE, " ").trim().slice(0, 120),
          box: [box.left + scrollX, box.top + scrollY, box.width, box.height].map((value) => Math.round(value)),
          texts: one.moved ? [] : one.texts.map((text) => text.slice(0, 80)),
          shown: Math.round(one.last - one.at[0]) / 1000,
          gap: one.at.length > 1 ? (one.at[one.at.length - 1] - one.at[0]) / (one.at.length - 1) / 1000 : 0,
          progress: Boolean(one.element.closest("[role=progressbar], progress, [aria-busy=true]")),
        };
      });
      const touched = all.map((one) => ({ selector: selectorOf(one.element), changes: one.quick }));
      resolve({ motions: out, touched, seconds: since() / 1000 });
    };
    let begun = false;
    const begin = () => {
      begun = true;
      for (const element of places.map(findElement)) {
        if (element && shown(element)) stages.set(element, { element, look: lookOf(element), touched: 0, stirred: 0, at: [blind], last: blind, texts: [], moved: false, quick: 0 });
      }
    };
    const moving = known.map(findElement).filter(Boolean);
    const timer = setInterval(() => {
      if (!begun && since() >= blind) begin();
      flush();
      const now = since();
      if (now >= cap) return finish();
      const open = [...stages.values()].filter((one) => !lasting(one));
      if (!stages.size) return now >= first ? finish() : undefined;
      // A stage that changed is waited for until the timer that may have moved it has run again.
      if (open.every((one) => now - one.touched > Math.max(period * 1.2, 900) + 300) && now >= first) return finish();
      if (!open.length && now >= Math.min(first, enough + 600)) return finish();
      return undefined;
    }, TICK);
  }))
