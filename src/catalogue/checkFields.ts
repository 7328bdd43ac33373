import type { Entry, EntryKind } from '../entries/entry.js';
import { show } from '../errors/show.js';

/** What a field of an entry has to be, and the same in words. */
interface Demand {
  readonly field: string;
  readonly isMet: (value: unknown, entry: Entry) => boolean;
  readonly expected: string;
}

/** The fields of a record that are always there; a measure's stand beside them. */
const RECORD_FIELDS: readonly string[] = [
  ...['round', 'learningRate', 'trainLoss', 'accuracy', 'testLoss', 'aggregateNorm', 'honestMeanNorm'],
  ...['cosine', 'distance', 'corruptedDistance', 'parameterNorm', 'influence', 'corruptedInfluence'],
  ...[
    'chosen',
    'scores',
    'backdoor',
    'backdoorByClass',
    'attack',
    'reports',
    'confided',
    'state',
    'memory',
    'digest',
  ],
];

const isWhole = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
const isText = (value: unknown) => typeof value === 'string' && value.length > 0;
const isReal = (value: unknown) => Number.isFinite(value);
const isSchema = (value: unknown) =>
  typeof (value as { safeParse?: unknown } | null | undefined)?.safeParse === 'function';
const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, isItem: (item: unknown) => boolean) =>
  Array.isArray(value) && value.length > 0 && value.every(isItem);
const has = (value: unknown, wanted: Readonly<Record<string, (field: unknown) => boolean>>) =>
  isMapping(value) && Object.entries(wanted).every(([field, isMet]) => isMet(value[field]));
const oneOf =
  (...words: readonly string[]) =>
  (value: unknown) =>
    words.includes(value as string);

const isSight = oneOf('own', 'honest', 'defense');

const whole = (field: string): Demand => ({ field, isMet: isWhole, expected: 'a whole number from 1' });
const name = (field: string): Demand => ({ field, isMet: isText, expected: 'a name' });
const shape = (field: string): Demand => ({
  field,
  isMet: (value) => isList(value, isWhole) && (value as unknown[]).length <= 4,
  expected: '[height, width, channels], or 1 to 4 extents of another tensor',
});
const isFunction = (value: unknown) => typeof value === 'function';
const optionalFunction = (field: string): Demand => ({
  field,
  isMet: (value) => value === undefined || isFunction(value),
  expected: 'a function',
});
const memory: Demand = {
  field: 'memory',
  isMet: (value) =>
    value === undefined ||
    isList(value, (one) =>
      has(one, {
        name: (word) => isText(word) && /^[a-z][A-Za-z0-9]{0,39}$/.test(word as string),
        length: (length) => length === 'parameters' || isWhole(length),
        rows: (rows) => rows === undefined || isWhole(rows),
      }),
    ),
  expected: 'a list of { name, length: a whole number or parameters, rows? }',
};

const DEMANDS: Readonly<Partial<Record<EntryKind, readonly Demand[]>>> = {
  rule: [
    ...['reference', 'remember'].map(optionalFunction),
    {
      field: 'sums',
      isMet: (value) => value === undefined || has(value, { count: isFunction, measure: isFunction }),
      expected: 'two functions { count, measure }',
    },
    memory,
  ],
  attack: [
    {
      field: 'sees',
      isMet: (value, { variants }) =>
        isSight(value) || (variants?.every(({ name }) => has(value, { [name]: isSight })) ?? false),
      expected: 'own, honest, or defense, or one of them for each variant',
    },
    memory,
  ],
  measure: [
    { field: 'when', isMet: oneOf('always', 'evaluated'), expected: 'always, or evaluated' },
    {
      field: 'fields',
      isMet: (value) =>
        isMapping(value) &&
        Object.keys(value).length > 0 &&
        Object.entries(value).every(([field, schema]) => isSchema(schema) && !RECORD_FIELDS.includes(field)),
      expected: 'a mapping of new fields of the record to schemas, as in { surest: option.real({ ... }) }',
    },
  ],
  model: [
    shape('inputShape'),
    whole('classes'),
    {
      field: 'tensors',
      isMet: (value) =>
        isList(value, (one) =>
          has(one, {
            name: isText,
            kind: oneOf('kernel', 'bias', 'gamma', 'beta'),
            shape: (shape) => isList(shape, isWhole),
          }),
        ),
      expected: 'a list of { name, kind: kernel, bias, gamma or beta, shape }',
    },
  ],
  dataSet: [shape('imageShape'), whole('classes'), whole('train'), whole('test')],
  task: [
    name('model'),
    name('dataSet'),
    { field: 'augmentation', isMet: oneOf('none', 'crop-and-flip'), expected: 'none, or crop-and-flip' },
    {
      field: 'workers',
      isMet: (value) => has(value, { count: isWhole, batch: isWhole, reports: isText }),
      expected: '{ count, batch, reports }',
    },
    {
      field: 'training',
      isMet: (value) =>
        has(value, {
          ...{ rounds: isWhole, momentum: isReal, learningRate: isReal, l2: isReal },
          fading: (fading) => isReal(fading) || fading === 'none',
        }),
      expected: '{ rounds, momentum, learningRate, fading, l2 }',
    },
    ...['batchMax', 'slice', 'deadline'].map(whole),
  ],
};

/** The first field of an entry of a user's own that is not what its kind of entry needs; null: none. */
export function checkFields(entry: Entry, what: string): string | null {
  const fields = entry as unknown as Readonly<Record<string, unknown>>;
  const unmet = DEMANDS[entry.kind]?.find(({ field, isMet }) => !isMet(fields[field], entry));
  if (unmet === undefined) return null;
  return `${what}: its ${unmet.field} is ${show(fields[unmet.field])}; expected ${unmet.expected}`;
}
