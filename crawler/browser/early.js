// Runs in every document before the site's own scripts.
(() => {
  // Tells settle.js, which asks by events, whether timers of the page will run soon: content may come with them.
  const [apply, clock, most] = [Reflect.apply, performance.now.bind(performance), 64];
  const due = []; // id and time of the timers that were set last
  let next = 0;
  const watched = (set) =>
    new Proxy(set, {
      apply(target, self, given) {
        const id = apply(target, self, given);
        const wait = +given[1];
        if (wait > 20 && wait <= 1000) {
          due[next] = [id, clock() + wait];
          next = (next + 1) % most;
        }
        return id;
      },
    });
  const dropped = (clear) =>
    new Proxy(clear, {
      apply(target, self, given) {
        for (let at = 0; at < due.length; at += 1) if (due[at] && due[at][0] === given[0]) due[at] = null;
        return apply(target, self, given);
      },
    });
  // Tells the probe of sound and motion what runs by itself: timers that repeat or are due late, frames that are asked for, media
  // and sounds that scripts start before the visitor has done anything.
  const [LATEST, MOST_TIMERS, MOST_MEDIA] = [12000, 200, 20];
  const repeats = new Map(); // id of an interval -> its wait
  const late = new Map(); // id of a timeout -> when it is due
  const started = []; // media elements
  const notes = []; // sounds of an audio context
  let frames = 0;
  const running = (set, repeating) =>
    new Proxy(set, {
      apply(target, self, given) {
        const id = apply(target, self, given);
        const wait = Math.max(+given[1] || 0, 4);
        if (wait <= LATEST && (repeating || wait > 1000)) {
          const kept = repeating ? repeats : late;
          if (kept.size >= MOST_TIMERS) kept.delete(kept.keys().next().value);
          kept.set(id, repeating ? wait : clock() + wait);
        }
        return id;
      },
    });
  const ended = (clear) =>
    new Proxy(clear, {
      apply(target, self, given) {
        repeats.delete(given[0]);
        late.delete(given[0]);
        return apply(target, self, given);
      },
    });

  window.setTimeout = running(watched(window.setTimeout), false);
  window.setInterval = running(watched(window.setInterval), true);
  window.clearTimeout = ended(dropped(window.clearTimeout));
  window.clearInterval = ended(dropped(window.clearInterval));
  window.requestAnimationFrame = new Proxy(window.requestAnimationFrame, {
    apply(target, self, given) {
      frames += 1;
      return apply(target, self, given);
    },
  });
  const media = window.HTMLMediaElement.prototype;
  const [play, pause, load, untouched, Offline] = [media.play, media.pause, media.load, navigator.userActivation, window.OfflineAudioContext];
  media.play = new Proxy(play, {
    apply(target, self, given) {
      if (!(untouched && untouched.hasBeenActive) && started.length < MOST_MEDIA && !started.includes(self)) started.push(self);
      return apply(target, self, given);
    },
  });
  const sounding = (kind) => {
    if (!kind || !Object.hasOwn(kind.prototype, "start")) return;
    kind.prototype.start = new Proxy(kind.prototype.start, {
      apply(target, self, given) {
        const heard = !(Offline && self.context instanceof Offline) && !(untouched && untouched.hasBeenActive);
        if (heard && notes.length < MOST_MEDIA) notes.push(self);
        return apply(target, self, given);
      },
    });
  };
  sounding(window.AudioScheduledSourceNode);
  sounding(window.AudioBufferSourceNode);

  // The probe stands in a world of its own and sees no objects of this one: it asks by events and is answered by one.
  const [asText, dispatch, Told, hasPlayed] = [JSON.stringify, window.dispatchEvent.bind(window), CustomEvent, (one) => started.includes(one)];
  const mediaFacts = (one) => ({
    kind: one.localName, src: one.currentSrc || one.src || "", loop: one.loop, muted: one.muted || one.volume === 0,
    paused: one.paused, ended: one.ended, attached: one.isConnected,
  });
  const answers = {
    runs: () => ({
      repeats: [...repeats.values()], late: [...late.values()].map((at) => at - clock()).filter((left) => left > 0), frames,
      started: started.map(mediaFacts),
      notes: notes.map((one) => ({ seconds: one.buffer ? one.buffer.duration : null, loop: Boolean(one.loop) })),
    }),
    // Media that were refused to the page while it loaded are started once more, for what controls do to them.
    revive: () => {
      for (const one of started) {
        apply(load, one, []);
        apply(play, one, []).catch(() => undefined);
      }
      return {};
    },
    hush: () => {
      for (const one of started) apply(pause, one, []);
      return {};
    },
  };
  window.addEventListener("tekser-ask", (event) => {
    event.stopImmediatePropagation();
    const answer = answers[event.detail];
    if (answer) dispatch(new Told("tekser-told", { detail: asText(answer()) }));
  });
  window.addEventListener("tekser-played", (event) => {
    if (hasPlayed(event.target)) event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  const waits = () => {
    const now = clock();
    for (let at = 0; at < due.length; at += 1) if (due[at] && due[at][1] > now - 30) return true;
    return false;
  };
  window.addEventListener("tekser-timers", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  window.addEventListener("tekser-waits", (event) => {
    if (waits()) event.preventDefault();
    event.stopImmediatePropagation();
  });
})();
