// Contrasts of the texts in the frame, from three pictures of it: as it is, without letters, and with letters in the marker's colour.
// The marker tells which pixels belong to letters, whatever their own colour; pixels that fit neither say that the page moved.
(async ({ shots }) => {
  const MARKER = [255, 0, 255];
  const SAME = 10; // difference of two pixels, over three channels, that is none
  const FAR = 48; // one that is certain
  const RING = 1; // CSS pixels around letters that count as behind them
  const MOST_PIXELS = 300000; // of one text
  const STEPS = { contrasts: 20, cells: 10 };
  const state = globalThis.tekserTexts;

  const pixels = async (shot) => {
    const bytes = Uint8Array.from(atob(shot), (char) => char.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  };
  const [asIs, without, marked] = await Promise.all(shots.map(pixels));
  const [width, height] = [without.width, without.height];
  const scale = width / (state.clip[2] - state.clip[0]);
  const [a, b, c] = [asIs.data, without.data, marked.data];

  const linear = Float64Array.from({ length: 256 }, (_, value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const at = (value) => linear[Math.max(0, Math.min(255, Math.round(value)))];
  const light = (red, green, blue) => 0.2126 * at(red) + 0.7152 * at(green) + 0.0722 * at(blue);
  const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const apart = (x, y, i) => Math.abs(x[i] - y[i]) + Math.abs(x[i + 1] - y[i + 1]) + Math.abs(x[i + 2] - y[i + 2]);

  // How much of the marker a pixel took, and how far it is from any mixture with it.
  const taken = (i) => {
    const [u, v, w] = [MARKER[0] - b[i], MARKER[1] - b[i + 1], MARKER[2] - b[i + 2]];
    const [x, y, z] = [c[i] - b[i], c[i + 1] - b[i + 1], c[i + 2] - b[i + 2]];
    const length = u * u + v * v + w * w;
    if (length < 6000) return [0, 0];
    const share = (x * u + y * v + z * w) / length;
    return [share, Math.abs(x - share * u) + Math.abs(y - share * v) + Math.abs(z - share * w)];
  };
  const quantiles = (values, steps) => {
    const sorted = Float64Array.from(values).sort();
    return Array.from({ length: steps + 1 }, (_, step) => Math.floor(sorted[Math.round((step / steps) * (sorted.length - 1))] * 100) / 100);
  };

  const place = ([left, top, right, bottom]) => {
    const [x, y] = [Math.max(0, Math.floor((left - state.clip[0]) * scale) - 1), Math.max(0, Math.floor((top - state.clip[1]) * scale) - 1)];
    return { x, y, wide: Math.min(width, Math.ceil((right - state.clip[0]) * scale) + 1) - x, high: Math.min(height, Math.ceil((bottom - state.clip[1]) * scale) + 1) - y };
  };

  // The share of each pixel of a place that letters cover; counts what fits no mixture.
  const coverage = ({ x, y, wide, high }, count) => {
    const cover = new Float32Array(wide * high);
    for (let row = 0, n = 0; row < high; row += 1) {
      for (let column = 0; column < wide; column += 1, n += 1) {
        const i = ((y + row) * width + x + column) * 4;
        const change = apart(c, b, i);
        if (change <= SAME) {
          count.moved += apart(a, b, i) > FAR;
          continue;
        }
        const [share, off] = taken(i);
        count.changed += 1;
        count.odd += off > FAR || share < -0.05;
        cover[n] = share;
      }
    }
    return cover;
  };

  const measure = ({ text, places }) => {
    const { paint } = text;
    const count = { moved: 0, changed: 0, odd: 0, pixels: 0, letters: 0, off: 0 };
    const parts = [];
    for (const one of places.map(place)) {
      if (one.wide < 2 || one.high < 2 || count.pixels + one.wide * one.high > MOST_PIXELS) continue;
      count.pixels += one.wide * one.high;
      parts.push({ ...one, cover: coverage(one, count) });
    }
    if (count.odd > 0.06 * count.changed + 4) return { why: "text-moves" };
    if (count.moved > 0.03 * count.pixels + 8) return { why: "text-moves" };
    let full = paint.opacity;
    if (!paint.plain) full = parts.reduce((most, { cover }) => cover.reduce((one, other) => Math.max(one, other), most), 0);
    if (full < 0.02) return { why: "text-covered" };

    const byStyle = { all: [], cells: [] };
    const byLetters = { all: [], cells: [] };
    const ring = Math.max(1, Math.round(RING * scale));
    for (const part of parts) {
      const { x, y, wide, high, cover } = part;
      const near = new Uint8Array(wide * high);
      for (let n = 0; n < cover.length; n += 1) {
        if (cover[n] < 0.5 * full) continue;
        count.letters += 1;
        const [row, column] = [Math.floor(n / wide), n % wide];
        for (let r = Math.max(0, row - ring); r <= Math.min(high - 1, row + ring); r += 1) near.fill(1, r * wide + Math.max(0, column - ring), r * wide + Math.min(wide, column + ring + 1));
      }
      const cell = Math.max(10, Math.round(Math.min(high, paint.font * scale)));
      const [styleCells, letterCells] = [[], []];
      for (let n = 0; n < cover.length; n += 1) {
        if (!near[n]) continue;
        const [row, column] = [Math.floor(n / wide), n % wide];
        const i = ((y + row) * width + x + column) * 4;
        const ground = light(b[i], b[i + 1], b[i + 2]);
        const [red, green, blue] = [0, 1, 2].map((k) => paint.color[k] * paint.alpha + b[i + k] * (1 - paint.alpha));
        const value = ratio(light(red, green, blue), ground);
        byStyle.all.push(value);
        (styleCells[Math.floor(column / cell)] ||= []).push(value);
        const share = cover[n] / full;
        if (share >= 0.5) {
          const off = [red, green, blue].reduce((sum, one, k) => sum + Math.abs(a[i + k] - (b[i + k] + share * (one - b[i + k]))), 0);
          count.off += off > FAR;
        }
        if (share >= 0.85) {
          const seen = ratio(light(a[i], a[i + 1], a[i + 2]), ground);
          byLetters.all.push(seen);
          (letterCells[Math.floor(column / cell)] ||= []).push(seen);
        }
      }
      const best = (values) => values.sort((one, other) => one - other)[Math.floor(0.9 * (values.length - 1))];
      for (const values of styleCells) if (values && values.length >= 40) byStyle.cells.push(best(values));
      for (const values of letterCells) if (values && values.length >= 3) byLetters.cells.push(best(values));
    }
    if (count.letters < 6) return { why: "text-covered" };
    const trusted = paint.plain && count.off <= 0.12 * count.letters + 4;
    const { all, cells } = trusted ? byStyle : byLetters;
    if (all.length < 6) return { why: "pixels-mixed" };
    const contrasts = quantiles(all, STEPS.contrasts);
    if (contrasts[STEPS.contrasts - 1] < 1.1) return { why: "same-color" };
    const how = !trusted ? "letters" : paint.alpha < 1 ? "mixed" : "style";
    return { how, contrasts, cells: quantiles(cells.length ? cells : all, STEPS.cells), why: "" };
  };

  const overVideo = (places) => [...document.querySelectorAll("video")].some((video) => {
    const box = video.getBoundingClientRect();
    return video.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && places.some((one) => one[0] < box.right && one[2] > box.left && one[1] < box.bottom && one[3] > box.top);
  });

  let again = false;
  for (const { text, places } of state.frame) {
    const said = overVideo(places) ? { why: "over-video" } : measure({ text, places });
    text.tries = (text.tries || 0) + 1;
    const once = said.why === "text-moves" || said.why === "text-covered"; // looked at once more: a fade ends, a header moves on
    if (once && text.tries < 2) { again = true; continue; }
    Object.assign(text.told, said);
    text.done = true;
  }
  return again;
})
