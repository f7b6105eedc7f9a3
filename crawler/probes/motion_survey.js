// What plays or moves by itself, as far as the document and the browser tell it without waiting. Times in seconds.
//   short   what ends sooner is left out
//   side    smaller things are left out (CSS pixels)
//   most    things listed of one kind
(async ({ short, side, most }) => {
  const SPACE = /\s+/g;
  const told = (question) => {
    let answer = "{}";
    const hear = (event) => { answer = event.detail; };
    addEventListener("tekser-told", hear);
    dispatchEvent(new CustomEvent("tekser-ask", { detail: question }));
    removeEventListener("tekser-told", hear);
    try { return JSON.parse(answer); } catch (error) { return {}; }
  };
  const list = (value) => (Array.isArray(value) ? value : []); // a page may have its own idea of how arrays are written
  const sized = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + scrollX, box.top + scrollY, box.width, box.height].map((one) => Math.round(one));
  };
  const shown = (element, blinks = {}) => {
    if (!element.checkVisibility({ opacityProperty: !blinks.opacity, visibilityProperty: !blinks.visibility })) return null;
    const box = sized(element);
    const doc = document.documentElement;
    const inside = box[0] + box[2] > 0 && box[1] + box[3] > 0 && box[0] < Math.max(doc.clientWidth, innerWidth);
    return inside && Math.max(box[2], box[3]) >= side && Math.min(box[2], box[3]) > 0 ? box : null;
  };
  const textOf = (element) => (element.innerText || element.getAttribute("aria-label") || element.getAttribute("alt") || "").replace(SPACE, " ").trim().slice(0, 120);
  const progress = (element) => Boolean(element.closest("[role=progressbar], progress, [aria-busy=true]"));
  const pageUrl = (value) => { try { return new URL(value, document.baseURI); } catch (error) { return null; } };
  const motions = [];
  const moving = (kind, element, box, more) =>
    motions.push({ kind, selector: selectorOf(element), text: textOf(element), box, progress: progress(element), seconds: null, alike: 1, ...more });

  // Animations of style sheets and scripts, those that move alike together.
  const groups = new Map();
  for (const animation of document.getAnimations().slice(0, 600)) {
    const effect = animation.effect;
    const target = effect && effect.target;
    if (!target || animation.playState !== "running" || !animation.playbackRate) continue;
    if (animation.timeline && animation.timeline.constructor.name !== "DocumentTimeline") continue;
    const time = effect.getComputedTiming();
    const seconds = Number(time.endTime) / 1000 / Math.abs(animation.playbackRate);
    if (seconds <= short || !(Number(time.duration) > 0)) continue;
    const element = target.localName === "marquee" ? null : target;
    if (!element || !shown(element, { opacity: true, visibility: true })) continue;
    const steps = effect.getKeyframes();
    const box = shown(element, { opacity: steps.some((one) => "opacity" in one), visibility: steps.some((one) => "visibility" in one) });
    if (!box) continue;
    const key = [animation.animationName || "", element.localName, element.getAttribute("class") || "", element.parentElement && element.parentElement.getAttribute("class")].join("|");
    const known = groups.get(key);
    if (known) known.alike += 1;
    else groups.set(key, { element, box, alike: 1, seconds: Number.isFinite(seconds) ? seconds : null });
  }
  const kept = [...groups.values()];
  for (const one of kept.slice(0, most)) {
    // What turns inside another moving thing is a part of it.
    if (kept.some((other) => other !== one && other.element !== one.element && other.element.contains(one.element))) continue;
    moving("animation", one.element, one.box, { seconds: one.seconds, alike: one.alike });
  }

  for (const element of [...document.querySelectorAll("marquee")].slice(0, most)) {
    const box = shown(element);
    if (box && (element.textContent.trim() || element.querySelector("img, svg"))) moving("marquee", element, box, {});
  }
  for (const element of [...document.querySelectorAll("svg")].slice(0, 200)) {
    if (!element.querySelector("animate, animateTransform, animateMotion, set") || element.ownerSVGElement) continue;
    const box = shown(element);
    const ends = (part) => {
      const clock = /^([\d.]+)(ms|s|min)?$/.exec(part.getAttribute("dur") || "");
      const once = clock ? Number(clock[1]) * ({ ms: 0.001, min: 60 }[clock[2]] || 1) : Infinity;
      const times = part.getAttribute("repeatCount");
      return part.getAttribute("repeatDur") === "indefinite" || times === "indefinite" ? Infinity : once * (Number(times) || 1);
    };
    const parts = [...element.querySelectorAll("animate, animateTransform, animateMotion")];
    const seconds = Math.max(0, ...parts.map(ends));
    if (box && seconds > short && !element.animationsPaused()) moving("svg", element, box, { seconds: Number.isFinite(seconds) ? seconds : null });
  }
  for (const element of [...document.querySelectorAll("canvas")].slice(0, 20)) {
    const box = shown(element);
    if (box && box[2] >= 2 * side && box[3] >= 2 * side) moving("canvas", element, box, {});
  }

  // Pictures that may have more than one frame: their bytes tell.
  const pictures = [];
  const addresses = new Set();
  const FILMS = /\.(gif|webp|apng|svg)$/i;
  for (const element of document.querySelectorAll("img, input[type=image]")) {
    const address = element.currentSrc || element.src || "";
    if (!address || pictures.length >= most || addresses.has(address)) continue;
    const url = pageUrl(address);
    const name = url ? url.pathname : "";
    const maybe = url && (url.protocol === "data:" ? /^data:image\/(gif|webp|apng|svg)/.test(address) : FILMS.test(name) || !/\.[a-z]{3,4}$/i.test(name));
    const box = maybe && shown(element);
    if (!box || box[2] < side || box[3] < side) continue;
    addresses.add(address);
    const drawn = /\.svg$/i.test(name) || address.startsWith("data:image/svg");
    pictures.push({ selector: selectorOf(element), src: address, drawn, box, text: textOf(element), progress: progress(element), gif: /\.gif$/i.test(name) });
  }

  // Sounding and filming elements; what scripts started is known to the program that was there before them.
  const runs = told("runs");
  const hasPlayed = (element) => !element.dispatchEvent(new Event("tekser-played", { cancelable: true }));
  const media = [];
  for (const element of [...document.querySelectorAll("audio, video")].slice(0, 50)) {
    const played = hasPlayed(element);
    if (!(element.autoplay || played) || media.length >= 5) continue;
    const has = element.getAttribute("src") || element.src || element.querySelector("source[src]");
    if (!has && !element.srcObject) continue;
    const box = element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ? sized(element) : [0, 0, 0, 0];
    media.push({
      kind: element.localName, selector: selectorOf(element), src: element.currentSrc || (element.querySelector("source[src]") || element).src || "",
      loop: element.loop, muted: element.muted || element.volume === 0, native: element.controls && box[2] > 20 && box[3] > 10,
      visible: Boolean(element.localName === "video" && shown(element)), box, text: textOf(element), script: played && !element.autoplay,
    });
  }
  const loose = list(runs.started).filter((one) => !one.attached && one.src && !one.muted).slice(0, 3);
  const notes = list(runs.notes).filter((one) => one.loop || one.seconds === null || one.seconds > short).slice(0, 1);

  const PLAYERS = /(^|\.)(youtube\.com|youtube-nocookie\.com|vimeo\.com|rutube\.ru|dailymotion\.com|vk\.com|vkvideo\.ru|ok\.ru)$/;
  const frames = [];
  for (const element of [...document.querySelectorAll("iframe[src]")].slice(0, 50)) {
    const url = pageUrl(element.src);
    if (!url || !PLAYERS.test(url.hostname)) continue;
    const asks = (name) => ["1", "true", "yes"].includes((url.searchParams.get(name) || "").toLowerCase());
    const box = shown(element);
    if (!asks("autoplay") || frames.length >= 5) continue;
    const bare = url.searchParams.get("controls") === "0" || asks("background");
    frames.push({ selector: selectorOf(element), src: url.href, muted: asks("mute") || asks("muted") || asks("background"), native: !bare && Boolean(box), box, text: textOf(element) });
  }
  const embeds = [];
  const HEARD = /\.(mp3|wav|ogg|oga|m4a|aac|au|mid|midi|wma|wmv|avi|mov|mp4|webm|swf)$/i;
  for (const element of [...document.querySelectorAll("embed, object")].slice(0, 50)) {
    const address = element.getAttribute("src") || element.getAttribute("data") || "";
    const url = address && pageUrl(address);
    if (!url || !(HEARD.test(url.pathname) || /^(audio|video)\//.test(element.type))) continue;
    const given = (name) => {
      const param = [...element.querySelectorAll("param")].find((one) => one.name.toLowerCase() === name);
      return (element.getAttribute(name) ?? (param ? param.value : "")).toLowerCase();
    };
    const starts = ["autostart", "autoplay"].map(given).find(Boolean) || "";
    if (["1", "true", "yes", "autostart", "autoplay"].includes(starts) && embeds.length < 5) embeds.push({ selector: selectorOf(element), src: url.href });
  }

  let drawing = false;
  if (runs.frames) {
    await new Promise((done) => setTimeout(done, 120));
    drawing = told("runs").frames - runs.frames > 2;
  }
  return { motions, pictures, media, loose, notes, frames, embeds, repeats: list(runs.repeats), late: list(runs.late), drawing, letters: document.body ? document.body.innerText.trim().length : 0 };
})
