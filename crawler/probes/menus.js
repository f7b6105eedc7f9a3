// Presses what says that it opens a menu in the frame of the page, and tells the links that come with it; each is closed again.
// What changes the language or the look, and what sends a form, is left alone. `dumb`: controls that brought nothing to see.
(async ({ also, most, links: mostLinks, wait, patience, seconds }) => {
  const ends = performance.now() + seconds * 1000;
  const FRAME = "header, nav, [role=banner], [role=navigation], [role=menubar]";
  const CLOSED = "[aria-haspopup=true], [aria-haspopup=menu], [aria-expanded=false]";
  const APART = /(^|[\s_-])(bvi|impair\w*|vision|lang\w*|print|share|cookie\w*|logout|search)($|[\s_-])/i; // whole words of names
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
  const links = () => [...document.querySelectorAll("a[href]")].filter((one) => /^https?:/.test(one.href)).slice(0, 5000);
  const words = (element) => (element.innerText || element.getAttribute("aria-label") || element.title || "").replace(/\s+/g, " ").trim().slice(0, 160);
  const may = (element) => {
    if (element.localName === "a" && leads(element)) return false; // a link of its own: it is followed
    const names = `${element.id} ${element.getAttribute("class") || ""}`;
    if (APART.test(names) || LANGUAGE.test(element.textContent) || element.disabled) return false;
    return !(element.form && element.type === "submit") && !/^(input|select|textarea)$/.test(element.localName);
  };
  const close = (element) => {
    const escape = { key: "Escape", code: "Escape", bubbles: true, cancelable: true };
    (document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", escape));
    if (element.isConnected && element.getAttribute("aria-expanded") === "true") press(element, "mouse");
  };
  const framed = (one) => one.closest(FRAME) || also.includes(selectorOf(one)); // the frame may be told by class names alone
  // What a script draws anew stays the same control by its place in the document.
  const controls = () => [...document.querySelectorAll(CLOSED)].filter((one) => framed(one) && may(one) && shown(one));
  const here = () => location.href.split("#")[0];
  const visible = () => [...document.querySelectorAll("body *")].slice(0, 20000).filter(shown).length;
  const items = () => [...document.querySelectorAll("[role=menuitem]")];
  const leadsOn = (item) => item.matches("a[href]") || item.querySelector("a[href]") || item.closest("a[href]");

  const start = here();
  const known = new Set(links().map((one) => one.href));
  const told = [];
  const tried = new Set();
  let [mute, dumb, away] = [0, 0, false];
  while (tried.size < most && performance.now() < ends) {
    const control = controls().find((one) => !tried.has(selectorOf(one)));
    if (!control) break;
    const by = selectorOf(control);
    tried.add(by);
    const [before, sight] = [new Set(items()), visible()];
    const fresh = () => links().filter((one) => !known.has(one.href));
    const came = () => fresh().length > 0 || items().some((one) => !before.has(one));
    press(control, "mouse");
    for (let waited = 0; waited < patience && !came() && here() === start; waited += wait) await pause(wait);
    await pause(wait); // the rest of what has begun to come
    if (here() !== start) {
      away = true;
      break;
    }
    const opened = came() || visible() > sight;
    for (const one of fresh()) {
      known.add(one.href);
      if (told.length < mostLinks) told.push({ url: one.href, raw: one.getAttribute("href"), text: words(one), by });
    }
    dumb += opened ? 0 : 1;
    mute += items().some((one) => !before.has(one) && !leadsOn(one) && !LANGUAGE.test(one.textContent)) ? 1 : 0;
    close(control);
    await pause(wait);
  }
  const left = !away && controls().some((one) => !tried.has(selectorOf(one)));
  return { links: told, whole: !(mute || dumb || left || away) };
})
