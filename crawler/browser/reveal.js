// Scrolls through the page as a visitor would, so that what appears on scrolling is there; returns to the top.
(({ steps, patience }) =>
  new Promise((resolve) => {
    const page = document.scrollingElement || document.documentElement;
    let step = 0;
    const rest = () => {
      scrollTo({ top: 0, behavior: "instant" });
      const ending = document.getAnimations().filter((one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime));
      const over = Promise.allSettled(ending.map((one) => one.finished));
      Promise.race([over, new Promise((late) => setTimeout(late, patience))]).then(() => setTimeout(() => resolve(true), 30));
    };
    const down = () => {
      scrollTo({ top: step * innerHeight, behavior: "instant" });
      step += 1;
      setTimeout(step * innerHeight < page.scrollHeight + innerHeight && step < steps ? down : rest, 40);
    };
    down();
  }))
