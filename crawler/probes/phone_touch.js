// Touches what opens something and marks what came to be seen by it (data-tekser-touch), for serialise.js to take for shown.
// What leads to another address, sends a form, or changes language or look is left alone.
(async ({ most, wait, seconds }) => {
  const MARK = "data-tekser-touch";
  const ends = performance.now() + seconds * 1000;
  const APART = /bvi|impair|vision|lang|print|share|cookie|logout|close/i;
  const OPENS = /burger|menu|nav|toggl|accordion|collaps|spoiler|drop-?down|expand|tab|more|canvas|drawer|sidebar|panel/i;
  const SURE = "summary, [aria-expanded=false], [aria-controls], [aria-haspopup], [data-toggle], [data-bs-toggle], [role=tab]";
  const STATE = /(^|\s)(is-|has-)?(open|opened|active|in|show|shown|visible|collapsed|expanded|selected|current)(?=\s|$)/gi;
  const all = () => [...document.body.querySelectorAll("*")].slice(0, 20000);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const shown = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) return false;
    return box.right > 0 && box.left + scrollX < Math.max(document.documentElement.scrollWidth, innerWidth) && box.bottom + scrollY > 0;
  };
  const pointed = (element) =>
    getComputedStyle(element).cursor === "pointer" && !(element.parentElement && getComputedStyle(element.parentElement).cursor === "pointer");
  const isSwitch = (label) => label.control && /^(checkbox|radio)$/.test(label.control.type) && !shown(label.control);

  // 2: says that it opens something; 1: may do so; 0: is nothing to touch.
  const rank = (element) => {
    const tag = element.localName;
    const names = `${element.id} ${element.getAttribute("class") || ""}`;
    if (APART.test(names) || LANGUAGE.test(element.textContent) || element.disabled) return 0;
    if (tag === "html" || tag === "body" || element.isContentEditable) return 0;
    if (tag === "summary") return element.parentElement.open ? 0 : 2;
    if (/^(input|select|textarea|option|iframe|video|audio)$/.test(tag)) return 0;
    if (tag === "a" && leads(element)) return element.matches(SURE) ? 2 : 0; // it stays here: the tab does not let it lead away
    if (element.form && element.type === "submit") return 0;
    if (element.getAttribute("aria-expanded") === "true" || element.getAttribute("aria-selected") === "true") return 0;
    if (element.matches(SURE)) return 2;
    if (tag === "label") return isSwitch(element) ? 2 : 0;
    const plain = tag === "button" || tag === "a" || element.hasAttribute("onclick") || element.getAttribute("role") === "button";
    if (!plain && !pointed(element)) return 0;
    if (!plain && element.querySelector("a[href], button")) return 0;
    return OPENS.test(names) ? 2 : 1;
  };

  const seen = new Set();
  const touched = new WeakSet();
  const waiting = [[], [], []]; // by rank
  const consider = (element) => waiting[rank(element)].push(element);
  const ownWords = (element) =>
    [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join(" ").trim();
  const likeness = (element) => {
    const names = (element.getAttribute("class") || "").replace(STATE, "").trim();
    return [element.localName, element.id, names, element.getAttribute("href"), ownWords(element).slice(0, 200)].join("\n");
  };
  // What an application draws anew stands for what it was like: it was not opened by a touch, and nothing is touched twice.
  const gone = new Map(); // elements that were seen and are no longer in the document, by what they are like
  const MOST_PARTED = 40000; // a page that draws ever other things must not eat the memory
  let parted = 0;
  const part = () => {
    for (const element of seen) {
      if (element.isConnected) continue;
      seen.delete(element);
      parted += 1;
      if (parted > MOST_PARTED) continue;
      const like = likeness(element);
      if (!gone.has(like)) gone.set(like, []);
      gone.get(like).push(element);
    }
  };
  const before = (element) => {
    const found = gone.size ? gone.get(likeness(element))?.shift() : undefined;
    if (found) parted -= 1;
    return found;
  };
  const unveil = () => {
    const fresh = all().filter((element) => !seen.has(element) && shown(element));
    if (fresh.length) part();
    let opened = 0;
    for (const element of fresh) {
      seen.add(element);
      const was = before(element);
      if (was && touched.has(was)) {
        touched.add(element);
        continue;
      }
      if (!was) {
        opened += 1;
        element.setAttribute(MARK, "");
      }
      consider(element);
    }
    return opened;
  };
  // Tabs and menus that closed again, and drawn anew: they were there to be seen.
  const keep = () => {
    part();
    for (const element of all()) {
      if (shown(element) || !(seen.has(element) || before(element))) continue;
      element.setAttribute(MARK, "");
      for (let within = element.parentElement; within && !shown(within); within = within.parentElement) {
        if (!ownWords(within)) within.setAttribute(MARK, ""); // words that nobody has seen stay hidden
      }
    }
  };
  for (const element of all()) {
    if (!shown(element)) continue;
    seen.add(element);
    consider(element);
  }
  const here = () => location.href.split("#")[0];

  const start = here();
  let [count, opened, moved] = [0, 0, 0];
  while (count < most && moved < 3 && performance.now() < ends) {
    const sure = waiting[2].length > 0;
    const element = (sure ? waiting[2] : waiting[1]).shift();
    if (!element) break;
    if (!element.isConnected || !shown(element)) continue;
    count += 1;
    touched.add(element);
    press(element, "touch");
    let fresh = 0;
    for (let round = 0; round < (sure ? 4 : 2) && !fresh && here() === start; round += 1) {
      await pause(wait);
      if (here() === start) fresh = unveil();
    }
    if (here() !== start) { // an application went to another page of its own
      moved += 1;
      history.back();
      await pause(6 * wait);
      if (here() !== start) break;
      unveil();
    } else if (fresh) {
      opened += 1;
      await pause(wait);
      unveil();
    }
  }
  keep();
  const left = waiting[2].some((element) => element.isConnected && shown(element));
  return { count, opened, left, away: here() !== start };
})
