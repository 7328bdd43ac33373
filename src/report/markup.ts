import { printable } from '../errors/show.js';

/** A piece of HTML or SVG. Made in this file alone, so that whatever was text is escaped. */
export class Markup {
  constructor(readonly source: string) {}
}

/** What can stand in an element: elements, and text of any kind, which stays text. */
export type Child = Markup | string | number | null | false | readonly Child[];

type Attributes = Readonly<Record<string, string | number | null | false>>;

/**
 * An element with attributes and children. Texts lose invisible characters, and markup in them is escaped.
 */
export function el(name: string, attributes: Attributes, ...children: Child[]): Markup {
  const texts = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === false ? [] : [` ${key}="${escaped(numberText(value))}"`],
  );
  const start = `<${name}${texts.join('')}>`;
  return new Markup(name === 'meta' ? start : `${start}${children.map(renderSource).join('')}</${name}>`);
}

/** A style of krumble's own. Nothing in it is escaped, for a browser reads a style as it stands. */
export function styleElement(css: string): Markup {
  return new Markup(`<style>${css}</style>`);
}

function renderSource(child: Child): string {
  if (child === null || child === false) return '';
  if (child instanceof Markup) return child.source;
  if (Array.isArray(child)) return (child as readonly Child[]).map(renderSource).join('');
  return escaped(numberText(child as string | number));
}

/** Coordinates with two decimals are enough, and the same everywhere. */
function numberText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(100 * value) / 100 + 0) : value;
}

function escaped(text: string): string {
  const visible = text.split('\n').map(printable).join('\n');
  return visible.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
