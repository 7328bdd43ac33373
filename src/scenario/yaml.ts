import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { InputError } from '../errors/inputError.js';
import type { Place } from '../errors/errorDetails.js';
import { quoteLine } from '../errors/quoteLine.js';
import { showText } from '../errors/show.js';
import { checkTextBounds } from './textBounds.js';

/** A path of keys and indices into a parsed value. */
export type Path = readonly (string | number)[];

/** A parsed YAML text: plain data, and where each part of it stands. */
export interface Parsed {
  readonly value: unknown;
  /** The place of the value at a path, or of the nearest part around it that exists. */
  readonly findPlace: (path: Path) => Place;
  /** The line of the text that a place of it is in, with a caret beneath the place. */
  readonly quote: (place: Place) => string | undefined;
}

/**
 * Parses one YAML document into plain data.
 * Refused with the place named: more than one document, aliases, anchors, tags, directives,
 * duplicate keys, keys that are not text, keys that reach into an object's prototype,
 * excessive length or depth, and anything the parser warns of.
 */
export function parseYaml(text: string, file: string): Parsed {
  checkTextBounds(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    version: '1.2',
  });
  const parseError = document.errors[0] ?? document.warnings[0];
  if (parseError) throw new InputError({ place: placeAt(parseError.pos[0]), problem: inWords(parseError) });
  refuseUnsafe(document.contents);
  const textLines = text.split('\n');
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    findPlace: (path) => {
      for (let length = path.length; length > 0; length--) {
        const node = keyNode(path.slice(0, length)) ?? document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return placeAt(node.range[0]);
      }
      return { file }; // nothing of it is there: no line is to blame
    },
    quote: ({ file: named, line, column }) =>
      named === file && line !== undefined && column !== undefined
        ? quoteLine(textLines[line - 1] ?? '', column)
        : undefined,
  };

  function placeAt(offset: number): Place {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** The key of a mapping's entry: mistakes are shown where the field begins. */
  function keyNode(path: Path): unknown {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const last = String(path[path.length - 1]);
    return isMap(parent)
      ? parent.items.find(({ key }) => isNode(key) && String(key) === last)?.key
      : undefined;
  }

  function refuseUnsafe(node: unknown): void {
    if (!isNode(node)) return;
    const refuse = (problem: string, at: unknown = node): never => {
      const start = isNode(at) ? at.range?.[0] : undefined;
      throw new InputError({ place: placeAt(start ?? node.range?.[0] ?? 0), problem });
    };
    if (isMap(node)) {
      for (const [index, { key, value }] of node.items.entries()) {
        const name = isNode(key) && 'value' in key ? key.value : undefined;
        const before = index === 0 ? undefined : node.items[index - 1].value;
        if (typeof name === 'number' && isScalar(before) && typeof before.value === 'number') {
          refuse(`found ${before.source},${showText(String(key))}: a number takes a point, as in 0.5`, key);
        }
        if (typeof name !== 'string') refuse('keys must be plain text', key);
        if (FORBIDDEN.has(String(name))) refuse(`the key ${String(name)} is not allowed`, key);
        refuseUnsafe(value);
      }
    } else if ('items' in node) for (const item of node.items as unknown[]) refuseUnsafe(item);
  }
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here for the second time',
  MULTIPLE_DOCS: 'a second document begins here; a scenario is one',
  TAB_AS_INDENT: 'tabs are not allowed as indentation',
  BLOCK_AS_IMPLICIT_KEY: 'not valid YAML: a mapping where a plain value is expected',
};

function inWords({ code, message }: YAMLError): string {
  return WORDS[code] ?? `not valid YAML: ${showText(message.split('\n')[0].replace(/:$/, ''), 160)}`;
}
