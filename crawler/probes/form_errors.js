// Forms that visitors write into, and what they say to wrong values. `step`:
//   find    describes the forms; try fills one and presses its button; read tells what came of it; restore puts its values back
(({ step, at, values, most }) => {
  const kept = (globalThis.tekserForms ||= { forms: [], trial: null });
  const EMAIL = /e-?mail|пошта|почт/i;
  const PHONE = /phone|(^|[^a-zа-я])(tel|моб)|телефон/i;
  const SEARCH = /^(q|s|query|search|keyword|keywords|words|poisk|izdeu)$|search|іздеу|поиск/i;
  const CAPTCHA = /captcha|turnstile/i;
  const TYPED = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]), textarea, select";
  const WRITTEN = /^(text|email|tel|number|url|textarea|date|month|week|time|datetime-local|file)$/;
  const LETTERS = /\p{L}{2}/u;
  const CALLED_ERROR = /(^|[^a-z])(err|errors?|error(text|list|msg|message)|invalid|danger)([^a-z]|$)/i;
  const HOLDS = "input, select, textarea, button, label, legend, form";
  const text = (node) => (node ? node.textContent.trim().replace(/\s+/g, " ") : "");
  const attr = (element, name) => element.getAttribute(name) || "";

  const seen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
  };
  const inner = (form, what) => [...form.querySelectorAll(what)].concat(attr(form, "id") ? [...document.querySelectorAll(what)].filter((one) => one.form === form && !form.contains(one)) : []);
  const fieldsOf = (form) => inner(form, TYPED).filter((one) => !one.disabled && !one.readOnly && (seen(one) || (/^(checkbox|radio)$/.test(one.type) && one.labels && [...one.labels].some(seen))));
  const called = (field) => `${field.name} ${attr(field, "id")} ${attr(field, "autocomplete")} ${attr(field, "placeholder")} ${attr(field, "aria-label")} ${[...(field.labels || [])].map(text).join(" ")}`;
  const kindOf = (field) => (field.type === "email" || EMAIL.test(called(field)) ? "email" : field.type === "tel" || PHONE.test(called(field)) ? "tel" : field.type);
  const buttonOf = (form) => {
    const all = inner(form, "button, input[type=submit], input[type=image], input[type=button], [role=button]").filter((one) => seen(one));
    return all.find((one) => (one.type === "submit" || one.type === "image") && one.form === form) || all.filter((one) => one.type !== "reset").pop() || null;
  };
  const isWritten = (form, fields, told) => {
    const written = fields.filter((one) => WRITTEN.test(one.type));
    const needed = fields.some((one) => one.required || attr(one, "aria-required") === "true");
    if (!written.length && !needed) return false; // choosing leaves nothing to be wrong
    if (form.matches("[role=search]") || form.closest("[role=search], search") || inner(form, "input[type=search], input[type=password]").length) return false;
    if (written.some((one) => SEARCH.test(one.name) || SEARCH.test(attr(one, "id")))) return false;
    const asks = form.localName === "form" && (form.getAttribute("method") || "get").toLowerCase() === "get";
    return !asks || told.length > 0 || needed || written.some((one) => one.type === "textarea" || /email|tel/.test(kindOf(one)));
  };

  // ---- texts

  const small = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      if (up.clientWidth <= 1 && up.clientHeight <= 1 && getComputedStyle(up).display !== "inline" && getComputedStyle(up).display !== "contents") return true;
    }
    return false;
  };
  const texts = () => {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && found.size < 8000; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!LETTERS.test(node.data) || !parent || /^(script|style|noscript|template|option|textarea)$/.test(parent.localName)) continue;
      if (parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && parent.getClientRects().length) found.set(node, node.data);
    }
    return found;
  };
  const drawn = (form) => { // texts that style sheets put in
    const found = new Map();
    for (const one of [form, ...form.querySelectorAll("*")].slice(0, 400)) {
      for (const part of ["::before", "::after"]) {
        const content = getComputedStyle(one, part).content;
        if (content.startsWith('"') && LETTERS.test(content)) found.set(one, (found.get(one) || "") + content.replace(/^"|"$/g, ""));
      }
      if (one.placeholder) found.set(one, (found.get(one) || "") + one.placeholder);
    }
    return found;
  };
  const lookOf = (field) => {
    const style = getComputedStyle(field);
    const up = field.parentElement ? getComputedStyle(field.parentElement) : style;
    return [style.borderColor, style.borderWidth, style.backgroundColor, style.color, style.boxShadow, style.backgroundImage, attr(field, "aria-invalid"), up.borderColor, up.backgroundColor].join("|");
  };
  const groupOf = (form, field, fields) => {
    let group = field;
    for (let up = field.parentElement; up && up !== form && form.contains(up); up = up.parentElement) {
      if (fields.some((one) => one !== field && up.contains(one) && !(one.type === field.type && one.name === field.name && /radio|checkbox/.test(one.type)))) break;
      group = up;
    }
    return group;
  };
  const named = (field) => `${attr(field, "aria-describedby")} ${attr(field, "aria-errormessage")}`.split(/\s+/).filter(Boolean);
  const tieOf = (form, fields, element) => {
    for (const field of fields) {
      const holders = [field, field.closest("fieldset")].filter(Boolean);
      if (holders.some((one) => named(one).some((id) => { const target = document.getElementById(id); return target && target.contains(element); }))) return ["aria", selectorOf(field)];
    }
    for (const field of fields) {
      const group = groupOf(form, field, fields);
      if (group !== field && group.contains(element)) return ["near", selectorOf(field)];
    }
    if (form.contains(element)) {
      const before = fields.filter((one) => one.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (before.length && before.length < fields.length) return ["near", selectorOf(before[before.length - 1])];
      return ["form", fields.length === 1 ? selectorOf(fields[0]) : ""];
    }
    if (element.closest("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]")) return ["dialog", ""];
    if (element.closest("[role=alert], [role=status], [aria-live=polite], [aria-live=assertive], output")) return ["alert", ""];
    return ["page", ""];
  };
  const message = (form, fields, element, said) => {
    const [tied, field] = tieOf(form, fields, element);
    return { text: said.trim().replace(/\s+/g, " ").slice(0, 200), tied, selector: selectorOf(element), field };
  };

  // ---- steps

  const nameOf = (form) => {
    const by = attr(form, "aria-labelledby").split(/\s+/).map((id) => text(id && document.getElementById(id))).join(" ").trim();
    return (attr(form, "aria-label") || by || text(form.querySelector("legend, h1, h2, h3, h4"))).slice(0, 120);
  };
  // Texts of the form that stand in an element called an error, and hold nothing else.
  const standing = (form, fields) => {
    const found = [];
    for (const one of form.querySelectorAll("[id], [class], [role=alert]")) {
      if (found.length >= 5 || found.some((other) => other.contains(one))) continue;
      if (attr(one, "role") !== "alert" && !CALLED_ERROR.test(`${attr(one, "id")} ${attr(one, "class")}`.replace(/([a-z])([A-Z])/g, "$1-$2"))) continue;
      if (one.matches(HOLDS) || one.querySelector(HOLDS) || !LETTERS.test(text(one)) || text(one).length > 300 || !seen(one) || small(one)) continue;
      found.push(one);
    }
    return found.map((one) => message(form, fields, one, text(one)));
  };
  // Messages that stand with a field when the page comes: its attributes name a text, and something calls that an error.
  const shownIn = (form, fields) => {
    const found = [];
    for (const field of fields) {
      const holders = [field, field.closest("fieldset")].filter(Boolean);
      for (const holder of holders) for (const id of named(holder)) {
        const target = document.getElementById(id);
        const wrong = attr(field, "aria-invalid") === "true" || (target && /(^|[\s_-])(err|error|errors|invalid)/i.test(`${id} ${attr(target, "class")}`));
        if (!wrong || !target || !seen(target) || small(target) || !LETTERS.test(text(target))) continue;
        if (!found.some((one) => one.selector === selectorOf(target))) found.push({ text: text(target).slice(0, 200), tied: "aria", selector: selectorOf(target), field: selectorOf(field) });
      }
    }
    found.push(...standing(form, fields).filter((one) => !found.some((other) => other.selector === one.selector)));
    return found.slice(0, 10);
  };
  const fieldName = (form, field) => {
    const by = attr(field, "aria-labelledby").split(/\s+/).map((id) => text(id && document.getElementById(id))).join(" ").trim();
    const group = field.closest("fieldset, [role=group]");
    const name = attr(field, "aria-label") || by || [...(field.labels || [])].map(text).join(" ") || attr(field, "placeholder");
    return { selector: selectorOf(field), label: name.slice(0, 120), kind: kindOf(field), group: group && form.contains(group) ? nameOf(group) : "" };
  };
  const find = () => {
    const loose = [...document.querySelectorAll("textarea, input[type=email], input[type=tel]")].filter((one) => !one.form && seen(one)).map((one) => {
      let up = one.parentElement;
      while (up && up !== document.body && !up.querySelector("button, input[type=button], input[type=submit]")) up = up.parentElement;
      return up && up !== document.body && !up.querySelector("form") ? up : null;
    });
    const forms = [...new Set([...document.forms, ...loose.filter(Boolean)])].filter((form) => {
      const fields = fieldsOf(form);
      return fields.length && fields.length <= 200 && isWritten(form, fields, standing(form, fields));
    }).slice(0, most);
    kept.forms = forms;
    return forms.map((form) => {
      const fields = fieldsOf(form);
      const own = form.localName === "form";
      return { selector: selectorOf(form), name: nameOf(form), action: own && form.getAttribute("action") ? new URL(form.getAttribute("action"), document.baseURI).href : "",
        method: own ? (form.getAttribute("method") || "get").toLowerCase() : "", fields: fields.length,
        required: fields.filter((one) => one.required || attr(one, "aria-required") === "true").length,
        checked: own && !form.hasAttribute("novalidate") && fields.some((one) => one.required || one.pattern || /^(email|url|number|date)$/.test(one.type) || one.minLength > 0),
        captcha: CAPTCHA.test(form.innerHTML) || !!document.querySelector("iframe[src*=captcha], iframe[src*=turnstile], .grecaptcha-badge"),
        called: fields.filter((one) => !/^(checkbox|radio)$/.test(one.type)).slice(0, 60).map((one) => fieldName(form, one)), shown: shownIn(form, fields), typed: fields.some((one) => /^(email|tel|url)$/.test(kindOf(one))) };
    });
  };

  const put = (field, value) => {
    field.focus({ preventScroll: true });
    const box = field.type === "checkbox" || field.type === "radio";
    if (box) { if (field.checked !== value) field.checked = value; } else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.blur();
  };
  const RIGHT = { number: "1", date: "2000-01-01", month: "2000-01", week: "2000-W01", time: "10:00", "datetime-local": "2000-01-01T10:00", color: "#000000", range: "1" };
  const fill = (field, fields) => {
    const kind = kindOf(field);
    if (field.type === "file") return;
    if (field.localName === "select") return put(field, ([...field.options].filter((one) => one.value && !one.disabled).pop() || { value: field.value }).value);
    if (field.type === "checkbox") return put(field, values === "wrong");
    if (field.type === "radio") { if (values === "wrong" && !fields.some((one) => one.type === "radio" && one.name === field.name && one.checked)) put(field, true); return; }
    if (values === "empty") { if (field.value && WRITTEN.test(field.type)) put(field, ""); return; }
    put(field, kind === "email" ? "qate" : kind === "tel" ? "абвгд" : field.type === "url" ? "qate" : RIGHT[field.type] || "Тексеру");
  };

  const attempt = () => {
    const form = kept.forms[at];
    if (!form || !form.isConnected) return "gone";
    const fields = fieldsOf(form);
    if (!kept.started || kept.started.form !== form) {
      kept.started = { form, texts: texts(), drawn: drawn(form), looks: new Map(fields.map((one) => [one, lookOf(one)])),
        values: fields.map((one) => [one, /checkbox|radio/.test(one.type) ? one.checked : one.value]) };
    }
    const trial = { form, fields, invalid: [], submits: [], clicks: [], reported: 0, off: null };
    kept.trial = trial;
    const listen = { invalid: (event) => trial.invalid.push(event), click: (event) => trial.clicks.push(event), report: () => { trial.reported += 1; },
      sure: (event) => trial.submits.push({ event, prevented: null }),
      submit: (event) => { // the last to hear of it: what the page lets pass ends here
        const one = trial.submits.find((each) => each.event === event) || trial.submits[trial.submits.push({ event }) - 1];
        one.prevented = event.defaultPrevented;
        event.preventDefault();
      } };
    window.addEventListener("invalid", listen.invalid, true);
    window.addEventListener("click", listen.click, true);
    window.addEventListener("submit", listen.sure, true);
    window.addEventListener("submit", listen.submit);
    window.addEventListener("tekser-report", listen.report);
    trial.off = () => {
      window.removeEventListener("invalid", listen.invalid, true);
      window.removeEventListener("click", listen.click, true);
      window.removeEventListener("submit", listen.sure, true);
      window.removeEventListener("submit", listen.submit);
      window.removeEventListener("tekser-report", listen.report);
    };
    for (const field of fields) fill(field, fields);
    const button = buttonOf(form);
    if (!button) return "no-button";
    if (button.disabled || attr(button, "aria-disabled") === "true") return "disabled";
    trial.button = button;
    for (const one of [form, button]) for (const name of ["target", "formtarget"]) {
      if (one.hasAttribute(name)) { (trial.targets ||= []).push([one, name, one.getAttribute(name)]); one.removeAttribute(name); }
    }
    button.focus({ preventScroll: true });
    button.click();
    return "pressed";
  };

  const read = () => {
    const { form, fields, invalid, submits, clicks, reported, button } = kept.trial;
    const { texts: before, drawn: drawnBefore, looks } = kept.started;
    const messages = [];
    const heard = new Set();
    const add = (one) => { if (!heard.has(one.text + one.field) && messages.length < 12) { heard.add(one.text + one.field); messages.push(one); } };
    const checks = button && form.localName === "form" && !form.noValidate && !button.formNoValidate && /^(submit|image)$/.test(button.type) && button.form === form;
    const first = invalid.find((event) => !event.defaultPrevented);
    const passed = clicks.length > 0 && clicks.every((event) => !event.defaultPrevented);
    const bubble = first && ((checks && passed && !submits.length) || reported > 0) && first.target.getClientRects().length > 0;
    if (bubble) add({ text: first.target.validationMessage.slice(0, 200), tied: "browser", selector: selectorOf(first.target), field: selectorOf(first.target) });
    for (const [node, said] of texts()) {
      if (before.get(node) === said || !node.parentElement || small(node.parentElement) || node.parentElement.closest("button, [role=button]")) continue;
      add(message(form, fields, node.parentElement, said));
    }
    for (const [element, said] of drawn(form)) if (drawnBefore.get(element) !== said) add(message(form, fields, element, said));
    const prevented = submits.some((one) => one.prevented);
    const let_go = submits.some((one) => one.prevented === false);
    const marked = fields.filter((one) => looks.has(one) && looks.get(one) !== lookOf(one)).length;
    return { messages, marked, let_go, prevented, unknown: submits.some((one) => one.prevented === null), invalid: invalid.length, pressed: clicks.length > 0 };
  };

  const settle = () => {
    if (!kept.trial) return;
    kept.trial.off();
    for (const [one, name, value] of kept.trial.targets || []) one.setAttribute(name, value);
    kept.trial = null;
  };
  const restore = () => {
    settle();
    for (const [field, value] of (kept.started || { values: [] }).values) {
      const box = /checkbox|radio/.test(field.type);
      if (field.type === "file" || !field.isConnected || (box ? field.checked : field.value) === value) continue;
      if (box) field.checked = value; else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (document.activeElement) document.activeElement.blur();
    kept.started = null;
  };

  if (step === "find") return find();
  if (step === "try") return attempt();
  if (step === "read") return read();
  if (step === "settle") return settle();
  return restore();
})
