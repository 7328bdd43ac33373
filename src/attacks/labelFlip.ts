import { option } from '../entries/option.js';
import type { Refuse } from '../entries/parseOptions.js';
import { z } from '../entries/schema.js';
import { show } from '../errors/show.js';
import { defineAttack, type PoisonView } from './attack.js';

/** Classes, and what becomes of them. */
type Mapping = Readonly<Record<string, number>>;

interface Relabelling {
  readonly mode: string;
  readonly source: number;
  readonly target: number;
  readonly mapping?: Mapping | undefined;
}

/**
 * Label flip: every corrupted worker trains honestly on other labels y'; c is the number of classes.
 *
 * mirror: y' = c - 1 - y (ByzFL, Blades, ByzPy).
 * targeted: y' = target where y = source, else y (FLPoison: 2 becomes 7).
 * all-to-one: y' = target.
 * mapping: y' as `mapping` says of the classes that it names, else y (ByzPy).
 * random: y' uniform in the classes, drawn by the seed for each image of each batch.
 *
 * It reports the gradient of the changed batch; the loss in the record stays that of the true one.
 */
export const labelFlip = defineAttack({
  name: 'label-flip',
  aliases: ['label-flipping'],
  summary: 'honest training on wrong labels',
  definition:
    'labels become c-1-y (mirror), target where they are source (targeted), target (all-to-one), what a mapping says (mapping), or random',
  example: 'mnist-label-flip-vs-trimmed-mean',
  sees: 'own',
  options: {
    mode: option.choice(['mirror', 'targeted', 'all-to-one', 'random', 'mapping'], {
      default: 'mirror',
      about: 'what becomes of a label',
    }),
    source: option.whole({ least: 0, most: 999, default: 2, about: 'the class that targeted changes' }),
    target: option.whole({
      least: 0,
      most: 999,
      default: 7,
      about: 'the class that targeted and all-to-one make of it',
    }),
    mapping: option.optional(
      z
        .record(z.string(), z.int().min(0).max(999))
        .meta({ allowed: 'classes and what becomes of them, as in { 2: 7, 7: 2 }' })
        .describe('what mode mapping makes of classes; others stay'),
    ),
  },
  complete: ({ mode, source, target, mapping }, { model: { classes } }, refuse) => {
    checkMapping(mode, mapping, classes, refuse);
    const allowed = `0 to ${classes - 1} (the classes)`;
    if (mode === 'targeted' && source >= classes) refuse('source', { found: String(source), allowed });
    const isAimed = mode === 'targeted' || mode === 'all-to-one';
    if (isAimed && target >= classes) refuse('target', { found: String(target), allowed });
    return {};
  },
  idle: ({ mode, source, target }) =>
    mode === 'targeted' && source === target ? 'source and target are the same class' : null,
  poison: ({ images, labels }, setting, view) => ({
    images,
    labels: labels.map((label) => relabel(label, setting, view)),
  }),
});

/** Refuses a mapping of classes that there are not, one that changes nothing, or one that nobody asks. */
function checkMapping(mode: string, mapping: Mapping | undefined, classes: number, refuse: Refuse): void {
  const example = 'as in mapping: { 2: 7, 7: 2 }';
  if (mode !== 'mapping') {
    if (mapping === undefined) return;
    refuse('mapping', { found: show(mapping), problem: 'goes with mode: mapping alone' });
  }
  if (mapping === undefined)
    return refuse('mapping', { found: 'nothing', problem: 'mode: mapping needs one', allowed: example });
  const allowed = `0 to ${classes - 1} (the classes)`;
  for (const [from, to] of Object.entries(mapping)) {
    const isClass = /^(0|[1-9]\d{0,2})$/.test(from) && Number(from) < classes;
    if (!isClass) refuse('mapping', { found: `from ${show(from)}`, allowed });
    if (to >= classes) refuse(`mapping.${from}`, { found: String(to), allowed });
  }
  if (Object.entries(mapping).every(([from, to]) => Number(from) === to))
    refuse('mapping', { found: show(mapping), problem: 'a mapping that changes nothing', allowed: example });
}

function relabel(
  label: number,
  { mode, source, target, mapping }: Relabelling,
  { classes, random }: PoisonView,
): number {
  if (mode === 'mapping') return mapping?.[String(label)] ?? label;
  if (mode === 'mirror') return classes - 1 - label;
  if (mode === 'random') return random.below(classes);
  return mode === 'all-to-one' || label === source ? target : label;
}
