import { option } from '../../entries/option.js';
import type { Refuse } from '../../entries/parseOptions.js';
import type { AttackSetting, Surroundings } from '../attack.js';
import type { Paint, Rectangle } from './stamp.js';

const CORNERS = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;

/** What a trigger is painted with, how many images get it, and what they are to be answered with. */
export const paintOptions = {
  value: option.real({
    least: 0,
    most: 1,
    default: 1,
    about: 'what the trigger’s pixels are, from black (0) to white (1), before normalisation',
  }),
  blend: option.real({
    least: 0.001,
    most: 1,
    default: 1,
    about: 'how much of the trigger there is; less than 1 lets the image shine through',
  }),
  ratio: option.real({
    least: 0.001,
    most: 1,
    default: 0.32,
    about: 'the share of each batch that is poisoned, rounded down',
  }),
  target: option.whole({ least: 0, most: 999, default: 0, about: 'the class that is wanted as the answer' }),
  source: option.optional(
    option.whole({
      least: 0,
      most: 999,
      about: 'only images of this class are poisoned and tried; where nobody says, of every class',
    }),
  ),
};

/** The same of a square in a corner. */
export const squareOptions = {
  corner: option.choice(CORNERS, { default: 'bottom-right', about: 'where the square is' }),
  size: option.whole({ least: 1, most: 1000, default: 5, about: 'the side of the square, in pixels' }),
  ...paintOptions,
};

/** A poisoning with a trigger, whatever that looks like. */
export type PaintSetting = AttackSetting &
  Paint & { readonly ratio: number; readonly target: number; readonly source?: number };

/** A poisoning with a square in a corner. */
export type SquareSetting = PaintSetting & {
  readonly corner: (typeof CORNERS)[number];
  readonly size: number;
};

/** Where the square is in an image. */
export function placeSquare(
  { corner, size }: SquareSetting,
  [height, width]: readonly [number, number, number],
): readonly Rectangle[] {
  const top = corner.startsWith('top') ? 0 : height - size;
  const left = corner.endsWith('left') ? 0 : width - size;
  return [{ top, left, height: size, width: size }];
}

/** Refuses classes that there are not, and a batch of which nothing would be poisoned. */
export function checkPaint(
  { target, source }: { readonly target: number; readonly source?: number | undefined },
  { model: { classes } }: Surroundings,
  refuse: Refuse,
): void {
  const allowed = `0 to ${classes - 1} (the classes)`;
  if (target >= classes) refuse('target', { found: String(target), allowed });
  if (source === undefined) return;
  if (source >= classes) refuse('source', { found: String(source), allowed });
  if (source !== target) return;
  refuse('source', {
    found: String(source),
    problem: 'images of the target class are answered with it anyway',
  });
}

/** The same, and a square that is larger than an image. */
export function checkSquare(
  options: { readonly size: number; readonly target: number; readonly source?: number | undefined },
  around: Surroundings,
  refuse: Refuse,
): void {
  checkPaint(options, around, refuse);
  const [height, width] = around.model.inputShape;
  const side = Math.min(height, width);
  if (options.size <= side) return;
  refuse('size', { found: String(options.size), allowed: `1 to ${side} (pixels of an image’s side)` });
}
