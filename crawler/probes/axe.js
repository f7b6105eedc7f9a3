// Runs axe-core, which stands beside this script in the same world (see live.py), and copies what it says of each element.
(({ rules, contrast, most }) => {
  if (!globalThis.axe) tekserAxe();
  // All options: axe replaces the set as a whole.
  const options = {
    ignoreUnicode: true, ignoreLength: false, ignorePseudo: false, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
    contrastRatio: { normal: { expected: contrast }, large: { expected: contrast } },
    pseudoSizeThreshold: 0.25, shadowOutlineEmMax: 0.2, textStrokeEmMin: 0.03,
  };
  if (contrast) axe.configure({ checks: [{ id: "color-contrast", options }] });
  // axe's own reporters work out several selectors for every element: half of its time.
  axe.addReporter("tekser", (results, _, done) => done(results));

  const boxOf = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + scrollX, box.top + scrollY, box.width, box.height].map((n) => Math.round(n * 10) / 10);
  };
  const htmlOf = (element) => {
    const small = element.getElementsByTagName("*").length < 30;
    return (small ? element : element.cloneNode(false)).outerHTML.slice(0, 300);
  };
  const textOf = (element) => {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" ");
    return (own.trim() || element.textContent).replace(/\s+/g, " ").trim().slice(0, 120);
  };
  const copied = (data) => {
    const flat = {};
    for (const [key, value] of Object.entries(data && typeof data === "object" ? data : {})) {
      if (["string", "number", "boolean"].includes(typeof value)) flat[key] = String(value).slice(0, 200);
    }
    return flat;
  };

  // Text that describes a control which is switched off belongs to it, as its label does.
  const OFF = ":disabled, [aria-disabled=true]";
  let described = null;
  const ofDisabled = (element) => {
    described ||= new Map([...document.querySelectorAll("[aria-describedby]")].flatMap((one) =>
      one.getAttribute("aria-describedby").split(/\s+/).filter(Boolean).map((id) => [id, one.matches(OFF)])));
    return described.size > 0 && Boolean(described.get(element.closest("[id]")?.id));
  };

  const nodeOf = (rule, outcome, found) => {
    const element = found.node.element;
    const said = [...found.any, ...found.all, ...found.none];
    const main = said.find((check) => check.data && check.data.messageKey) || said.find((check) => check.data) || said[0];
    const node = {
      rule, outcome, selector: selectorOf(element), html: outcome === "pass" ? "" : htmlOf(element), impact: found.impact || "",
      reason: (main && main.data && main.data.messageKey) || "", message: outcome === "pass" ? "" : said.map((check) => check.message).filter(Boolean).join("; ").slice(0, 300),
      data: copied(main && main.data), box: boxOf(element),
    };
    if (rule === "color-contrast") {
      node.data.text = textOf(element);
      if (ofDisabled(element)) node.data.disabled = "yes";
    }
    return node;
  };
  const runOf = (node) => {
    const style = getComputedStyle(findElement(node.selector) || document.body);
    return {
      selector: node.selector, text: node.data.text, color: style.color, background: node.data.bgColor || null,
      font_px: parseFloat(style.fontSize), weight: Number(style.fontWeight) || 400, why: node.reason, box: node.box,
    };
  };
  // Texts that are left to the pixels (contrast_frames.js): no colours that settle them, or drawn in a colour that axe does not read.
  const SETTLED = /^(|default|shortTextContent|nonBmp|elmPartiallyObscur(ed|ing)|outsideViewport)$/;
  const isOpen = (found) => {
    const data = found.any.map((check) => check.data).find((one) => one && typeof one === "object") || {};
    return !(data.bgColor && data.fgColor && SETTLED.test(data.messageKey || ""));
  };
  const drawn = (found) => found.node.element.namespaceURI === "http://www.w3.org/2000/svg";
  const leftOpen = ({ violations, incomplete, passes }) =>
    [...incomplete.filter(isOpen), ...violations.filter(drawn), ...passes.filter(drawn)].map((found) => found.node.element);
  const measured = (found) => found.any.some((check) => check.data && check.data.contrastRatio);

  const collect = (results) => {
    const nodes = [];
    for (const { id, violations, incomplete, passes } of results) {
      if (id === "color-contrast") globalThis.tekserOpen = leftOpen({ violations, incomplete, passes });
      nodes.push(...violations.slice(0, most).map((found) => nodeOf(id, "violation", found)));
      nodes.push(...incomplete.slice(0, most).map((found) => nodeOf(id, "incomplete", found)));
      if (id === "color-contrast") nodes.push(...passes.filter(measured).slice(0, most).map((found) => nodeOf(id, "pass", found)));
    }
    const open = nodes.filter((node) => node.rule === "color-contrast" && node.outcome === "incomplete");
    return { version: axe.version, nodes, runs: open.map(runOf) };
  };

  const asked = { runOnly: { type: "rule", values: rules }, reporter: "tekser", iframes: false, preload: false };
  return axe.run(document, asked).then(collect);
})
