// Where every text and control of the page stands, and what enlarging did to it. `step`: keep, double, back, compare, forget.
//   keep     remember the geometry under `name`; with `whole` given, compare it at once
//   double   set every text to twice its size; back takes that away again
//   compare  what was whole in each state of `whole` and is not in the state `now`
(({ step, name, whole, now, factor, most }) => {
  const kept = (globalThis.tekserSizes ||= { states: new Map(), doubled: [] });
  const WORDS = /[\p{L}\p{N}]/u;
  const SKIP = /^(script|style|noscript|template|title|head|svg|math|select|option|textarea|object|iframe|canvas|video|audio|rp)$/;
  const LETTER = /[\p{L}\p{N}]/gu;
  const WIDE = { table: "table", pre: "code", code: "code", img: "media", video: "media", iframe: "media", canvas: "media", svg: "media", object: "media", embed: "media" };
  const [LEAST, GONE, STRIP, LINE, EM] = [2, 0.05, 0.15, 0.35, 0.6]; // STRIP: so little of a line's height holds no ink
  const MOST_TEXTS = 6000;
  const OPENS = "a[href], button, summary, label, [role=button], [role=link], [role=tab], [role=marquee]";

  // ---- one state of the page

  const look = () => {
    const root = document.documentElement;
    const [wide, high] = [root.clientWidth, innerHeight];
    const known = new Map();
    const styleOf = (element) => getComputedStyle(element);
    const rootStyle = styleOf(root);
    const bodyStyle = document.body ? styleOf(document.body) : rootStyle;
    const carrier = rootStyle.overflowX === "visible" && rootStyle.overflowY === "visible" ? bodyStyle : rootStyle;
    const closed = (value) => value === "hidden" || value === "clip";
    const view = { element: null, up: null, x0: 0, x1: wide, y0: 0, y1: high, fixed: false, clips: true,
      scrollX: false, scrollY: !closed(carrier.overflowY), cutsX: closed(carrier.overflowX), cutsY: closed(carrier.overflowY) };
    const glass = { ...view, scrollY: false, cutsX: true, cutsY: true }; // what is fixed to the window cannot be scrolled to

    const frameOf = (element, style, up, box) => {
      if (element === root || element === document.body) return up;
      const [x, y] = [style.overflowX, style.overflowY];
      if (x === "visible" && y === "visible") return up;
      const rect = box || element.getBoundingClientRect();
      const [x0, y0] = [rect.left + element.clientLeft, rect.top + element.clientTop];
      const scrolls = (value) => value === "auto" || value === "scroll";
      return { element, up, x0, y0, x1: x0 + element.clientWidth, y1: y0 + element.clientHeight, clips: true,
        scrollX: scrolls(x), scrollY: scrolls(y), cutsX: closed(x), cutsY: closed(y),
        short: style.textOverflow !== "clip" || style.webkitLineClamp !== "none" };
    };
    // frame: what clips the element's own content; forAbsolute: what clips positioned content below it.
    const infoOf = (element) => {
      const before = known.get(element);
      if (before) return before;
      const up = element === root ? { out: false, frame: view, forAbsolute: view, layer: null, moved: false } : infoOf(element.parentElement || element.getRootNode().host || root);
      let info = up;
      if (up.out || SKIP.test(element.localName) || element.getAttribute("aria-hidden") === "true") info = up.out ? up : { ...up, out: true };
      else {
        const style = styleOf(element);
        if (style.display === "none" || style.opacity === "0" || style.clip !== "auto" && style.clip !== "" || /inset\((50|100)%/.test(style.clipPath) || style.contentVisibility === "hidden") info = { ...up, out: true };
        else {
          const position = style.position;
          const base = position === "fixed" ? glass : position === "absolute" ? up.forAbsolute : up.frame;
          const layer = position === "fixed" || position === "sticky" ? { element, position } : up.layer;
          const inline = style.display === "inline" || style.display === "contents";
          const frame = inline ? base : frameOf(element, style, base);
          const holds = position !== "static" || style.transform !== "none";
          info = { out: false, frame, layer, style, forAbsolute: holds ? frame : frame === base ? up.forAbsolute : up.forAbsolute,
            moved: up.moved || style.transform !== "none" || style.animationName !== "none", visible: style.visibility === "visible", font: parseFloat(style.fontSize) || 16 };
        }
      }
      if (info === up) info = { ...up };
      known.set(element, info);
      return info;
    };

    // The share of a box that can be seen or scrolled to, along x and y, and what takes the rest away.
    const shareOf = (rect, info) => {
      let [x0, x1, y0, y1] = [rect.left, rect.right, rect.top, rect.bottom];
      let [sx, sy, by, axis, short, wider] = [1, 1, null, "", false, null];
      for (let frame = info.frame; frame; frame = frame.up) {
        if (frame.scrollX) {
          if (frame.element && rect.width > frame.x1 - frame.x0 + LEAST && !wider) wider = frame.element;
          [x0, x1] = [frame.x0, Math.max(frame.x1, frame.x0 + 0.1)];
        } else if (frame.cutsX && frame.x1 < x1 - 0.5 || frame.cutsX && frame.x0 > x0 + 0.5) {
          const [n0, n1] = [Math.max(x0, frame.x0), Math.min(x1, frame.x1)];
          sx *= Math.max(0, n1 - n0) / Math.max(0.1, x1 - x0);
          [by, axis] = by ? [by, axis] : [frame, "x"];
          short ||= frame.short;
          [x0, x1] = [n0, Math.max(n0 + 0.1, n1)];
        }
        if (frame.scrollY) {
          if (frame.element) [y0, y1] = [frame.y0, Math.max(frame.y1, frame.y0 + 0.1)];
        } else if (frame.cutsY && frame.y1 < y1 - 0.5 || frame.cutsY && frame.y0 > y0 + 0.5) {
          const [n0, n1] = [Math.max(y0, frame.y0), Math.min(y1, frame.y1)];
          sy *= Math.max(0, n1 - n0) / Math.max(0.1, y1 - y0);
          [by, axis] = by ? [by, axis] : [frame, "y"];
          short ||= frame.short;
          [y0, y1] = [n0, Math.max(n0 + 0.1, n1)];
        }
      }
      if (!info.layer && x0 + scrollX < 0 && sx) { // nothing scrolls to the left of the page's edge
        sx *= Math.max(0, x1 + scrollX) / Math.max(0.1, x1 - x0);
        [by, axis] = by ? [by, axis] : [view, "x"];
      }
      return { sx, sy, by, axis, short, wider };
    };

    const texts = new Map();
    const walker = document.createTreeWalker(document.body || root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let letters = 0;
    for (let node = walker.nextNode(); node && texts.size < MOST_TEXTS; node = walker.nextNode()) {
      if (!WORDS.test(node.data)) continue;
      const parent = node.parentElement;
      if (!parent) continue;
      const info = infoOf(parent);
      if (info.out || !info.visible) continue;
      range.selectNodeContents(node);
      const lines = [];
      let [area, lost, cut, gone, by, axis, short, wider, start] = [0, 0, 0, 0, null, "", false, null, null];
      for (const rect of range.getClientRects()) {
        if (rect.width < LEAST || rect.height < LEAST) continue;
        const share = shareOf(rect, info);
        area += rect.width;
        const away = share.sy < STRIP || share.sx * rect.width < Math.min(info.font * EM, rect.width * GONE * 4);
        const partly = 1 - share.sy > LINE || (1 - share.sx) * rect.width > info.font * EM;
        gone += away ? 1 : 0;
        cut += !away && partly ? 1 : 0;
        if (away || partly) {
          lost += rect.width * (share.sy < 1 - LINE ? 1 - share.sy : 1 - share.sx);
          [by, axis] = by ? [by, axis] : [share.by, share.axis];
          short ||= share.short;
          start ??= share.by ? rect.left - share.by.x0 : null;
        } else {
          lines.push([rect.left + scrollX, rect.top + scrollY, rect.right + scrollX, rect.bottom + scrollY]);
        }
        wider ||= share.wider;
      }
      if (!area) continue;
      const count = (node.data.match(LETTER) || []).length;
      letters += count;
      texts.set(node, { parent, lines, cut, gone, all: cut + gone + lines.length, lost: lost / area, by, axis, short, wider, start, count, font: info.font, layer: info.layer, moved: info.moved, frame: info.frame });
    }
    const controls = new Map();
    for (const element of document.querySelectorAll("input:not([type=hidden]), select, textarea, button")) {
      const info = infoOf(element.parentElement || root);
      if (info.out || controls.size >= 500) continue;
      const rect = element.getBoundingClientRect();
      if (rect.width < LEAST || rect.height < LEAST || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const own = SKIP.test(element.localName) || element.localName === "input" ? info : infoOf(element);
      const share = shareOf(rect, { ...info, frame: own.frame && own.frame.element === element ? own.frame.up : info.frame });
      controls.set(element, { left: share.sx * share.sy, by: share.by });
    }
    return { texts, controls, letters, wide, high, across: root.scrollWidth, tall: root.scrollHeight, cutsX: view.cutsX, known };
  };

  // ---- twice the size of every text

  const double = () => {
    const root = document.documentElement;
    const elements = [root, ...root.querySelectorAll("body, body *")].filter((one) => !SKIP.test(one.localName) || /^(select|textarea)$/.test(one.localName));
    const before = elements.map((one) => {
      const style = getComputedStyle(one);
      return [parseFloat(style.fontSize), style.lineHeight === "normal" ? 0 : parseFloat(style.lineHeight)];
    });
    const set = (one, property, value) => {
      kept.doubled.push([one, property, one.style.getPropertyValue(property), one.style.getPropertyPriority(property)]);
      one.style.setProperty(property, value, "important");
    };
    kept.transitions = document.createElement("style"); // sizes change at once
    kept.transitions.textContent = "*, *::before, *::after { transition: none !important; }";
    root.append(kept.transitions);
    set(root, "font-size", `${before[0][0] * factor}px`);
    const after = elements.map((one) => {
      const style = getComputedStyle(one);
      return [parseFloat(style.fontSize), style.lineHeight === "normal" ? 0 : parseFloat(style.lineHeight)];
    });
    elements.forEach((one, at) => {
      const [font, line] = before[at];
      const grown = Math.abs(after[at][0] - font * factor) < 0.5;
      if (!grown) set(one, "font-size", `${font * factor}px`);
      if (line && (!grown || Math.abs(after[at][1] - line * factor) > 0.5)) set(one, "line-height", `${line * factor}px`);
    });
  };
  const back = () => {
    for (const [one, property, value, priority] of kept.doubled.reverse()) {
      if (value) one.style.setProperty(property, value, priority);
      else one.style.removeProperty(property);
      if (!one.getAttribute("style")) one.removeAttribute("style");
    }
    kept.doubled = [];
    if (kept.transitions) kept.transitions.remove();
  };

  // ---- what became of it

  const overlapping = (state, others) => {
    const lines = [];
    for (const [node, text] of state.texts) {
      if (text.layer) continue;
      for (const line of text.lines) lines.push([line, node]);
    }
    lines.sort((a, b) => a[0][1] - b[0][1]);
    const meets = (a, b, least) => Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > least && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 0.4 * Math.min(a[3] - a[1], b[3] - b[1]);
    const apart = (first, second) => others.every((other) => {
      const [a, b] = [other.texts.get(first), other.texts.get(second)];
      return a && b && !a.lines.some((one) => b.lines.some((two) => meets(one, two, 1)));
    });
    const pairs = new Map();
    let open = [];
    for (const [line, node] of lines) {
      open = open.filter(([other]) => other[3] > line[1] + 1);
      for (const [other, peer] of open.length > 400 ? [] : open) {
        const [first, second] = peer.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING ? [peer, node] : [node, peer];
        if (first === second || pairs.has(second) || !meets(line, other, 0.5 * Math.min(state.texts.get(first).font, state.texts.get(second).font))) continue;
        if (apart(first, second)) pairs.set(second, first);
      }
      open.push([line, node]);
    }
    return pairs;
  };

  const place = (how, element, text, more) => {
    const box = element.getBoundingClientRect();
    return { how, selector: selectorOf(element), text: (text || "").trim().replace(/\s+/g, " ").slice(0, 120), lost: 0, letters: 0, by: "",
      box: [box.left + scrollX, box.top + scrollY, box.width, box.height], ...more };
  };
  const nameOf = (element) => (element && element.isConnected ? selectorOf(element) : "");
  const frameName = (frame) => (frame ? (frame.element ? nameOf(frame.element) : "html") : "");
  const root = document.documentElement;
  const isWhole = (text) => text && !text.cut && !text.gone;

  // A line that its own box cuts off at the side, at every size: no scroller, no slide, no ellipsis.
  const cutAlways = (node, others, state) =>
    [...others, state].every((one) => {
      const text = one.texts.get(node);
      return text && text.cut && text.by && text.by.element === text.parent && text.axis === "x" && !text.by.short && !text.moved;
    });
  // Such a line begins in sight and stands still, and nothing is offered that would show the rest of it.
  const noWayToTheRest = (node, others, state) => {
    const starts = [...others, state].map((one) => one.texts.get(node)).map((text) => (text.start === null ? -1 : text.start));
    const steady = starts.every((start) => start > -1 && Math.abs(start - starts[0]) <= 1);
    const from = node.parentElement;
    return steady && state.texts.get(node).all === 1 && !from.closest(`[title], [aria-expanded], [tabindex], [onclick], ${OPENS}`) && !from.querySelector(OPENS);
  };

  const compare = () => {
    const state = kept.states.get(now);
    const others = whole.map((one) => kept.states.get(one));
    const places = [];
    let [gone, inMain, short] = [0, 0, 0];
    const showing = new Set(); // boxes in which some text is still to be seen
    for (const text of state.texts.values()) {
      for (let frame = text.gone < text.all ? text.frame : null; frame; frame = frame.up) showing.add(frame.element || root);
    }
    const list = (one) => places.length < most && places.push(one);
    for (const [node, before] of others[0].texts) {
      if (!node.isConnected) continue;
      if (cutAlways(node, others, state)) list(place(noWayToTheRest(node, others, state) ? "cut" : "cut-always", before.parent, node.data, { lost: before.lost, letters: before.count, by: frameName(before.by) }));
      if (!others.every((other) => isWhole(other.texts.get(node)))) continue;
      const main = !!before.parent.closest("main, [role=main], article");
      inMain += main ? before.count : 0;
      const text = state.texts.get(node);
      const more = text && { lost: Math.min(1, text.lost), letters: Math.round(text.count * Math.min(1, text.lost)), by: frameName(text.by) };
      if (!text || text.gone === text.all && !(text.axis === "y" && showing.has(text.by.element || root) && !text.moved)) gone += main ? before.count : 0;
      else if (isWhole(text)) {
        const scale = now === "zoom" ? factor : 1;
        if (text.font * scale < before.font * 1.2 && text.font * scale < 32) list(place("same-size", text.parent, node.data, { letters: text.count, lost: text.font * scale / before.font }));
        else if (text.wider && !text.parent.closest("table, pre, code, kbd, samp, [role=grid], [role=table]")) list(place("sideways", text.parent, node.data, { letters: text.count, by: nameOf(text.wider) }));
      } else if (text.short) { short += text.count; list(place("shortened", text.parent, node.data, more)); }
      else list(place("cut", text.parent, node.data, more));
    }
    for (const [node, peer] of overlapping(state, others)) {
      list(place("overlap", state.texts.get(node).parent, node.data, { letters: state.texts.get(node).count, by: nameOf(state.texts.get(peer).parent) }));
    }
    for (const [element, control] of state.controls) {
      if (!element.isConnected || !others.every((other) => (other.controls.get(element) || { left: 0 }).left > 0.9)) continue;
      if (control.left >= GONE && control.left < 0.4) list(place("control-cut", element, element.value || element.textContent, { lost: 1 - control.left, by: frameName(control.by) }));
    }
    return { width: state.wide, height: state.high, across: state.cutsX ? Math.min(state.across, state.wide) : state.across, letters: state.letters, gone, main: inMain, places, wide: state.wideParts || [], layers: state.layers || 0 };
  };

  // What reaches beyond the right edge of the window, and how much of the window stays covered whatever is scrolled.
  const beyond = (state) => {
    const edge = state.wide - scrollX + LEAST;
    const parts = [];
    if (state.across > state.wide + LEAST) {
      for (const text of state.texts.values()) {
        const right = Math.max(0, ...text.lines.map((line) => line[2]));
        if (right > state.wide + LEAST && !text.layer) {
          const special = text.parent.closest("table, pre, code");
          parts.push({ kind: special ? WIDE[special.localName] : "text", selector: selectorOf(special || text.parent), beyond: right - state.wide });
        }
        if (parts.length >= 20) break;
      }
      for (const element of document.querySelectorAll("img, video, iframe, canvas, svg, object, embed, table, pre")) {
        if (parts.length >= 30) break;
        const rect = element.getBoundingClientRect();
        if (rect.width > LEAST && rect.height > LEAST && rect.right > edge) parts.push({ kind: WIDE[element.localName], selector: selectorOf(element), beyond: rect.right - edge });
      }
      const order = { text: 0, table: 1, code: 2, media: 3 };
      parts.sort((a, b) => order[a.kind] - order[b.kind] || b.beyond - a.beyond);
    }
    let covered = 0;
    const bars = new Set();
    for (const text of state.texts.values()) if (text.layer && text.layer.position === "fixed") bars.add(text.layer.element);
    for (const bar of bars) {
      const rect = bar.getBoundingClientRect();
      const [w, h] = [Math.min(rect.right, state.wide) - Math.max(rect.left, 0), Math.min(rect.bottom, state.high) - Math.max(rect.top, 0)];
      if (w > 0 && h > 0) covered += w * h;
    }
    state.wideParts = parts.slice(0, 10);
    state.layers = Math.min(1, covered / Math.max(1, state.wide * state.high));
  };

  if (step === "double") return double();
  if (step === "back") return back();
  if (step === "compare") return compare();
  if (step === "forget") { delete globalThis.tekserSizes; return null; }
  const [x, y] = [scrollX, scrollY];
  if (x || y) scrollTo({ left: 0, top: 0, behavior: "instant" });
  const state = look();
  beyond(state);
  kept.states.set(name, state);
  if (x || y) scrollTo({ left: x, top: y, behavior: "instant" });
  if (!whole) return { wide: state.wide, across: state.cutsX ? state.wide : state.across, letters: state.letters, layers: state.layers };
  now = name;
  const became = compare();
  if (name === "zoom" && !became.places.length && became.across <= became.width + 1) delete globalThis.tekserSizes; // that is all
  return became;
})
