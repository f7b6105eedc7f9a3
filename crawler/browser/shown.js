// Tells what is seen of the document: visible words in order, landmarks and main headings with their places, its width.
//   most    characters of words at most
//   verify  ask for the site's own stylesheets and scripts whether they came and can be read (where the browser does not tell)
(async ({ most, verify }) => {
  const WORD = /[\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]*/gu;
  const UNSEEN = /^(script|style|template|noscript|head|title|meta|link|option|datalist)$/;
  const AREAS = "header,nav,main,aside,footer,h1,[role=banner],[role=navigation],[role=main],[role=complementary],[role=contentinfo],[role=search]";
  const ROLES = { header: "banner", nav: "navigation", main: "main", aside: "complementary", footer: "contentinfo", h1: "heading" };
  const words = [];
  const seen = new WeakSet();
  let length = 0;
  let faded = 0;

  const clipOf = (style, rect, clip, element) => {
    if (element === document.body || element === document.documentElement) return clip;
    const across = /hidden|clip/.test(style.overflowX), down = /hidden|clip/.test(style.overflowY);
    if (!across && !down) return clip;
    return [
      across ? Math.max(clip[0], rect.left) : clip[0], down ? Math.max(clip[1], rect.top) : clip[1],
      across ? Math.min(clip[2], rect.right) : clip[2], down ? Math.min(clip[3], rect.bottom) : clip[3],
    ];
  };
  const say = (text) => {
    for (const [word] of text.matchAll(WORD)) {
      if (length > most) return;
      length += word.length + 1;
      words.push(word.toLowerCase());
    }
  };
  const walk = (element, clip, above) => {
    if (UNSEEN.test(element.localName)) return;
    const style = getComputedStyle(element);
    if (style.display === "none") return;
    if (Number(style.opacity) < 0.05) { faded += element.textContent.trim() ? 1 : 0; return; }
    const rect = style.display === "contents" ? above : element.getBoundingClientRect();
    const inside = clipOf(style, rect, clip, element);
    const shown = style.visibility === "visible" && Math.min(rect.right, inside[2]) - Math.max(rect.left, inside[0]) > 1
      && Math.min(rect.bottom, inside[3]) - Math.max(rect.top, inside[1]) > 1
      && rect.right + scrollX > 0 && rect.bottom + scrollY > 0;
    if (shown) seen.add(element);
    const inner = element.shadowRoot ? element.shadowRoot.childNodes
      : element.localName === "slot" && element.assignedNodes().length ? element.assignedNodes() : element.childNodes;
    for (const child of inner) {
      if (child.nodeType === Node.TEXT_NODE) { if (shown) say(child.data); }
      else if (child.nodeType === Node.ELEMENT_NODE) walk(child, inside, rect);
    }
  };
  const everywhere = [-1e6, -1e6, 1e7, 1e7];
  if (document.body) walk(document.body, everywhere, document.body.getBoundingClientRect());

  const areas = [];
  for (const element of [...document.querySelectorAll(AREAS)].slice(0, 80)) {
    const rect = element.getBoundingClientRect();
    areas.push({
      role: (element.getAttribute("role") || "").trim().split(/\s+/)[0] || ROLES[element.localName] || element.localName,
      x: (rect.left + scrollX) / innerWidth, y: rect.top + scrollY, width: rect.width / innerWidth, height: rect.height,
      visible: seen.has(element),
    });
  }
  const bare = (address) => { try { return new URL(address, location.href).hostname.replace(/^www\./, ""); } catch { return ""; } };
  const failed = [];
  const unread = [];
  const read = (text, where) => {
    try { new Function(text); } catch (error) { if (error instanceof SyntaxError) unread.push({ message: String(error).slice(0, 300), where, unread: true }); }
  };
  const reach = async (address, then) => {
    try {
      const answer = await fetch(address, { cache: "force-cache", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) failed.push(address); else if (then) then(await answer.text(), address);
    } catch (error) { if (error.name !== "TimeoutError" && error.name !== "AbortError") failed.push(address); }
  };
  let status = null;
  if (verify) {
    const own = (address) => /^https?:/.test(address) && bare(address) === location.hostname.replace(/^www\./, "");
    const asked = [];
    for (const link of document.querySelectorAll("link[rel~=stylesheet][href]")) if (own(link.href) && !link.disabled) asked.push(reach(link.href));
    for (const one of [...document.scripts].slice(0, 60)) {
      const classic = !one.type || /^(text|application)\/(x-)?(java|ecma)script$/i.test(one.type.trim());
      if (one.src && own(one.src) && (classic || one.type === "module")) asked.push(reach(one.src, classic ? read : null));
      else if (!one.src && classic) read(one.textContent, location.href);
    }
    try { status = (await fetch(location.href, { cache: "force-cache", signal: AbortSignal.timeout(8000) })).status; } catch (error) { status = error.name === "TimeoutError" ? null : 0; }
    await Promise.all(asked);
  }
  return {
    url: location.href, title: document.title, lang: document.documentElement.lang || "", words: words.join(" "), areas, faded,
    page_width: Math.max(document.documentElement.scrollWidth, document.body ? document.body.scrollWidth : 0) / innerWidth,
    viewport: [innerWidth, innerHeight], failed: [...new Set(failed)].slice(0, 50), unread: unread.slice(0, 20), status,
  };
})
