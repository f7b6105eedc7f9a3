// Writes the document as the browser built it, with marks that only a browser can give:
//   data-tekser-h="1"   not rendered: display, visibility, opacity, no size (on the topmost such element only)
//   data-tekser-h="sr"  hidden to sight, there for assistive technology or on focus (clipped, off the screen)
//   data-tekser-h="0"   visible again inside an element whose visibility is hidden
//   data-tekser-box     x,y,w,h in CSS pixels of the page
//   With `touched`, what was marked data-tekser-touch counts as shown, and what a script moved off the screen as not rendered.
//   data-tekser-before, data-tekser-after  text that style sheets put there; data-tekser-icon: an image they put there
(({ limit, touched = false }) => {
  const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;
  const UNSEEN = /^(script|style|template|noscript|link|meta|base|title|head|option|optgroup|datalist|source|track|param|br|wbr|area|map)$/;
  const BOXED = /^(a|area|img|svg|canvas|object|embed|iframe|video|audio|input|select|textarea|button|h[1-6]|header|footer|nav|main|aside|form)$/;
  const CONTENT = /^(img|canvas|object|embed|iframe|video|input|button|a)$/;
  const KEPT_SCRIPT = /ld\+json/;
  const SPACE = /[ \t\n\r\f]+/g;
  const doc = document.documentElement;
  const width = Math.max(doc.scrollWidth, innerWidth);
  const out = [];
  let size = 0;
  let cut = false;
  let faded = 0; // texts in the flow of the page that are transparent: many sites show them on scrolling

  const put = (text) => { out.push(text); size += text.length; if (size > limit) cut = true; };
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const quoted = (value) => `"${value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;")}"`;

  const clippedAway = (style) => {
    if (style.clipPath !== "none") {
      const inset = /^inset\(\s*([\d.]+)%/.exec(style.clipPath);
      if ((inset && Number(inset[1]) >= 50) || /^(circle|ellipse)\(0(px|%)?[ )]/.test(style.clipPath)) return true;
    }
    if (style.clip === "auto" || style.clip === "") return false;
    const [top, right, bottom, left] = (style.clip.match(/-?[\d.]+|auto/g) || []).map(Number);
    return right - left <= 1 || bottom - top <= 1;
  };

  const geometry = (element, style, box) => {
    const outOfFlow = style.position === "absolute" || style.position === "fixed";
    if ((outOfFlow || style.clipPath !== "none") && clippedAway(style)) return "sr";
    const cuts = style.overflowX !== "visible" || style.overflowY !== "visible";
    if (box.width === 0 || box.height === 0) {
      const nothing = CONTENT.test(element.localName) && !element.firstElementChild && !element.textContent.trim();
      return (cuts && style.display !== "inline" && element.localName !== "body") || nothing ? "1" : "";
    }
    if (box.width <= 1 && box.height <= 1) return element.localName === "img" ? "1" : cuts ? "sr" : "";
    const gone = box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left + scrollX >= width;
    if (!gone) return "";
    return touched && outOfFlow ? "1" : "sr";
  };

  // [mark, cause]: cause is "visibility" where a descendant may be visible all the same.
  const look = (element, style, box) => {
    if (touched && element.hasAttribute("data-tekser-touch")) return ["", ""];
    if (element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [geometry(element, style, box), ""];
    if (style.display === "contents") return ["", ""];
    if (element.checkVisibility({ opacityProperty: true })) return ["1", "visibility"];
    const transparent = element.checkVisibility({ visibilityProperty: true });
    if (transparent && !/absolute|fixed/.test(style.position) && box.height > 1 && element.textContent.trim()) faded += 1;
    return [transparent && (element.getAttribute("href") || "").startsWith("#") ? "sr" : "1", ""];
  };

  const pseudo = (element, which) => {
    const content = getComputedStyle(element, `::${which}`).content;
    if (content === "none" || content === "normal" || content === '""') return "";
    const image = /url\("([^"]{1,200})/.exec(content);
    if (image) return ` data-tekser-icon=${quoted(`${which} ${image[1]}`)}`;
    const text = (content.match(/"(?:[^"\\]|\\.)*"/g) || []).map((part) => part.slice(1, -1)).join("").replace(/\\(.)/g, "$1");
    const readable = text.replace(/[\s\u200b\ue000-\uf8ff]|[\u{f0000}-\u{10ffff}]/gu, "");
    return readable ? ` data-tekser-${which}=${quoted(text.slice(0, 200))}` : "";
  };

  const attributes = (element) => {
    let text = "";
    for (const { name, value } of element.attributes) {
      if (name === "style" || name === "srcset" || name === "sizes" || name.startsWith("data-tekser") || !/^[^\s"'<>/=]+$/.test(name)) continue;
      const most = value.startsWith("data:") ? 80 : name.startsWith("data-") ? 300 : 2000;
      if (name !== "value" || element.localName !== "input") text += ` ${name}=${quoted(value.slice(0, most))}`;
    }
    if (element.localName === "input" && (element.value || element.hasAttribute("value"))) {
      const value = element.type === "password" || element.type === "file" ? "" : element.value;
      text += ` value=${quoted(String(value).slice(0, 500))}`;
    }
    return text;
  };

  const body = (element, hidden, depth) => {
    const tag = element.localName;
    if (tag === "script") {
      const most = KEPT_SCRIPT.test(element.type) ? 20000 : 120;
      if (!element.src) put(element.text.slice(0, most).replace(/<(?=[/!])/g, "\\u003c"));
      return;
    }
    if (tag === "template" || tag === "noscript") return;
    if (tag === "textarea") { put(escape(element.value.slice(0, 2000))); return; }
    if (element.shadowRoot) {
      put("<tekser-shadow>");
      for (const child of element.shadowRoot.childNodes) write(child, hidden, depth + 1);
      put("</tekser-shadow>");
    }
    for (const child of element.childNodes) write(child, hidden, depth + 1);
  };

  // The marks of an element, and what its descendants are to know; `hidden`: "", "1", "sr", or "visibility".
  const marksOf = (element, hidden) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const [mark, cause] = look(element, style, box);
    let marks = "";
    let below = hidden;
    if (hidden === "visibility" && !mark) {
      marks = ' data-tekser-h="0"';
      below = "";
    } else if (hidden !== "visibility" && mark && mark !== hidden) {
      marks = ` data-tekser-h="${mark}"`;
      below = cause || mark;
    }
    if (below === "1" || below === "visibility") return [marks, below];
    if (BOXED.test(element.localName) || element.hasAttribute("role")) {
      const place = [box.left + scrollX, box.top + scrollY, box.width, box.height].map(Math.round);
      marks += ` data-tekser-box="${place.join(",")}"`;
    }
    if (!VOID.test(element.localName) && element.localName !== "svg") marks += pseudo(element, "before") + pseudo(element, "after");
    return [marks, below];
  };

  const write = (node, hidden, depth) => {
    if (cut || depth > 1500) return;
    if (node.nodeType === Node.TEXT_NODE) {
      put(escape(node.parentNode.localName === "pre" ? node.data : node.data.replace(SPACE, " ")));
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const tag = node.localName;
    if (tag === "style" || !/^[a-z][^\s<>/"'=]*$/i.test(tag)) return;
    const foreign = node.namespaceURI === "http://www.w3.org/2000/svg" && tag !== "svg";
    if (foreign && !/^(title|desc|text|tspan|a|g|foreignObject|image|use)$/.test(tag)) return;

    const skip = foreign || UNSEEN.test(tag) || hidden === "1";
    const [marks, below] = skip ? ["", hidden] : marksOf(node, hidden);
    put(`<${tag}${attributes(node)}${marks}>`);
    if (VOID.test(tag)) return;
    body(node, below, depth);
    put(`</${tag}>`);
  };

  if (document.doctype) put("<!DOCTYPE html>");
  write(doc, "", 0);
  const page = document.scrollingElement || doc;
  const extent = [page.scrollWidth, page.scrollHeight];
  return { html: out.join(""), cut, faded, extent, url: location.href, title: document.title.slice(0, 1000), type: document.contentType };
})
