// How long media play and whether they have sound: copies outside of the document, muted, play a moment of it at three places.
//   src, selector   what to listen to; the element's copy keeps its sources
//   patience        ms for the first data, and twice as much for all of it
(({ src, selector, patience }) =>
  new Promise((resolve) => {
    const element = selector ? findElement(selector) : null;
    // A video even for sound: a browser lets only muted videos play to a visitor who has done nothing yet.
    const copy = document.createElement("video");
    if (element && element.getAttribute("src")) copy.src = element.src;
    else if (element) copy.append(...[...element.querySelectorAll("source")].map((one) => one.cloneNode()));
    if (element && element.crossOrigin !== null) copy.crossOrigin = element.crossOrigin;
    const QUIETEST = 600; // bytes of sound in a second under which a track holds silence only
    const out = { seconds: null, audible: null, src, why: "" };
    let timer = 0;
    let finished = false;
    const finish = (why) => {
      clearTimeout(timer);
      if (finished) return;
      finished = true;
      out.why = out.why || why;
      copy.removeAttribute("src");
      copy.replaceChildren();
      copy.load();
      resolve(out);
    };
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const happens = (name, ms) => Promise.race([new Promise((done) => copy.addEventListener(name, done, { once: true })), wait(ms)]);
    const range = (address) => {
      const part = /#.*?\bt=(?:npt:)?([\d.:]*)(?:,([\d.:]+))?/.exec(address) || [];
      const seconds = (text) => text.split(":").reduce((sum, one) => sum * 60 + Number(one), 0);
      return [part[1] ? seconds(part[1]) : 0, part[2] ? seconds(part[2]) : Infinity];
    };
    const listen = async () => {
      copy.currentSrc && (out.src = copy.currentSrc);
      const [from, to] = range(out.src);
      const end = Math.min(to, copy.duration);
      out.seconds = Number.isFinite(end) ? Math.max(0, end - from) : null;
      out.why = out.seconds === null ? "motion-stream" : "";
      let heard = false;
      let looked = 0;
      const span = out.seconds || 0;
      for (const share of span > 3 ? [0, 0.4, 0.75] : [0]) {
        if (share) {
          copy.currentTime = from + span * share;
          await happens("seeked", 1200);
        }
        const [before, at, begun] = [copy.webkitAudioDecodedByteCount || 0, copy.currentTime, performance.now()];
        if (finished) return;
        const playing = await Promise.race([copy.play().then(() => true, () => false), wait(3000).then(() => false)]);
        if (!playing) break;
        await wait(350);
        const played = Math.max(copy.currentTime - at, (performance.now() - begun) / 1000);
        looked += 1;
        copy.pause();
        if (((copy.webkitAudioDecodedByteCount || 0) - before) / (played + 0.3) > QUIETEST) { heard = true; break; }
      }
      out.audible = looked ? heard : null;
      if (!looked) out.why = "motion-not-played";
    };
    copy.muted = true;
    copy.defaultMuted = true;
    copy.autoplay = false;
    copy.preload = "auto";
    copy.controls = false;
    copy.addEventListener("loadedmetadata", () => { clearTimeout(timer); timer = setTimeout(() => finish(""), 2 * patience); listen().then(() => finish("")); }, { once: true });
    const sources = copy.querySelectorAll("source");
    (sources.length ? sources[sources.length - 1] : copy).addEventListener("error", () => finish("motion-not-loaded"), { once: true });
    timer = setTimeout(() => finish("motion-not-loaded"), patience);
    if (!copy.getAttribute("src") && !sources.length) copy.src = src;
    copy.load();
  }))
