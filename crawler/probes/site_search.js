// The search of a page as a visitor finds and uses it. `step`: find, openers, focus, read, point, where, results.
(({ step, selector, query, before }) => {
  const NAME = /^(q|query|search|s|text|find|keyword|keywords|words|searchword|poisk|izdeu)$|search|іздеу|поиск/i;
  const WORD = /іздеу|іздестір|ізде(?![а-яәғқңөұүһі])|поиск|искать|найти|search/i;
  const SIGN = /(^|[-_ ])(search|loupe|magnif\w*|lupa|poisk|izdeu)([-_ ]|$)/i;
  const EXTENDED = /кеңейтілген|толықтырылған ізде|расширенн|детальный поиск|уточнить поиск|advanced|extended search/i;
  const FILTER = /сүзгі|фильтр|filter/i;
  const SORT = /сұрыпта|сортир|упорядоч|sort|order by/i;
  const SORT_NAME = /^(sort|order|orderby|lang|language|locale|hl|l|_token|csrf\w*)$|captcha/i;
  const PAGE_NAME = /^(p|page|pages|pagen_\d+|start|offset|from|pn|paged|size|limit|per_?page|curpos|sf_page)$/i;
  const NEXT = /^(келесі|алға|следующая|следующие|далее|вперед|вперёд|next|›|»|→|>|>>)\s*(бет|страница|page|›|»|→)?$/i;
  const MORE = /^(тағы|көбірек|ещ[её]|показать ещ|загрузить ещ|load more|show more|more results)/i;
  const TYPES = new Set(["text", "search"]);
  const CHOICES = new Set(["select", "checkbox", "radio", "date", "datetime-local", "month", "week", "number", "range", "text", "search"]);
  const CAPTCHA = "iframe[src*=captcha i], iframe[src*=turnstile i], [class*=captcha i], [id*=captcha i], input[name*=captcha i], smart-captcha";

  const roots = [document, ...shadowRoots(document)];
  const all = (wanted) => roots.flatMap((root) => [...root.querySelectorAll(wanted)]);
  const words = (text) => (text || "").replace(/\s+/g, " ").trim();
  const level = (text) => words(text).toLowerCase();
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right + scrollX > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const nameOf = (element) => words([element.getAttribute("aria-label"), element.title, element.placeholder, element.alt].filter(Boolean).join(" "));
  const typed = (field) => field.localName === "input" && TYPES.has(field.type) && !field.disabled && !field.readOnly;
  const inFrame = (element) => Boolean(element.closest("header, [role=banner], nav, [role=navigation]"));
  const forms = (field) => {
    const form = field.form || field.closest("[role=search], search");
    const near = form || field.parentElement;
    return { form, near };
  };
  const says = (field) => {
    const { form } = forms(field);
    const label = field.labels && field.labels[0] ? field.labels[0].textContent : "";
    return `${field.placeholder} ${nameOf(field)} ${label} ${form ? nameOf(form) : ""}`;
  };
  const forSearch = (field) => {
    const { form } = forms(field);
    if (form && form.querySelector("input[type=password], textarea")) return false;
    if (!inFrame(field) && form && FILTER.test(`${says(field)} ${form.className} ${form.id}`)) return false;
    const marked = field.type === "search" || field.closest("[role=search], search") || NAME.test(field.name) || NAME.test(field.id);
    const alone = form && inFrame(field) && [...form.querySelectorAll("input")].filter(typed).length === 1;
    const led = form && form.action && /search|poisk|izdeu/i.test(String(form.getAttribute("action")));
    return Boolean(marked || alone || led || WORD.test(says(field)));
  };
  const rank = (field) => (field.closest("[role=search], search") ? 0 : 2) + (inFrame(field) ? 0 : 1);
  const searchFields = () => all("input").filter((field) => typed(field) && forSearch(field));
  const labelOf = (field) => {
    const label = field.labels && field.labels[0] ? field.labels[0].textContent : "";
    return words(`${label} ${nameOf(field)}`).slice(0, 120) || field.name || "";
  };
  const buttonOf = (field) => {
    const { form, near } = forms(field);
    const within = form || (near && near.parentElement) || document;
    const own = [...within.querySelectorAll("button, input[type=submit], input[type=image], [role=button], a:not([href]), a[href='#'], a[href^='javascript']")];
    const shown = own.filter((one) => seen(one) && one !== field && one.type !== "reset");
    const submits = (one) => one.type === "submit" || one.type === "image";
    return shown.find((one) => submits(one) && one.form === form && form) || shown.find((one) => WORD.test(`${words(one.textContent)} ${nameOf(one)} ${one.value || ""}`)) ||
      shown.find((one) => SIGN.test(`${one.className} ${one.id} ${[...one.querySelectorAll("[class]")].map((icon) => icon.getAttribute("class")).join(" ")}`)) || null;
  };
  const isCaptcha = () => all(CAPTCHA).some(seen);

  if (step === "find") {
    const fields = searchFields().filter(seen).sort((one, other) => rank(one) - rank(other));
    const texts = [...document.querySelectorAll("main p, main li, main h1, main h2, main h3, p, h1, h2")].filter(seen)
      .map((block) => words(block.textContent)).filter((text) => text.length >= 40 && text.length < 600).slice(0, 12);
    return {
      fields: fields.slice(0, 3).map((field) => {
        const { form } = forms(field);
        const real = form && form.localName === "form" ? form : null;
        return {
          selector: selectorOf(field), name: field.name, maxlength: field.maxLength,
          action: real && real.hasAttribute("action") ? real.getAttribute("action") : "", form: Boolean(real),
          method: real ? (real.getAttribute("method") || "get").toLowerCase() : "",
          captcha: Boolean(real && [...real.querySelectorAll(CAPTCHA)].some(seen)),
        };
      }),
      texts, url: location.href.split("#")[0], links: [...new Set(all("a[href]").map((link) => link.href.split("#")[0]))],
    };
  }
  if (step === "openers") {
    const wanted = "button, a, [role=button], [onclick], label, summary, [tabindex], svg, i, span[class], div[class*=search i]";
    const marks = (one) => `${one.getAttribute("class") || ""} ${one.id} ${one.getAttribute("data-icon") || ""} ${one.getAttribute("href") || ""}`;
    const fits = (one) => {
      const text = words(one.textContent);
      if (text.length > 40 || !seen(one)) return false;
      return WORD.test(`${text} ${nameOf(one)}`) || SIGN.test(marks(one)) || [...one.querySelectorAll("*")].slice(0, 8).some((icon) => SIGN.test(marks(icon)) || /search/i.test(icon.getAttribute("xlink:href") || icon.getAttribute("href") || ""));
    };
    const pressed = (one) => one.closest("button, a, [role=button], [onclick], label, summary") || one;
    const found = [...new Set(all(wanted).filter(fits).map(pressed))].filter(seen);
    const order = (one) => (inFrame(one) ? 0 : 4) + (one.matches("button, [role=button], summary") ? 0 : one.matches("a[href]") && !/^(#|javascript)/.test(one.getAttribute("href")) ? 2 : 1);
    return found.sort((one, other) => order(one) - order(other)).slice(0, 3).map(selectorOf);
  }
  if (step === "where") {
    return { url: location.href, letters: (document.body ? document.body.innerText : "").length };
  }
  if (step === "read") {
    const field = findElement(selector);
    return field ? field.value : "";
  }
  if (step === "focus" || step === "point") {
    const element = findElement(selector);
    if (!element) return null;
    if (step === "focus") {
      if (element.form) element.form.removeAttribute("target"); // results in this tab: another one would not be seen
      element.scrollIntoView({ block: "center", behavior: "instant" });
      element.focus();
      element.select();
      return element === document.activeElement || element.getRootNode().activeElement === element;
    }
    const button = query ? buttonOf(element) : element;
    if (!button) return null;
    if (button.target) button.removeAttribute("target");
    button.scrollIntoView({ block: "center", behavior: "instant" });
    const box = button.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    const open = top && (button === top || button.contains(top) || top.shadowRoot || top.contains(button));
    if (!open) button.click(); // something lies over it: its keyboard way stays
    return { x, y, clicked: !open };
  }

  // results
  const had = new Set(before.links);
  const links = all("a[href]").filter((link) => /^https?:/.test(link.href));
  const main = document.querySelector("main, [role=main]");
  const aside = (link) => inFrame(link) || Boolean(link.closest("footer, [role=contentinfo], aside, [role=complementary]"));
  const within = (link) => (main ? main.contains(link) : Boolean(link.closest("[class*=result i], [class*=search i], [id*=result i], [id*=search i]")));
  const same = location.href.split("#")[0] === before.url; // results may then open under a field in the header
  const fresh = links.filter((link) => (had.has(link.href.split("#")[0]) ? within(link) && !aside(link) : same || !aside(link)));
  const textOf = (link) => words(`${link.textContent} ${nameOf(link)}`).slice(0, 300);
  const fields = searchFields();
  const everyField = all("input").filter((field) => field.localName === "input" && TYPES.has(field.type));
  const holds = (field) => level(field.value) === level(query);
  const kept = everyField.some((field) => holds(field) && seen(field)) ? "yes" : everyField.some(holds) ? "hidden" : "no";

  const asking = new Set(fields.map((field) => forms(field).form).filter(Boolean));
  const counts = (field) => {
    const type = field.localName === "select" ? "select" : field.type;
    if (!CHOICES.has(type) || field.disabled || holds(field) || fields.includes(field)) return false;
    const label = labelOf(field);
    if (SORT_NAME.test(field.name) || SORT.test(`${label} ${field.id} ${field.name}`)) return false;
    if (type === "select" && (field.options.length < 2 || [...field.options].every((one) => /^\s*\d*\s*$/.test(one.textContent)))) return false;
    const form = forms(field).form;
    if (form) return asking.has(form);
    return Boolean(main && main.contains(field) && type !== "text" && type !== "search");
  };
  const criteria = all("input, select").filter(counts).map((field) => ({
    kind: field.localName === "select" ? "select" : field.type, label: labelOf(field), selector: selectorOf(field), visible: seen(field) || (field.labels || []).length > 0 && seen(field.labels[0]),
  }));
  const ROLES = "[role=combobox], [role=listbox], [role=checkbox], [role=radio], [role=switch], [role=tab], mat-select, ng-select";
  const SIGNS = /сүзгі|фильтр|filter|бөлім|раздел|санат|категори|categor|кезең|период|period|күні|дата|date|түрі|вид|тип|type|дәл|точн|exact/i;
  const free = (one) => seen(one) && !aside(one) && (main ? main.contains(one) : true) && !fields.includes(one) && !one.matches("input, select");
  criteria.push(...all(ROLES).filter((one) => free(one) && !SORT.test(`${words(one.textContent).slice(0, 60)} ${nameOf(one)}`)).slice(0, 20).map((one) => ({
    kind: one.getAttribute("role") || one.localName, label: words(`${nameOf(one)} ${one.textContent}`).slice(0, 120), selector: selectorOf(one), visible: true,
  })));
  const signs = all("button, summary, label, [tabindex], [onclick]").filter((one) => {
    const text = words(`${one.textContent} ${nameOf(one)}`);
    return free(one) && text.length > 0 && text.length <= 40 && SIGNS.test(text) && !criteria.some((known) => known.label.includes(text));
  });
  criteria.push(...signs.slice(0, 10).map((one) => ({ kind: "sign", label: words(one.textContent).slice(0, 120), selector: selectorOf(one), visible: true })));
  const here = new URL(location.href);
  const asks = (address) => [...address.searchParams.values()].some((value) => level(value) === level(query));
  const facet = (link) => {
    const address = new URL(link.href);
    if (address.pathname !== here.pathname || !asks(address)) return false;
    const text = textOf(link);
    const more = [...address.searchParams].filter(([name, value]) => here.searchParams.get(name) !== value);
    return more.length > 0 && !more.some(([name]) => PAGE_NAME.test(name) || SORT_NAME.test(name)) && !/^\W*\d*\W*$/.test(text) && !NEXT.test(text) && !SORT.test(text);
  };
  criteria.push(...(asks(here) ? links.filter((link) => seen(link) && facet(link)).slice(0, 20) : []).map((link) => ({
    kind: "link", label: textOf(link).slice(0, 120), selector: selectorOf(link), visible: true,
  })));
  const doors = all("a[href], button, summary, [role=button]").filter((one) => seen(one) && words(one.textContent).length < 60 && EXTENDED.test(`${words(one.textContent)} ${nameOf(one)}`));
  const pager = links.filter((link) => {
    const text = words(link.textContent);
    const address = new URL(link.href);
    const turns = [...address.searchParams].some(([name, value]) => PAGE_NAME.test(name) && here.searchParams.get(name) !== value);
    return seen(link) && address.origin === here.origin && (link.rel === "next" || text === "2" || NEXT.test(text)) && (asks(address) || turns);
  });
  const stayed = [...document.querySelectorAll("p, li, h1, h2, h3")].filter(seen).map((block) => words(block.textContent));
  const results = fresh.map((link) => ({ url: link.href.split("#")[0], text: textOf(link) }));
  const lines = [...document.querySelectorAll("main *, [class*=result i] *, [class*=search i] *")].filter((one) => one.childElementCount === 0 && !one.closest("header, nav, footer, a[href]"));
  return {
    url: location.href, kept, criteria: criteria.slice(0, 40), captcha: isCaptcha(),
    links: results.slice(0, 400), fresh: results.filter((link) => !had.has(link.url)).length,
    lines: [...new Set(lines.map((one) => words(one.textContent)).filter((text) => text.length >= 15 && text.length <= 300))].slice(0, 300),
    extended: doors.slice(0, 1).map((one) => ({ selector: selectorOf(one), url: one.localName === "a" && /^https?:/.test(one.href) && !(one.getAttribute("href") || "").startsWith("#") ? one.href : "" }))[0] || null,
    more: all("button, a, [role=button]").some((one) => seen(one) && !aside(one) && MORE.test(words(one.textContent))),
    next: pager.length ? pager[0].href : "", stays: before.texts.filter((text) => stayed.includes(text)).length,
  };
})
