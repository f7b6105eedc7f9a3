// The page under the keyboard, seen from beside it; keys are pressed from outside. What is found is kept between the steps.
// `step`: begin, record, after, mark, elsewhere, show, hide, hear, controls, menus, open, end.
((given) => {
  const MOST = 400; // elements looked at in one sort
  const STOPPABLE = "a[href],area[href],button,input,select,textarea,summary,iframe,audio[controls],video[controls],[tabindex],[contenteditable]";
  const NATIVE = "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary";
  const OPERABLE = `${NATIVE},label,option,[contenteditable],[tabindex]:not([tabindex^="-"])`;
  const COMPOSITE = "tablist,menu,menubar,toolbar,radiogroup,listbox,grid,tree,treegrid,combobox".split(",").map((role) => `[role=${role}]`).join(",");
  const ROLES = "button,link,menuitem,tab,checkbox,radio,switch,option".split(",").map((role) => `[role=${role}]`).join(",");
  const CLOSES = /^\s*[×✕✖✗⨯xX]\s*$|close|dismiss|cancel|закры|отмен|скрыть|жабу|жасыру|болдырма/i;
  const BLOCKS = "p,ul,ol,dl,table,form,section,article,main,header,footer,nav,h1,h2,h3,h4,h5,h6,div div";
  const state = (globalThis.tekserKeys ||= { heard: [], elements: [] });

  const up = (element) => element.parentElement || (element.getRootNode().host ?? null);
  const around = (element, most) => {
    const found = [];
    for (let node = up(element); node && found.length < most; node = up(node)) found.push(node);
    return found;
  };
  const within = (element, selector) => {
    for (let node = element; node; node = up(node)) if (node.matches(selector)) return node;
    return null;
  };
  const active = () => {
    let node = document.activeElement;
    while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
    return node === document.body || node === document.documentElement ? null : node;
  };
  const boxOf = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + scrollX, box.y + scrollY, box.width, box.height].map((side) => Math.round(side * 10) / 10);
  };
  const rendered = (element) => element.checkVisibility({ visibilityProperty: true });
  const seen = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
    for (let node = element, most = 12; node && most; node = up(node), most -= 1) {
      const style = getComputedStyle(node);
      if (/^rect\(0|^rect\(1px, 1px/.test(style.clip) || /inset\((50|100)%/.test(style.clipPath)) return false;
      if (node === element || style.overflow === "visible") continue;
      const frame = node.getBoundingClientRect();
      if (Math.min(box.right, frame.right) - Math.max(box.left, frame.left) <= 1) return false;
      if (Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top) <= 1) return false;
    }
    return true;
  };
  // Something that stands still in the window, at `position`, while the page is scrolled; else null.
  const pinned = (element, position = /fixed|sticky/) => [element, ...around(element, 60)].find((node) => position.test(getComputedStyle(node).position)) ?? null;
  const away = (element) => { // no scrolling brings what is fixed outside the window into it
    if (!pinned(element, /fixed/)) return false;
    const box = element.getBoundingClientRect();
    return box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight;
  };
  // Ends what has an end of the animations that our sheet holds at their beginning, where what fades or slides in is out of sight.
  const calm = () => {
    if (!state.sheet) return;
    document.getAnimations(); // what has just changed is styled while our sheet forbids transitions
    state.sheet.disabled = true;
    const held = document.getAnimations().filter((one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime));
    state.sheet.disabled = false;
    for (const one of held.slice(0, 600)) { try { one.finish(); } catch { /* such a one has no end */ } }
  };
  const moves = (element) => {
    const nodes = new Set([element, ...around(element, 60)]);
    return document.getAnimations().some((one) => /running|paused/.test(one.playState) && nodes.has(one.effect?.target));
  };
  const nameOf = (element) => {
    const image = element.querySelector?.("img[alt]:not([alt=''])");
    const label = element.labels?.[0]?.innerText;
    const said = element.getAttribute("aria-label") || label || element.innerText || element.title || image?.alt || element.getAttribute("alt");
    return String(said || (/^(submit|button|reset)$/.test(element.type) && element.value) || element.placeholder || "").replace(/\s+/g, " ").trim().slice(0, 80);
  };
  const FIELD = "input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]),textarea,select";
  const besideField = (element) => {
    const holder = up(element);
    const next = [element.previousElementSibling, element.nextElementSibling].some((one) => one && (one.matches(FIELD) || one.querySelector(`:scope > ${FIELD}`)));
    return next || Boolean(holder && holder !== document.body && holder.children.length <= 4 && holder.querySelector(FIELD));
  };
  const roots = () => [document, ...(state.shadows ||= shadowRoots(document))];
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const modal = () => document.querySelector("dialog:modal");
  const inert = (element) => {
    const dialog = modal();
    return Boolean(within(element, "[inert]")) || Boolean(dialog && !dialog.contains(element));
  };
  const idOfRadio = (field) => `${field.form ? selectorOf(field.form) : ""} ${field.name}`;

  // Takes the focus from where the page has put it, so that Tab begins at the document's beginning: after a mere blur it goes on from there.
  const fromTheTop = () => {
    const began = active();
    began?.blur();
    if (!began || !document.body) return;
    const unheard = (event) => event.stopImmediatePropagation();
    const first = document.createElement("span");
    first.tabIndex = 0;
    const heard = ["focus", "focusin", "blur", "focusout"];
    for (const type of heard) window.addEventListener(type, unheard, true);
    document.body.prepend(first);
    first.focus({ preventScroll: true });
    first.remove();
    for (const type of heard) window.removeEventListener(type, unheard, true);
  };

  // Elements at which the browser stops Tab, in its order.
  const stoppable = () => {
    const radios = new Map();
    const list = all(STOPPABLE).filter((one) => one.tabIndex >= 0 && one !== state.behind && !one.matches(":disabled") && rendered(one) && !inert(one));
    for (const one of list) {
      if (one.type !== "radio" || !one.name) continue;
      const key = idOfRadio(one);
      if (one.checked || !radios.has(key)) radios.set(key, one);
    }
    const chosen = list.filter((one) => (one.type !== "radio" || !one.name || radios.get(idOfRadio(one)) === one) && one.localName !== "area");
    const ranked = chosen.map((one, place) => [one.tabIndex || Infinity, place, one]);
    return ranked.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0])).map(([, , one]) => one).slice(0, MOST);
  };

  const steps = {
    begin() {
      const [x, y] = [scrollX, scrollY];
      state.end?.();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*, *::before, *::after { transition: none !important; animation-play-state: paused !important; scroll-behavior: auto !important }");
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      const [heard, prevented] = [[], { on: false }];
      let keyed = false; // between a key's going down and up the focus moves by it
      const key = (event) => {
        if (event.key !== "Tab") return;
        keyed = event.type === "keydown";
        if (keyed) state.pulled ||= heard.length > 0 && heard.at(-1) !== active();
        else heard.push(active());
      };
      const came = () => { state.pulled ||= !keyed; }; // by a script
      const stop = (event) => { if (prevented.on) event.preventDefault(); };
      window.addEventListener("keydown", key, true);
      window.addEventListener("keyup", key, true);
      window.addEventListener("focusin", came, true);
      window.addEventListener("click", stop, false);
      window.addEventListener("submit", stop, true);
      fromTheTop();
      const end = () => {
        window.removeEventListener("keydown", key, true);
        window.removeEventListener("keyup", key, true);
        window.removeEventListener("focusin", came, true);
        window.removeEventListener("click", stop, false);
        window.removeEventListener("submit", stop, true);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets].filter((one) => one !== sheet);
        const unheard = (event) => event.stopImmediatePropagation(); // a trap would take the focus back at once
        for (const type of ["blur", "focusout"]) window.addEventListener(type, unheard, true);
        active()?.blur();
        for (const type of ["blur", "focusout"]) window.removeEventListener(type, unheard, true);
        state.behind?.remove();
        scrollTo(x, y);
        delete globalThis.tekserKeys;
      };
      Object.assign(state, { heard, prevented, end, sheet, pulled: false, ever: [], expected: stoppable(), reached: new Set(), order: [], shadows: null });
      const frames = state.expected.filter((one) => /^(iframe|audio|video)$/.test(one.localName)).length;
      const dates = state.expected.filter((one) => /^(date|time|datetime-local|month|week)$/.test(one.type || "")).length;
      const listens = "[onfocus],[onblur],[onfocusin],[onfocusout],[onkeydown],[onkeyup],[onkeypress]";
      const alone = !frames && !dates && !all(listens).length && !document.body?.matches(listens) && !modal();
      return { expected: state.expected.length, more: frames * 12 + dates * 6, alone };
    },

    // Where Tab stopped since the last time, after `wait` ms in which scripts may move the focus on.
    record({ wait }) {
      return new Promise((resolve) => setTimeout(() => {
        const places = state.heard.splice(0);
        const now = active();
        let [left, round] = [false, false]; // out of the document; at the first stop again
        for (const place of places) {
          if (!place) { left ||= state.order.length > 0; continue; }
          if (place === state.order[0] && state.order.length > 1) round = true;
          if (!state.reached.has(place)) { state.reached.add(place); state.order.push(place); }
        }
        if (now) { if (!state.reached.has(now)) { state.reached.add(now); state.order.push(now); } }
        const frame = now && now.localName === "iframe";
        const moved = state.pulled || (places.length > 0 && places.at(-1) !== now);
        const waiting = stoppable().filter((one) => !state.reached.has(one) && one.localName !== "iframe");
        resolve({
          heard: places.length, left, round, frame, moved, waiting: waiting.length, reached: state.reached.size,
          still: places.length > 1 && places.every((place) => place && place === places[0]) && !/^(date|time|datetime-local|month|week)$/.test(places[0].type || "") && !/^(audio|video)$/.test(places[0].localName),
        });
      }, wait));
    },

    // Where no script hears of keys or the focus, the browser's order is all there is: true when Tab has kept to it so far.
    trusted() {
      const kept = state.order.length > 0 && state.order.every((one, at) => one === state.expected[at]);
      if (kept) for (const one of state.expected) if (!state.reached.has(one)) { state.reached.add(one); state.order.push(one); }
      return kept;
    },

    // The walk begins again, as if nothing had been reached.
    again({ kept }) {
      if (!kept) active()?.blur();
      state.ever = [...new Set([...state.ever, ...state.order])];
      Object.assign(state, { reached: new Set(), order: [], pulled: false });
      state.heard.splice(0);
    },

    // Puts the focus behind everything: from there Shift+Tab leads through the page backwards.
    // The page is not told that it lost the focus: a visitor who comes from the browser's own controls takes it from nothing.
    tail({ wait }) {
      const unheard = (event) => event.stopImmediatePropagation();
      for (const type of ["blur", "focusout"]) window.addEventListener(type, unheard, true);
      active()?.blur();
      const behind = document.createElement("span");
      behind.tabIndex = 0;
      state.behind = behind;
      return new Promise((resolve) => setTimeout(() => { // what scripts still wanted after the last key is done by then
        document.body.append(behind);
        behind.focus();
        steps.again({ kept: true });
        for (const type of ["blur", "focusout"]) window.removeEventListener(type, unheard, true);
        behind.addEventListener("blur", () => setTimeout(() => behind.remove(), 0));
        resolve(active() === behind);
      }, wait));
    },

    // One key later: where the focus is, as a number of the elements met.
    after({ wait }) {
      return new Promise((resolve) => setTimeout(() => {
        const now = active();
        state.heard.splice(0);
        if (now && now !== state.behind && !state.reached.has(now)) { state.reached.add(now); state.order.push(now); }
        resolve({ at: now ? state.order.indexOf(now) : -1, frame: Boolean(now && now.localName === "iframe"), waiting: stoppable().filter((one) => !state.reached.has(one) && one.localName !== "iframe").length });
      }, wait));
    },

    // What is known of the elements (numbers in `held`) that the focus did not leave.
    held({ held }) {
      const elements = held.map((at) => state.order[at]).filter(Boolean);
      const dialog = elements.map((one) => within(one, "dialog,[role=dialog],[role=alertdialog],[aria-modal=true]"));
      const text = (document.body?.innerText || "").slice(0, 20000);
      const keys = [...text.matchAll(/\b(Ctrl|Control|Alt|Shift)\s*\+\s*([A-Z])\b/gi)].map((match) => [match[1], match[2]]).slice(0, 3);
      return {
        selectors: elements.slice(0, 20).map(selectorOf), names: elements.slice(0, 20).map(nameOf), keys,
        modal: dialog.length > 0 && dialog.every(Boolean), closable: elements.some((one) => CLOSES.test(nameOf(one)) || CLOSES.test(String(one.className))),
      };
    },

    // Whether the focus can be put on each element that Tab did not reach, and stays; used only where Tab came round.
    skipped() {
      const missed = stoppable().filter((one) => !state.reached.has(one) && one.localName !== "iframe").slice(0, 40);
      state.missed = missed;
      return missed.length;
    },
    // What Tab still has not reached after it was tried from the element before, of the first `tried`.
    unreached({ tried }) {
      const list = stoppable();
      state.unreached = state.missed.slice(0, tried).filter((one) => one.isConnected && !state.reached.has(one) && list.includes(one) && list.indexOf(one) > 0);
    },
    // Whether the focus stands between what the last `before` put it on and what was missed: such stops came only with the focus.
    between({ at }) {
      const [from, now, missed] = [state.from, active(), state.missed[at]];
      if (!from || !now || now === from || now === missed || !missed.isConnected) return false;
      const follows = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
      return follows(from, now) && follows(now, missed);
    },
    before({ at }) {
      const missed = state.missed[at];
      const list = stoppable();
      const place = list.indexOf(missed);
      if (place < 0) return false;
      active()?.blur();
      state.from = place > 0 ? list[place - 1] : null;
      state.from?.focus({ preventScroll: true });
      return Boolean(state.from) && active() === state.from;
    },

    mark() {
      state.reached = new Set([...state.ever, ...state.order]);
      const stops = [...state.reached].filter((one) => one.isConnected);
      const limit = stops.slice(0, given.most);
      active()?.blur();
      calm();
      Object.assign(state, { doubtful: [], beheld: new Set(), pinned: [] });
      const groups = new Map();
      const out = limit.map((one) => {
        const scroller = one.getAttribute("tabindex") === null && !one.matches(NATIVE) && !one.isContentEditable;
        const record = { selector: selectorOf(one), name: nameOf(one), tag: one.localName, mark: "", box: boxOf(one) };
        if (/^(iframe|audio|video|object|embed)$/.test(one.localName) || scroller) return record;
        const typed = (one.localName === "textarea" || one.isContentEditable || (one.localName === "input" && !/^(button|submit|reset|image|checkbox|radio|range|color|file)$/.test(one.type)));
        if (typed && !one.readOnly && !/^(date|time|datetime-local|month|week)$/.test(one.type || "") && getComputedStyle(one).caretColor !== "rgba(0, 0, 0, 0)" && seen(one)) return { ...record, mark: "caret" };
        const fixed = pinned(one);
        if (seen(one) && !away(one)) state.beheld.add(one);
        record.mark = marked(one);
        if (fixed && /unseen|\?/.test(record.mark)) record.pinned = state.pinned.push(one) - 1;
        if (record.mark !== "?") return record;
        const look = getComputedStyle(one);
        const key = [one.localName, one.className, up(one)?.localName, up(one)?.className, look.color, look.backgroundColor, look.display].join("|");
        if (groups.has(key)) return { ...record, mark: "open", like: groups.get(key) };
        groups.set(key, state.doubtful.length);
        state.doubtful.push(one);
        return { ...record, mark: "open", doubt: state.doubtful.length - 1 };
      });
      active()?.blur();
      return { stops: out, scrollers: scrollers() };
    },

    // How the focus shows at what stands still in the window, when the page is scrolled to its "top" or its "end".
    elsewhere({ place, wait }) {
      active()?.blur();
      scrollTo(0, place === "top" ? 0 : document.documentElement.scrollHeight);
      return new Promise((resolve) => setTimeout(() => {
        calm();
        resolve(state.pinned.map((one) => (one.isConnected ? marked(one) : "")));
        active()?.blur();
      }, wait));
    },

    // The place of a doubtful stop, brought into view; `focus` puts the focus on it.
    // Null when it is nowhere; `lost` when it was seen before.
    show({ at, focus, wait }) {
      const one = state.doubtful[at];
      if (focus) one.focus({ focusVisible: true, preventScroll: true });
      else active()?.blur();
      const parts = [one, ...(one.labels || [])];
      if (!focus) parts[0].scrollIntoView({ block: "nearest", behavior: "instant" });
      return new Promise((resolve) => setTimeout(() => {
        calm();
        const nowhere = state.beheld.has(one) ? { lost: true } : null;
        const boxes = parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width > 1 && box.height > 1);
        if (!boxes.length) return resolve(nowhere);
        const margin = 24;
        const left = Math.max(0, Math.min(...boxes.map((box) => box.left)) - margin);
        const top = Math.max(0, Math.min(...boxes.map((box) => box.top)) - margin);
        const right = Math.min(innerWidth, Math.max(...boxes.map((box) => box.right)) + margin, left + 700);
        const bottom = Math.min(innerHeight, Math.max(...boxes.map((box) => box.bottom)) + margin, top + 300);
        if (right - left < 2 || bottom - top < 2) return resolve(nowhere);
        resolve({ on: active() === one, clip: { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top, scale: 1 } });
      }, wait));
    },

    controls({ rootKeys, rootMouse }) {
      calm();
      const heard = new Map();
      for (const [element, type, source] of state.listeners || []) {
        if (!(element instanceof Element)) continue;
        if (!heard.has(element)) heard.set(element, { mouse: "", source: "", keys: false, over: false });
        const entry = heard.get(element);
        if (/^key/.test(type)) entry.keys = true;
        else if (/^mouse(enter|over)$|^pointer(enter|over)$/.test(type)) entry.over = true;
        else if (!entry.mouse || type === "click") Object.assign(entry, { mouse: type, source: (source || "").slice(0, 160) });
      }
      state.heardOn = heard;
      const listens = (element) => Boolean(heard.get(element)?.keys);
      const reached = (element) => state.reached.has(element);
      // Such a box hands the focus on to the items inside it, and is operated by them.
      const hands = (element) => element.matches(COMPOSITE) && element.tabIndex >= 0 && [...element.querySelectorAll("*")].some(reached);
      const linked = new Set([...state.reached].filter((one) => one.href).map((one) => String(one.href)));
      const out = [];
      const tell = (element, why) => {
        const entry = heard.get(element) || {};
        const attribute = element.getAttribute("onclick") ?? element.getAttribute("onmousedown");
        const near = around(element, 40).filter((node) => node !== document.body && node !== document.documentElement);
        out.push({
          selector: selectorOf(element), name: nameOf(element), tag: element.localName, why, role: element.getAttribute("role") || "",
          handler: attribute !== null ? "onclick" : entry.mouse || "", source: (attribute ?? entry.source ?? "").slice(0, 160),
          pointer: getComputedStyle(element).cursor === "pointer",
          leaf: (element.innerText || "").length <= 80 && !element.querySelector(BLOCKS),
          composite: hands(element) || near.some((node) => node.matches(COMPOSITE)), keys_around: near.some(listens),
          beside_field: besideField(element),
          closes: CLOSES.test(nameOf(element)) || CLOSES.test(`${element.className} ${element.id}`),
          same_place: Boolean(element.href) && linked.has(String(element.href)), box: boxOf(element),
        });
      };
      for (const missed of state.unreached || []) if (missed.isConnected && seen(missed)) tell(missed, "skipped");
      for (const one of all(NATIVE)) {
        if (one.tabIndex >= 0 || reached(one) || one.matches(":disabled") || inert(one) || within(one, "[aria-hidden=true]") || one.localName === "area") continue;
        const presses = one.matches("button,input[type=button]") && !one.form; // which does nothing by itself
        if (presses && !rootMouse && ![one, ...around(one, 60)].some((node) => heard.get(node)?.mouse || node.hasAttribute("onclick"))) continue;
        if (seen(one) && hit(one)) tell(one, "left-out");
      }
      const made = new Set([...all("[onclick],[onmousedown]"), ...[...heard].filter(([, entry]) => entry.mouse).map(([element]) => element), ...all(ROLES)]);
      for (const one of [...made].slice(0, MOST)) {
        if (one === document.body || one === document.documentElement || !one.isConnected || one.matches(NATIVE) || one.matches("label,option,form,dialog,canvas,iframe,object,embed,video,audio")) continue;
        if (inert(one) || one.matches("[aria-disabled=true],[accesskey]") || within(one, "[contenteditable]:not([contenteditable=false])")) continue;
        if (up(one) && within(up(one), `${NATIVE},label,option`)) continue; // inside what does the same
        if (one.querySelector(OPERABLE) || [...one.querySelectorAll("*")].some((inner) => inner.shadowRoot)) continue; // around what does the same
        const box = one.getBoundingClientRect();
        if (box.width * box.height > 0.3 * innerWidth * innerHeight || !seen(one)) continue;
        const entry = heard.get(one);
        const handler = entry?.mouse || one.hasAttribute("onclick") || one.hasAttribute("onmousedown");
        if (!handler && !rootMouse && !around(one, 60).some((node) => heard.get(node)?.mouse)) continue; // nothing hears a click
        if (reached(one) || one.tabIndex >= 0) {
          if (!handler || listens(one) || one.hasAttribute("onkeydown") || one.hasAttribute("onkeypress") || one.hasAttribute("onkeyup")) continue;
          const above = around(one, 60).some(listens) || rootKeys;
          tell(one, above ? "keys-above" : "no-keys");
        } else if (up(one) && within(up(one), '[tabindex]:not([tabindex^="-"])')) {
          continue; // a part of a stop
        } else if (hit(one)) {
          tell(one, "no-stop");
        }
      }
      return out.slice(0, given.most);
    },

    // Parts with links that nobody sees yet, each in something in a menu that a pointer can rest on.
    menus() {
      calm();
      const holders = new Map();
      for (const link of all("nav a[href],header a[href],[role=navigation] a[href],[role=menubar] a[href],ul li ul a[href],[class*=menu] a[href],[class*=dropdown] a[href]")) {
        if (seen(link) || holders.size > 60) continue;
        let part = link;
        let holder = up(link);
        while (holder && !seen(holder)) { part = holder; holder = up(holder); }
        if (!holder || /^(body|html|main|header|nav)$/.test(holder.localName) || part === link) continue;
        if (within(part, "dialog,[role=dialog],[aria-modal=true],details:not([open])")) continue;
        const box = holder.getBoundingClientRect();
        if (box.width * box.height > 0.25 * innerWidth * innerHeight) continue;
        if (!holders.has(holder)) holders.set(holder, new Set());
        holders.get(holder).add(link);
      }
      const elsewhere = new Set([...state.reached].filter((one) => one.href && seen(one)).map((one) => String(one.href)));
      state.holders = [...holders].filter(([holder]) => holder.innerText.trim() || holder.querySelector("img,svg")).slice(0, given.most).map(([holder, links]) => ({ holder, links: [...links] }));
      return state.holders.map(({ holder, links }) => ({
        selector: selectorOf(holder), name: nameOf(holder), links: links.length, box: boxOf(holder),
        tabbed: links.some((link) => state.reached.has(link)),
        elsewhere: links.every((link) => elsewhere.has(String(link.href))),
      }));
    },
    // Where the pointer must be put to rest on a holder, or null.
    point({ at }) {
      const { holder } = state.holders[at];
      const trigger = [...holder.children].find((child) => seen(child)) || holder;
      trigger.scrollIntoView({ block: "nearest", behavior: "instant" });
      const box = trigger.getBoundingClientRect();
      const [x, y] = [box.left + Math.min(box.width / 2, 60), box.top + box.height / 2];
      return x > 0 && y > 0 && x < innerWidth && y < innerHeight ? { x, y } : null;
    },
    // Whether some link of a holder's part shows now.
    shown({ at, wait }) {
      return new Promise((resolve) => setTimeout(() => resolve(state.holders[at].links.some(seen)), wait));
    },
    // Puts the focus on what a holder has of its own to stop at; false when there is nothing.
    trigger({ at, number }) {
      const { holder, links } = state.holders[at];
      const own = [holder, ...holder.querySelectorAll("*"), ...(holder.previousElementSibling ? [holder.previousElementSibling] : [])];
      const stops = own.filter((one) => one.tabIndex >= 0 && one.matches(OPERABLE) && !links.includes(one) && seen(one)).slice(0, 2);
      if (!stops[number]) return false;
      active()?.blur();
      stops[number].focus({ focusVisible: true });
      state.prevented.on = true;
      return active() === stops[number];
    },
    free() { state.prevented.on = false; active()?.blur(); },

    end() { state.end?.(); },
  };

  const hit = (element) => {
    let box = element.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) {
      element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      box = element.getBoundingClientRect();
    }
    const root = element.getRootNode();
    const top = (root.elementFromPoint ? root : document).elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return Boolean(top) && (top === element || element.contains(top));
  };

  const scrollers = () => {
    const [out, found] = [[], []];
    for (const one of all("*")) {
      if (found.length >= 20) break;
      const [down, aside] = [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth];
      if ((down <= 13 && aside <= 13) || one === document.body || one === document.documentElement) continue;
      const style = getComputedStyle(one);
      const tall = down > 13 && /auto|scroll/.test(style.overflowY) && down > Math.max(parseFloat(style.paddingTop), parseFloat(style.paddingBottom));
      const wide = aside > 13 && /auto|scroll/.test(style.overflowX) && aside > Math.max(parseFloat(style.paddingLeft), parseFloat(style.paddingRight));
      if (!(tall || wide) || one.matches("textarea,select,input,iframe,[role=listbox],[role=combobox],[aria-hidden=true] *,[contenteditable]:not([contenteditable=false])") || !seen(one) || inert(one)) continue;
      if (one.tabIndex >= 0 && one.hasAttribute("tabindex")) continue;
      if (one.id && all("[role=combobox],[aria-haspopup]").some((box) => `${box.getAttribute("aria-controls")} ${box.getAttribute("aria-owns")}`.split(" ").includes(one.id))) continue;
      const inside = [...one.querySelectorAll(`${STOPPABLE}`)].some((inner) => inner.tabIndex >= 0 && !inner.matches(":disabled") && rendered(inner)) || [...one.querySelectorAll("*")].some((inner) => inner.shadowRoot || inner.localName === "slot") || one.localName === "slot";
      const content = one.innerText.trim() || one.querySelector("img,svg,canvas,video,input,select,textarea,button,table");
      if (!inside && content && one.clientWidth > 1 && one.clientHeight > 1) found.push(one);
    }
    for (const one of found) {
      one.focus({ preventScroll: true }); // this engine lets some be focused that others do not; one with a negative tabindex only by scripts
      out.push({ selector: selectorOf(one), name: nameOf(one), stop: active() === one && !one.hasAttribute("tabindex"), box: boxOf(one) });
      active()?.blur();
    }
    return out;
  };

  // ---- how the focus shows
  const WATCHED = ["outlineStyle", "outlineWidth", "outlineColor", "outlineOffset", "boxShadow", "backgroundColor", "backgroundImage", "color", "borderTopColor", "borderRightColor", "borderBottomColor", "borderLeftColor",
    "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "borderTopStyle", "borderBottomStyle", "textDecorationLine", "textDecorationColor", "textDecorationThickness", "textDecorationStyle", "opacity", "visibility", "display", "transform", "filter", "fontWeight", "fontSize", "clipPath", "clip", "content", "position", "left", "top", "width", "height", "fill", "stroke"];
  const snapshot = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && (style.content === "none" || style.content === "normal")) return null;
    const kept = {};
    for (const name of WATCHED) kept[name] = style[name];
    return kept;
  };
  const parsed = (color) => {
    const numbers = /^rgba?\(([^)]+)\)$/.exec(color)?.[1].split(/[\s,/]+/).map(Number);
    return numbers && numbers.length >= 3 && numbers.every((one) => !Number.isNaN(one)) ? [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1] : null;
  };
  const over = (front, back) => (front[3] >= 1 ? front : [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3])).concat(1));
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [a, b] = [luminance(one), luminance(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const ground = (element) => {
    for (let node = element; node; node = up(node)) {
      const style = getComputedStyle(node);
      if (style.backgroundImage !== "none") return null;
      const color = parsed(style.backgroundColor);
      if (!color) return null;
      if (color[3] >= 1) return color;
      if (color[3] > 0) return null;
    }
    return [255, 255, 255, 1];
  };
  const PLAIN = 1.5; // luminance ratio that nobody overlooks in a whole line or area: nearer ones are measured in pixels
  const far = (front, back) => {
    const [color, behind] = [parsed(front), back];
    return Boolean(color && behind && color[3] > 0.3 && ratio(over(color, behind), behind) >= PLAIN);
  };
  const cut = (element, grow) => {
    const box = element.getBoundingClientRect();
    const sides = { top: box.top - grow, left: box.left - grow, right: box.right + grow, bottom: box.bottom + grow };
    const open = { top: true, left: true, right: true, bottom: true };
    for (const node of around(element, 8)) {
      if (getComputedStyle(node).overflow === "visible") continue;
      const frame = node.getBoundingClientRect();
      open.top &&= sides.top >= frame.top - 0.5;
      open.left &&= sides.left >= frame.left - 0.5;
      open.right &&= sides.right <= frame.right + 0.5;
      open.bottom &&= sides.bottom <= frame.bottom + 0.5;
    }
    return !(open.top || open.left || open.right || open.bottom);
  };
  const plainly = (element, before, after) => {
    if (!before || !after) return Boolean(after) !== Boolean(before) ? null : false;
    const changed = WATCHED.filter((name) => before[name] !== after[name]);
    if (!changed.length) return false;
    const has = (...names) => names.some((name) => changed.includes(name));
    const outline = has("outlineStyle", "outlineWidth", "outlineColor") && after.outlineStyle !== "none" && parseFloat(after.outlineWidth) >= 1;
    const inside = parseFloat(after.outlineOffset) < 0;
    if (outline && !cut(element, inside ? 0 : parseFloat(after.outlineWidth) + parseFloat(after.outlineOffset))) {
      if (after.outlineStyle === "auto") return true;
      if (far(after.outlineColor, ground(inside ? element : up(element) || element))) return true;
    }
    const [was, now] = [parsed(before.backgroundColor), parsed(after.backgroundColor)];
    if (has("backgroundColor") && was && now && after.backgroundImage === "none") {
      const behind = ground(up(element) || element);
      if (behind && ratio(over(was, behind), over(now, behind)) >= PLAIN) return true;
    }
    if (has("textDecorationLine") && element.innerText?.trim() && (before.textDecorationLine === "none") !== (after.textDecorationLine === "none")) return true;
    if (has("visibility", "display", "clipPath", "clip") && seen(element)) return true;
    return null;
  };
  const relatives = (element) => {
    const near = [...(element.labels || []), ...around(element, 3), element.previousElementSibling, element.nextElementSibling, ...[...element.querySelectorAll("*")].slice(0, 8)];
    return [...new Set(near.filter((one) => one && one !== document.body && one !== document.documentElement))];
  };
  // The commonest marking, which is the cheapest to see: a plain outline that comes with the focus.
  const OUTLINE = ["outlineStyle", "outlineWidth", "outlineColor", "outlineOffset"];
  const outlineOf = (element) => {
    const style = getComputedStyle(element);
    return Object.fromEntries(OUTLINE.map((name) => [name, style[name]]));
  };
  const framed = (element) => {
    const before = outlineOf(element);
    element.focus({ focusVisible: true, preventScroll: true });
    return active() === element && plainly(element, before, outlineOf(element)) === true && seen(element);
  };
  // "style" when the change is plain, "unseen" when neither the element nor a change shows, "?" when pixels must tell.
  const marked = (element) => {
    active()?.blur();
    if (framed(element)) return "style";
    active()?.blur();
    const own = [snapshot(element), snapshot(element, "::before"), snapshot(element, "::after")];
    const wasSeen = seen(element);
    element.focus({ focusVisible: true, preventScroll: true });
    if (active() !== element) return "";
    if (!seen(element)) { // brought into view as the browser does for a key, in a carousel for instance
      element.blur();
      element.focus({ focusVisible: true });
      if (active() !== element) return "";
    }
    if (plainly(element, own[0], snapshot(element)) && seen(element)) return "style";
    const isSeen = seen(element);
    if (isSeen && !wasSeen) return "style";
    const near = relatives(element);
    const then = near.map((one) => [snapshot(one), snapshot(one, "::before"), snapshot(one, "::after")]);
    const pseudo = [snapshot(element, "::before"), snapshot(element, "::after")];
    element.blur();
    let maybe = isSeen;
    const differs = (one, other) => (one === null) !== (other === null) || (one && WATCHED.some((name) => one[name] !== other[name]));
    for (let at = 0; at < near.length; at += 1) {
      if (!seen(near[at])) continue;
      const before = [snapshot(near[at]), snapshot(near[at], "::before"), snapshot(near[at], "::after")];
      if (plainly(near[at], before[0], then[at][0])) return "style";
      maybe ||= before.some((one, which) => differs(one, then[at][which]));
    }
    maybe ||= [1, 2].some((which) => differs(own[which], pseudo[which - 1]));
    if (!maybe && [...(element.labels || [])].some(seen)) return "?";
    if (!maybe && moves(element)) return "moving"; // out of sight now, and perhaps not a moment later
    if (!maybe) return element.matches(NATIVE) || nameOf(element) ? "unseen" : "";
    return "?";
  };
  return steps[given.step](given);
})
