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
  const tag = CSS.escape(element.localName);
  return alone ? tag : `${tag}:nth-of-type(${place})`;
};

const hasOwnId = (element) =>
  PLAIN_ID.test(element.id) && element.getRootNode() === document && document.querySelectorAll(`#${element.id}`).length === 1;

const selectorOf = (element) => {
  const steps = [];
  for (let node = element; node; ) {
    if (hasOwnId(node)) { steps.unshift(`#${node.id}`); break; }
    if (node === document.body || node === document.documentElement) { steps.unshift(node.localName); break; }
    steps.unshift(stepOf(node));
    if (node.parentElement) { node = node.parentElement; continue; }
    node = node.getRootNode().host;
    if (node) steps.unshift(SHADOW);
  }
  return steps.join(" > ");
};

const shadowRoots = (root) => {
  const roots = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) roots.push(element.shadowRoot, ...shadowRoots(element.shadowRoot));
  }
  return roots;
};

const findElement = (selector) => {
  try {
    const [first, ...inner] = selector.split(/\s*>\s*tekser-shadow\s*(?:>\s*|$)/);
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
