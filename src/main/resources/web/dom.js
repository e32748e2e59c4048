/**
 * Makes an element. Children are nodes or text; text always becomes a text node, so that nothing that came from a camera,
 * a model or a file name can be read as markup.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(child => child != null));
  return element;
}

/** The element with this id in index.html. */
export const byId = id => document.getElementById(id);

/** At most `limit` characters of a text from outside: the page stays bounded whatever a message holds. */
export function clip(text, limit) {
  const whole = text == null ? '' : String(text);
  return whole.length > limit ? whole.slice(0, limit - 1) + '…' : whole;
}
