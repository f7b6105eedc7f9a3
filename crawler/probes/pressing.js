// What scripts share that press controls of a page as a visitor would.
const LANGUAGE = /^\s*(қаз\S*|каз\S*|рус\S*|eng\S*|qaz\S*|kk|kz|ru|en|рк|қз)\s*$/i;

const leads = (link) => {
  const address = (link.getAttribute("href") || "").trim();
  return address !== "" && !address.startsWith("#") && !/^javascript:/i.test(address);
};

const press = (element, pointerType) => {
  const box = element.getBoundingClientRect();
  const where = { bubbles: true, cancelable: true, composed: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
  for (const name of ["pointerdown", "pointerup"]) {
    element.dispatchEvent(new PointerEvent(name, { ...where, pointerType, isPrimary: true }));
  }
  element.click();
};
