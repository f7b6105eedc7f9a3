// How a page stands in a phone's window: what of its text lies beyond the edge, and how large the letters are as they are seen.
(({ most }) => {
  const view = window.visualViewport;
  const edge = view.pageLeft + view.width;
  const page = document.scrollingElement || document.documentElement;
  const right = new Map(); // element -> where what it holds is cut off or scrolls inside it
  const cutAt = (element) => {
    if (!element || element === document.body || element === document.documentElement) return Infinity;
    const known = right.get(element);
    if (known !== undefined) return known;
    const style = getComputedStyle(element);
    const own = style.overflowX === "visible" ? Infinity : element.getBoundingClientRect().right + scrollX;
    const cut = Math.min(own, style.position === "fixed" ? Infinity : cutAt(element.parentElement));
    right.set(element, cut);
    return cut;
  };
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body || page, NodeFilter.SHOW_TEXT);
  const sizes = new Map(); // size of letters -> how many
  let [letters, beyond, looked] = [0, 0, 0];
  while (texts.nextNode() && looked < most) {
    const text = texts.currentNode;
    const count = (text.data.match(/[\p{L}\p{N}]/gu) || []).length;
    const above = text.parentElement;
    if (!count || !above || !above.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    looked += 1;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const [from, to] = [box.left + scrollX, Math.min(box.right + scrollX, cutAt(above))];
    if (box.width <= 1 || box.height <= 1 || to <= 0 || from >= cutAt(above)) continue;
    letters += count;
    const out = Math.max(0, to - Math.max(edge + 1, from));
    beyond += count * Math.min(1, out / Math.max(1, to - from));
    const size = parseFloat(getComputedStyle(above).fontSize) * view.scale;
    sizes.set(size, (sizes.get(size) || 0) + count);
  }
  let [font, passed] = [0, 0];
  for (const [size, count] of [...sizes].sort((one, other) => one[0] - other[0])) {
    passed += count;
    font = size;
    if (passed * 2 >= letters) break;
  }
  return { window: screen.width, scale: view.scale, page_width: page.scrollWidth, letters, beyond: letters ? beyond / letters : 0, font };
})
