// How large the page is in this window, in CSS pixels.
(() => {
  const page = document.scrollingElement || document.documentElement;
  return { width: page.scrollWidth, height: page.scrollHeight, viewport: [innerWidth, innerHeight], title: document.title.slice(0, 1000) };
})
