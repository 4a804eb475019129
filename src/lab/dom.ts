/** What an element can hold: text, other nodes, or nothing. */
export type Child = Node | string | null | undefined | false;

type AttributeValue = string | number | boolean | null | undefined;
type Attributes = Record<string, AttributeValue>;
type Properties = Record<string, AttributeValue | ((event: Event) => void)>;

/**
 * Makes an element. Keys that start with `on` are listeners, all others attributes: `true` sets an empty one, `false`
 * and null set none. Text is always text, never markup.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else setAttribute(element, key, value);
  }
  append(element, children);
  return element;
}

/** Makes an SVG element; see {@link h}. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
  append(element, children);
  return element;
}

/** Sets an attribute, or takes it away for `false` and null. */
export function setAttribute(element: Element, name: string, value: AttributeValue): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? '' : value)) {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Sets an element's text if it is another one: a live region must not repeat what it has said. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of `parent` those given, in that order, moving none that already stands where it should: what has
 * the focus keeps it.
 */
export function setChildren(parent: Element, children: Node[]): void {
  for (const old of [...parent.childNodes]) if (!children.includes(old)) old.remove();
  children.forEach((child, index) => {
    const there = parent.childNodes[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  });
}

function append(element: Element, children: Child[]): void {
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child);
}

/** An element that the markup must have. */
export function required<T extends Element>(root: ParentNode, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (element === null) throw new Error(`The lab's markup has no ${selector}.`);
  return element;
}
