// Search fields a visitor can see, and what stands in one after typing. `step`: find, focus, read.
(({ step, selector, most }) => {
  const NAME = /^(q|query|search|s|text|title|find|keyword|keywords|words|poisk|izdeu)$|search|іздеу|поиск/i;
  const WORD = /іздеу|іздейтін|поиск|искать|найти|search/i;
  const TYPES = new Set(["text", "search"]);

  const seen = (field) => {
    const box = field.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right + scrollX > 0 && field.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const typed = (field) => field.localName === "input" && TYPES.has(field.type) && !field.disabled && !field.readOnly;
  const aloneInHeader = (field) => {
    const form = field.closest("form");
    return form && form.closest("header, [role=banner]") && [...form.elements].filter(typed).length === 1;
  };
  const forSearch = (field) =>
    field.type === "search" || field.closest("[role=search], search") || NAME.test(field.name) || NAME.test(field.id) ||
    WORD.test(`${field.placeholder} ${field.getAttribute("aria-label") || ""} ${field.title}`) || aloneInHeader(field);

  if (step === "find") {
    return [...document.querySelectorAll("input")].filter((field) => typed(field) && seen(field) && forSearch(field)).slice(0, most).map(selectorOf);
  }
  const field = findElement(selector);
  if (!field) return null;
  if (step === "focus") {
    field.focus();
    field.select();
    return document.activeElement === field || (field.getRootNode().activeElement === field);
  }
  return field.value.length;
})
