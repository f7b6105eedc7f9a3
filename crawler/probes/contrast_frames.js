// Texts whose background axe-core could not tell, and placeholders: found, brought into the window, shown without their letters
// and with letters of another colour. What is known of them stays in this world between the steps (see contrast_pixels.py).
//   open     finds them; frame  brings the next ones into the window and holds everything still
//   hide, mark  take the letters away, or give them the marker's colour; end  leaves the page as it was
(async ({ step, most, patience }) => {
  const ANY = ":is(#tekser#tekser#tekser, *)"; // matches everything, and beats the rules of a site
  const EVERY = `${ANY}, ${ANY}::before, ${ANY}::after, ${ANY}::placeholder`;
  const STILL = `${EVERY} { transition: none !important; animation-play-state: paused !important;
    text-decoration-line: none !important; }`;
  const letters = (fill) => `${EVERY} { -webkit-text-fill-color: ${fill} !important; }
    :is(#tekser#tekser#tekser, text, tspan, textPath) { fill: ${fill} !important; stroke: none !important; }`;
  const SAYS = /[\p{L}\p{N}]/u;
  const TYPED = /^(text|search|email|tel|url|number|date|time|month|week|datetime-local)$/;

  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right + scrollX > 0 && box.bottom + scrollY > 0 &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const isSvg = (element) => element.namespaceURI === "http://www.w3.org/2000/svg";
  const ownTexts = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isField = (element) => /^(input|textarea|select)$/.test(element.localName);
  const saidBy = (element) => {
    if (element.localName === "select") return element.selectedOptions[0] ? element.selectedOptions[0].label : "";
    if (isField(element)) return element.type === "password" ? "" : element.value;
    return ownTexts(element).map((node) => node.data).join(" ");
  };

  // ---- colours

  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colorOf = (written) => {
    if (!known.has(written)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = "#010203";
      paint.fillStyle = written;
      const unread = paint.fillStyle === "#010203";
      paint.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
      known.set(written, unread ? null : [red, green, blue, alpha / 255]);
    }
    return known.get(written);
  };
  const opaqueGround = (style) => colorOf(style.backgroundColor)?.[3] === 1;
  const hasGround = (style) => style.backgroundImage !== "none" || colorOf(style.backgroundColor)?.[3] !== 0;

  // How the letters are painted: their colour, how much of it reaches the page, and whether that is all there is to say.
  const paintOf = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo || null);
    const svg = isSvg(element);
    const written = svg ? style.fill : style.webkitTextFillColor;
    const given = colorOf(written);
    let plain = given !== null && !/^url/.test(written) && !(svg && style.stroke !== "none") && parseFloat(style.webkitTextStrokeWidth || "0") === 0;
    let opacity = pseudo ? Number(style.opacity) : 1;
    let ground = false; // between the letters and the element in hand
    let cut = "";
    for (let node = element; node instanceof Element; node = node.parentElement || node.getRootNode().host) {
      const own = getComputedStyle(node);
      if (own.filter !== "none" || own.mixBlendMode !== "normal" || (own.maskImage || own.webkitMaskImage || "none") !== "none") plain = false;
      if (own.webkitBackgroundClip === "text") cut = "gradient-text";
      ground = ground || hasGround(own);
      if (own.opacity !== "1") {
        opacity *= Number(own.opacity);
        if (ground) plain = false; // its own background is seen through as well, and is not what the picture shows
      }
    }
    const [red, green, blue, alpha] = given || [0, 0, 0, 1];
    const own = svg ? alpha * Number(style.fillOpacity) : alpha;
    return { color: [red, green, blue], alpha: own * opacity, opacity, plain, cut, written, font: parseFloat(style.fontSize), weight: Number(style.fontWeight) || 400 };
  };

  // ---- places

  const contentBox = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const side = (name) => (parseFloat(style[`padding${name}`]) || 0) + (parseFloat(style[`border${name}Width`]) || 0);
    return [box.left + side("Left"), box.top + side("Top"), box.right - side("Right"), box.bottom - side("Bottom")];
  };
  const linesOf = (element) => {
    if (isField(element)) return [contentBox(element)];
    const range = document.createRange();
    return ownTexts(element).flatMap((node) => {
      range.selectNodeContents(node);
      return [...range.getClientRects()].map((box) => [box.left, box.top, box.right, box.bottom]);
    });
  };
  const clipOf = (element) => {
    let clip = [0, 0, innerWidth, innerHeight];
    for (let node = element; node && node !== document.body && node !== document.documentElement; node = node.parentElement) {
      const { overflowX, overflowY, display } = getComputedStyle(node);
      if (overflowX === "visible" && overflowY === "visible" || display === "inline" || display === "contents") continue;
      const box = node.getBoundingClientRect();
      clip = [Math.max(clip[0], box.left), Math.max(clip[1], box.top), Math.min(clip[2], box.right), Math.min(clip[3], box.bottom)];
    }
    return clip;
  };
  const within = (line, clip) => [Math.max(line[0], clip[0]), Math.max(line[1], clip[1]), Math.min(line[2], clip[2]), Math.min(line[3], clip[3])];
  const wide = ([left, top, right, bottom]) => right - left >= 2 && bottom - top >= 4;
  const placesOf = (element) => {
    const clip = clipOf(element);
    return linesOf(element).map((line) => within(line, clip)).filter(wide);
  };

  // ---- what to look at

  const groundOf = (field) => {
    const layers = [];
    let node = field;
    for (; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (style.backgroundImage !== "none" || style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal") return null;
      if (hasGround(style)) layers.push(colorOf(style.backgroundColor));
      if (opaqueGround(style)) break;
    }
    const box = field.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const stack = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight ? document.elementsFromPoint(x, y) : [];
    const below = stack.slice(stack.indexOf(field) + 1);
    const until = node ? below.indexOf(node) : below.length;
    if (stack[0] !== field || (node !== field && (until < 0 || below.slice(0, until).some((one) => !one.contains(field))))) return null;
    return layers.reverse().reduce((ground, [r, g, b, a]) => [r, g, b].map((value, at) => value * a + ground[at] * (1 - a)), [255, 255, 255]);
  };
  const linear = (value) => (value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const flat = (paint, ground) => {
    const color = paint.color.map((value, at) => value * paint.alpha + ground[at] * (1 - paint.alpha));
    const [high, low] = [light(color), light(ground)].sort((one, other) => other - one);
    return Math.floor(((high + 0.05) / (low + 0.05)) * 10000) / 10000;
  };

  const described = (element, what, said, pseudo) => {
    const paint = paintOf(element, pseudo);
    const box = element.getBoundingClientRect();
    return {
      element, paint, done: false,
      told: {
        selector: selectorOf(element), text: said.replace(/\s+/g, " ").trim().slice(0, 120), what, how: "style", color: paint.written,
        font_px: Math.round(paint.font * 100) / 100, weight: paint.weight, contrasts: [], cells: [], why: paint.cut,
        box: [box.left + scrollX, box.top + scrollY, box.width, box.height].map((value) => Math.round(value * 10) / 10),
      },
    };
  };
  const placeholders = () => {
    const fields = [...document.querySelectorAll("input[placeholder], textarea[placeholder]")].filter((field) =>
      !field.matches(":disabled, [aria-disabled=true], [aria-disabled=true] *") && !field.value && SAYS.test(field.placeholder) &&
      (field.localName === "textarea" || TYPED.test(field.type) || field.type === "password") && shown(field) && !field.closest("[aria-hidden=true], [inert]"));
    return fields.map((field) => {
      const text = described(field, "placeholder", field.placeholder, "::placeholder");
      const ground = text.paint.plain && !text.told.why ? groundOf(field) : null;
      if (text.paint.alpha === 0) text.told.why = "nothing-shown"; // a label floats where it would stand
      else if (ground) text.told.contrasts = [flat(text.paint, ground)];
      if (text.paint.alpha < 1) text.told.how = "mixed";
      return text;
    });
  };
  const open = () => {
    const texts = (globalThis.tekserOpen || []).filter((element) => element.isConnected).map((element) => {
      const said = saidBy(element);
      if (!SAYS.test(said) && !isField(element)) return null;
      const text = described(element, "text", said, "");
      if (isField(element) && !said) text.told.why = "nothing-shown";
      return text;
    });
    const all = [...placeholders(), ...texts.filter(Boolean)];
    const kept = all.slice(0, most);
    for (const text of kept) text.done = Boolean(text.told.why || text.told.contrasts.length);
    globalThis.tekserTexts = { texts: kept, left: all.length - kept.length, sheets: new Map(), scrolls: new Map(), x: scrollX, y: scrollY };
    return kept.some((text) => !text.done);
  };

  // ---- showing them

  const state = globalThis.tekserTexts;
  const roots = () => [document, ...shadowRoots(document)];
  const wear = (name, rules) => {
    for (const root of roots()) {
      const mine = state.sheets.get(root) || {};
      const before = root.adoptedStyleSheets.filter((sheet) => sheet !== mine[name]);
      delete mine[name];
      if (rules) {
        mine[name] = new CSSStyleSheet();
        mine[name].replaceSync(rules);
        before.push(mine[name]);
      }
      root.adoptedStyleSheets = before;
      state.sheets.set(root, mine);
    }
    void document.documentElement.offsetHeight; // the style is worked out before the next one comes
  };
  const painted = () => {
    const frames = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return Promise.race([frames, new Promise((late) => setTimeout(late, 300))]);
  };
  const settled = async () => {
    const inView = (image) => { const place = image.getBoundingClientRect(); return place.bottom > 0 && place.top < innerHeight; };
    const coming = [...document.images].filter((image) => !image.complete && inView(image)).map((image) => image.decode());
    const fading = document.getAnimations().filter((one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime));
    const all = [...coming, ...fading.map((one) => one.finished)];
    if (all.length) await Promise.race([Promise.allSettled(all), new Promise((late) => setTimeout(late, patience))]);
  };
  const bare = () => {
    wear("letters", "");
    wear("still", "");
  };
  const bring = (element) => {
    for (let node = element.parentElement; node; node = node.parentElement) {
      if (!state.scrolls.has(node) && (node.scrollHeight > node.clientHeight || node.scrollWidth > node.clientWidth)) state.scrolls.set(node, [node.scrollLeft, node.scrollTop]);
    }
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  };

  const frame = async () => {
    const first = state.texts.find((text) => !text.done);
    if (!first) return null;
    const box = first.element.getBoundingClientRect();
    bare();
    if (box.top < 0 || box.bottom > innerHeight || state.tried === first) bring(first.element);
    state.tried = first;
    await settled();
    wear("still", STILL);
    await painted();
    state.frame = state.texts.filter((text) => !text.done).map((text) => ({ text, places: placesOf(text.element) })).filter(({ places }) => places.length);
    if (!state.frame.some(({ text }) => text === first)) {
      first.done = true;
      first.told.why = "not-in-window";
    }
    const all = state.frame.flatMap(({ places }) => places);
    if (!all.length) return { place: null };
    const { scale, offsetLeft, offsetTop, width, height } = visualViewport;
    if (scale < 1) { // a page wider than a phone is shown smaller: a part of it cannot be pictured without moving it
      state.clip = [offsetLeft, offsetTop, offsetLeft + width, offsetTop + height];
      return { place: "window" };
    }
    const pad = 6;
    const [left, top] = [0, 1].map((at) => Math.floor(Math.max(0, Math.min(...all.map((place) => place[at])) - pad)));
    const [right, bottom] = [[2, innerWidth], [3, innerHeight]].map(([at, most]) => Math.ceil(Math.min(most, Math.max(...all.map((place) => place[at])) + pad)));
    state.clip = [left, top, right, bottom];
    return { place: { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top } };
  };

  const end = () => {
    bare();
    for (const [node, [left, top]] of state.scrolls) [node.scrollLeft, node.scrollTop] = [left, top];
    scrollTo({ left: state.x, top: state.y, behavior: "instant" });
    const { texts, left } = state;
    globalThis.tekserTexts = globalThis.tekserOpen = null;
    return { texts: texts.map(({ told, done }) => (done ? told : { ...told, why: told.why || "time-over" })), left };
  };

  if (step === "open") return open();
  if (step === "frame") return frame();
  if (step === "end") return end();
  wear("letters", letters(step === "hide" ? "transparent" : "#f0f"));
  return painted();
})
