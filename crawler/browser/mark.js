// Scrolls to an element and draws a frame around it; `place` is what to photograph, in CSS pixels of the page.
// Our frame lies in a shadow root, so that the site's style rules do not reach it.
(async ({ selector, action, width, height, scale }) => {
  const ID = "tekser-mark";
  if (action === "remove") { document.getElementById(ID)?.remove(); return null; }
  const element = findElement(selector);
  if (!element) return { why: "not-there" };
  const drawn = () => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  for (let up = element; up; up = up.parentElement) {
    if (up.localName === "details") up.open = true;
  }
  if (!drawn()) return { why: "hidden" };
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const inView = (image) => { const place = image.getBoundingClientRect(); return place.bottom > 0 && place.top < innerHeight; };
  const coming = [...document.images].filter((image) => !image.complete && inView(image)).map((image) => image.decode());
  if (coming.length) await Promise.race([Promise.allSettled(coming), new Promise((late) => setTimeout(late, 1500))]);
  const box = element.getBoundingClientRect();
  const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
  const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
  if (right <= left || bottom <= top) return { why: "off-screen" };

  const frame = document.createElement("div");
  frame.id = ID;
  frame.style.cssText = "all: initial !important; position: fixed !important; inset: 0 !important; pointer-events: none !important; z-index: 2147483647 !important;";
  const line = document.createElement("div");
  const edges = { left: Math.max(left - 4, 0), top: Math.max(top - 4, 0), right: Math.min(right + 4, innerWidth), bottom: Math.min(bottom + 4, innerHeight) };
  line.style.cssText = `position: fixed; box-sizing: border-box; left: ${edges.left}px; top: ${edges.top}px; width: ${edges.right - edges.left}px;
    height: ${edges.bottom - edges.top}px; border: 3px solid #d6006c; outline: 2px solid #fff; border-radius: 3px;`;
  frame.attachShadow({ mode: "closed" }).append(line);
  document.documentElement.append(frame);

  const wide = Math.round(Math.min(innerWidth, Math.max(width, right - left + 40)));
  const high = Math.round(Math.min(innerHeight, Math.max(height, bottom - top + 40)));
  const within = (middle, length, whole) => Math.round(Math.max(0, Math.min(middle - length / 2, whole - length)));
  const painted = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.race([painted, new Promise((late) => setTimeout(late, 300))]);
  const [x, y] = [within((left + right) / 2, wide, innerWidth), within((top + bottom) / 2, high, innerHeight)];
  // A page wider than a phone is shown smaller, and what a window's picture holds of it does not reach so far.
  return { zoomed: visualViewport.scale < 1, place: { x: x + scrollX, y: y + scrollY, width: wide, height: high, scale } };
})
