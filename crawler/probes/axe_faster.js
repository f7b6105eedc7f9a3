// Spares axe-core work that it does again and again for colour contrast; what it answers stays the same.
// Half of its time goes into reading the same few colours, and a good part into asking for the same styles.
(() => {
  const prototype = axe.commons.color.Color.prototype;
  const read = prototype.parseString;
  const known = new Map();
  prototype.parseString = function (text) {
    const values = known.get(text);
    if (values) {
      [this.r, this.g, this.b, this.alpha] = values;
      return this;
    }
    read.call(this, text);
    known.set(text, [this.r, this.g, this.b, this.alpha]);
    return this;
  };

  const own = window.getComputedStyle;
  const styles = new WeakMap();
  const remembering = (element, pseudo) => {
    if (pseudo) return own.call(window, element, pseudo);
    let style = styles.get(element);
    if (style) return style;
    style = own.call(window, element);
    const values = new Map();
    const get = style.getPropertyValue;
    style.getPropertyValue = (name) => {
      let value = values.get(name);
      if (value === undefined) {
        value = get.call(style, name);
        values.set(name, value);
      }
      return value;
    };
    styles.set(element, style);
    return style;
  };
  const run = axe.run;
  axe.run = (...given) => {
    window.getComputedStyle = remembering;
    return run(...given).finally(() => { window.getComputedStyle = own; });
  };
})();
