// Runs in the page's own world while a form is tried: what no request filter sees does not leave, and bubbles that scripts ask for are told.
(on) => {
  const KEY = Symbol.for("tekser-forms");
  if (!on) {
    for (const undo of (window[KEY] || [])) undo();
    delete window[KEY];
    return;
  }
  const undo = (window[KEY] = []);
  const put = (owner, name, made) => {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    if (!own || !own.configurable || typeof own.value !== "function") return;
    Object.defineProperty(owner, name, { ...own, value: made(own.value) });
    undo.push(() => Object.defineProperty(owner, name, own));
  };
  const nothing = () => () => undefined;
  if (window.WebSocket) put(WebSocket.prototype, "send", nothing);
  if (window.RTCDataChannel) put(RTCDataChannel.prototype, "send", nothing);
  put(window, "open", () => () => null);
  const apply = Reflect.apply;
  const telling = (own) => function reportValidity() {
    window.dispatchEvent(new Event("tekser-report"));
    return apply(own, this, []);
  };
  for (const kind of [HTMLFormElement, HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement]) put(kind.prototype, "reportValidity", telling);
}
