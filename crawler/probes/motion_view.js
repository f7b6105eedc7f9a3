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
      const around = 8; // outlines and shadows flash, too
      const [left, top] = [Math.max(0, box.left - around), Math.max(0, box.top - around)];
      const [right, bottom] = [Math.min(innerWidth, box.right + around), Math.min(innerHeight, box.bottom + around)];
      return right - left >= 2 + around && bottom - top >= 2 + around ? [left, top, right, bottom] : [];
    }),
  };
})
