// Controls that may stop what plays or moves, and what they do. `step`:
//   find     controls named for stopping, first those beside `places`; then other controls inside of these
//   focus    put the keyboard on one; how it is operated
//   point    bring one into view; its middle
//   leave    take the keyboard off it
//   media    whether the playing elements `places` are silent or paused
//   loose    addresses of the sounds that play outside of the document
//   revive   start all of them once more, as often as it takes to see a control work
(async ({ step, places, selector, most }) => {
  const NAMES = /\bpause\b|\bstop\b|\bmute\b|\bunmute\b|turn off|(play|hide|disable).{0,12}(anim|sound|motion|music)|пауз|приостанов|останови|(^|[^а-яё])стоп([^а-яё]|$)|(отключ|выключ|убрать|без)[а-яё]* ?(звук|музык|анимац|движен)|тоқтат|кідірт|үзіліс|дыбысты|дыбыссыз|(анимация|қозғалыс)[а-яәіңғүұқөһ]* (өшір|тоқтат)/i;
  const MARKS = /(^|[\s_-])(pause|stop|mute|playpause|play-pause|toggle-?(play|sound|animation)|autoplay(-?(toggle|control|btn|button))?)([\s_-]|$)/i;
  const CONTROLS = "button, a, summary, input, label, [role=button], [role=switch], [role=checkbox], [onclick], [tabindex], [class*=pause i], [class*=stop i], [class*=mute i], [id*=pause i], [id*=stop i], [id*=mute i]";
  const SPACE = /\s+/g;
  const told = (question) => {
    let answer = "{}";
    const hear = (event) => { answer = event.detail; };
    addEventListener("tekser-told", hear);
    dispatchEvent(new CustomEvent("tekser-ask", { detail: question }));
    removeEventListener("tekser-told", hear);
    try { return JSON.parse(answer); } catch (error) { return {}; }
  };
  const stages = (places || []).map((place) => place && findElement(place)).filter(Boolean);

  const nameOf = (element) => {
    const ids = (element.getAttribute("aria-labelledby") || "").split(SPACE).filter(Boolean).map((id) => document.getElementById(id));
    const labels = element.labels ? [...element.labels] : [];
    const parts = [
      element.getAttribute("aria-label"), ...[...ids, ...labels].map((one) => one && one.textContent), element.title,
      ["button", "submit", "reset", "image"].includes(element.type) ? element.value || element.alt : "", element.textContent,
      ...[...element.querySelectorAll("img[alt], svg title")].map((one) => one.alt || one.textContent),
    ];
    return parts.filter(Boolean).join(" ").replace(SPACE, " ").trim();
  };
  const usable = (element) => {
    if (element.disabled || element.matches("input:not([type=button], [type=checkbox], [type=image], [type=radio])")) return false;
    if (element.type === "submit" && element.form) return false; // it would send something
    const address = element.localName === "a" ? element.getAttribute("href") : null;
    return !address || /^#|^javascript:/i.test(address.trim());
  };
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const marks = (element) => [element, ...element.querySelectorAll("i, span, svg, use")].slice(0, 4).map((one) => `${one.getAttribute("class") || ""} ${one.id}`).join(" ");
  const near = (element) => {
    for (const stage of stages) {
      const told = (element.getAttribute("aria-controls") || "").split(SPACE).filter(Boolean).map((id) => document.getElementById(id));
      if (told.some((one) => one && (one.contains(stage) || stage.contains(one)))) return 0;
      let node = stage;
      for (let steps = 0; node && node !== document.body && steps < 4; node = node.parentElement, steps += 1) {
        if (node.contains(element)) return steps + 1;
      }
    }
    return 9;
  };

  if (step === "find") {
    const all = [...document.querySelectorAll(CONTROLS)].slice(0, 3000).filter(usable);
    const named = [];
    const others = [];
    for (const element of all) {
      const name = nameOf(element);
      const distance = near(element);
      const isNamed = name.length <= 80 && (NAMES.test(name) || (MARKS.test(marks(element)) && !element.querySelector("p, h1, h2, h3, img[alt]:not([alt=''])")));
      const one = { selector: "", element, name: name.slice(0, 80), distance, how: isNamed ? "named" : "other", hidden: !visible(element) };
      if (isNamed) named.push(one);
      else if (!one.hidden && element.matches("button, input[type=button], [role=button], a:not([href]), a[href^='#']")) others.push(one);
    }
    const order = (one, two) => one.hidden - two.hidden || one.distance - two.distance;
    // Something must open what holds a control that is hidden: where there are few controls, each of them may.
    const opens = named.some((one) => one.hidden) && others.length <= 3;
    const beside = others.filter((one) => opens || one.distance <= 2).sort(order).slice(0, 2);
    const kept = [...named.sort(order), ...beside];
    const alone = kept.filter((one) => !kept.some((other) => other !== one && other.element.contains(one.element) && other.how === one.how));
    return alone.slice(0, most).map(({ element, name, how, hidden }) => ({ selector: selectorOf(element), name, how, hidden }));
  }
  if (step === "media") {
    return (places || []).map(findElement).map((element) => !element || element.paused || element.muted || element.volume === 0);
  }
  if (step === "loose") {
    const started = told("runs").started;
    return (Array.isArray(started) ? started : []).filter((one) => !one.attached && !one.paused && !one.muted).map((one) => one.src);
  }
  if (step === "revive") {
    told("revive");
    for (const element of stages) {
      element.load();
      element.loop = true;
      await element.play().catch(() => undefined);
    }
    return stages.map((element) => !element.paused);
  }
  const element = selector && findElement(selector);
  if (!element) return null;
  if (step === "focus") {
    element.focus();
    const root = element.getRootNode();
    if (root.activeElement !== element) return "";
    return element.matches("input[type=checkbox], input[type=radio], [role=switch], [role=checkbox]") ? " " : "Enter";
  }
  if (step === "point") {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }
  if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  return true;
})
