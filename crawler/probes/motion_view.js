// Where things stand on the screen now, and bringing one of them there. `step`: boxes, show, back.
(({ step, places, x, y }) => {
  if (step === "show") {
    const element = findElement(places[0]);
    if (element) element.scrollIntoView({ block: "center", behavior: "instant" });
    return [scrollX, scrollY];
  }
  if (step === "back") {
    scrollTo({ left: x, top: y, behavior: "instant" });
    return true;
  }
  return {
    at: [scrollX, scrollY],
    width: innerWidth,
    // Animations that run on, on things that are shown.
    running: places.map((place) => {
      const element = findElement(place);
      const shown = element && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      const long = (one) => one.playState === "running" && one.playbackRate !== 0 && Number(one.effect.getComputedTiming().endTime) > 3000;
      return Boolean(shown) && element.getAnimations().some(long);
    }),
    boxes: places.map((place) => {
      const element = findElement(place);
      if (!element || !element.checkVisibility()) return null; // what blinks may be hidden just now
      const box = element.getBoundingClientRect();
      const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
      const [right, bottom] = [Math.min(innerWidth, box.right), Math.min(innerHeight, box.bottom)];
      return right - left >= 2 && bottom - top >= 2 ? [left, top, right, bottom] : [];
    }),
  };
})
