// A short selector that leads to one element, and the way back from it.
// The same walk is done in Python over the serialised document: both must give the same selector.
const PLAIN_ID = /^[A-Za-z][\w-]*$/;
const SHADOW = "tekser-shadow"; // stands for an open shadow root in the serialised document

const stepOf = (element) => {
  let place = 1;
  let alone = true;
  for (let other = element.previousElementSibling; other; other = other.previousElementSibling) {
    if (other.localName === element.localName) { place += 1; alone = false; }
  }
  for (let other = element.nextElementSibling; alone && other; other = other.nextElementSibling) {
    alone = other.localName !== element.localName;
  }
  const tag = element.localName;
  return alone ? tag : `${tag}:nth-of-type(${place})`;
};

const shadowRoots = (root) => {
  const roots = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) roots.push(element.shadowRoot, ...shadowRoots(element.shadowRoot));
  }
  return roots;
};

// By attribute: a form with a field named "id" answers `form.id` with that field.
const idOf = (element) => element.getAttribute("id") || "";

// How often each id stands in the page, shadow roots included; counted once for a script.
let idCounts = null;
const timesUsed = (id) => {
  if (!idCounts) {
    idCounts = new Map();
    for (const root of [document, ...shadowRoots(document)]) {
      for (const one of root.querySelectorAll("[id]")) idCounts.set(idOf(one), (idCounts.get(idOf(one)) || 0) + 1);
    }
  }
  return idCounts.get(id);
};

const hasOwnId = (element) => PLAIN_ID.test(idOf(element)) && timesUsed(idOf(element)) === 1;

const selectorOf = (element) => {
  const steps = [];
  for (let node = element; node; ) {
    if (hasOwnId(node)) { steps.unshift(`#${idOf(node)}`); break; }
    if (node === document.body || node === document.documentElement) { steps.unshift(node.localName); break; }
    steps.unshift(stepOf(node));
    if (node.parentElement) { node = node.parentElement; continue; }
    node = node.getRootNode().host;
    if (node) steps.unshift(SHADOW);
  }
  return steps.join(" > ");
};

// Word processors leave tags such as o:p behind: their colon is not that of a pseudo-class.
const asCss = (selector) => selector.replace(/:(?!nth-of-type\()/g, "\\:");

const findElement = (selector) => {
  try {
    const [first, ...inner] = asCss(selector).split(/\s*>\s*tekser-shadow\s*(?:>\s*|$)/);
    let node = document.querySelector(first);
    for (const part of inner) {
      const root = node && node.shadowRoot;
      if (!root) return null;
      node = part ? root.querySelector(`:host > ${part}`) : node;
    }
    if (node || !selector.startsWith("#")) return node;
    // Python counts ids over the whole serialised document, so an id may stand inside a shadow root.
    for (const root of shadowRoots(document)) {
      const found = root.querySelector(selector);
      if (found) return found;
    }
  } catch (error) { /* not a selector: nothing is there */ }
  return null;
};
