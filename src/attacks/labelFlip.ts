import { option } from '../entries/option.js';
import { defineAttack, type PoisonView } from './attack.js';

/**
 * Label flip: every corrupted worker trains honestly on other labels y'; c is the number of classes.
 *
 * mirror: y' = c - 1 - y (ByzFL, Blades, ByzPy).
 * targeted: y' = target where y = source, else y (FLPoison: 2 becomes 7).
 * all-to-one: y' = target.
 * random: y' uniform in the classes, drawn by the seed for each image of each batch.
 *
 * It reports the gradient of the changed batch; the loss in the record stays that of the true one.
 */
export const labelFlip = defineAttack({
  name: 'label-flip',
  aliases: ['label-flipping'],
  summary: 'honest training on wrong labels',
  definition: 'labels become c-1-y (mirror), target where they are source (targeted), target, or random',
  example: 'mnist-label-flip-vs-trimmed-mean',
  sees: 'own',
  options: {
    mode: option.choice(['mirror', 'targeted', 'all-to-one', 'random'], {
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
  },
  complete: ({ mode, source, target }, { model: { classes } }, refuse) => {
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

function relabel(
  label: number,
  { mode, source, target }: { readonly mode: string; readonly source: number; readonly target: number },
  { classes, random }: PoisonView,
): number {
  if (mode === 'mirror') return classes - 1 - label;
  if (mode === 'random') return random.below(classes);
  return mode === 'all-to-one' || label === source ? target : label;
}
