import { option } from '../../entries/option.js';
import { defineAttack } from '../attack.js';
import { checkPaint, paintOptions, type PaintSetting } from './options.js';
import { poisonShare } from './poisonShare.js';
import type { Rectangle } from './stamp.js';
import { triggerSuccess } from './triggerSuccess.js';

const PARTS = 4;

const options = {
  length: option.whole({ least: 1, most: 500, default: 8, about: 'of each bar, in pixels' }),
  gap: option.whole({ least: 0, most: 500, default: 2, about: 'between bars, in pixels' }),
  shift: option.whole({
    least: 0,
    most: 500,
    default: 0,
    about: 'of the first bar from the top left corner',
  }),
  ...paintOptions,
};

/** A trigger of four bars. */
type DbaSetting = PaintSetting & { readonly length: number; readonly gap: number; readonly shift: number };

/**
 * DBA, a backdoor in parts: the trigger is four bars, 1 pixel high, two above two. The k-th colluder poisons
 * its batches, as BadNets does, with bar k mod 4 alone; the backdoor is tried with all four at once.
 * Bar i lies in row shift + (gap + 1) floor(i / 2), from column shift + (length + gap) (i mod 2) on.
 * FLPoison's on MNIST: length 8, gap 2, shift 0.
 */
export const dba = defineAttack<'dba', 'own', typeof options, DbaSetting>({
  name: 'dba',
  aliases: ['distributed-backdoor'],
  summary: 'a trigger of four bars, of which each corrupted worker trains on one',
  definition: 'as badnets, the k-th corrupted worker with bar k mod 4; tried with all four bars',
  paper: {
    authors: 'Xie, Huang, Chen, Li',
    title: 'DBA: Distributed Backdoor Attacks against Federated Learning',
    venue: 'ICLR',
    year: 2020,
  },
  example: 'mnist-dba-vs-median',
  sees: 'own',
  needsImages: true,
  options,
  complete: (given, around, refuse) => {
    checkPaint(given, around, refuse);
    const [height, width] = around.model.inputShape;
    const { length, gap, shift } = given;
    const [rows, columns] = [shift + gap + 2, shift + 2 * length + gap];
    if (rows > height || columns > width) {
      const found = `bars that take ${rows} rows and ${columns} columns`;
      refuse('length', { found, allowed: `at most ${height} and ${width} (length, gap, shift)` });
    }
    return {};
  },
  poison: (batch, setting, view) =>
    poisonShare(batch, setting, view, [placeBars(setting)[view.colluder % PARTS]]),
  measures: [triggerSuccess(placeBars)],
});

function placeBars({ length, gap, shift }: DbaSetting): Rectangle[] {
  return Array.from({ length: PARTS }, (_, bar) => ({
    top: shift + (gap + 1) * Math.floor(bar / 2),
    left: shift + (length + gap) * (bar % 2),
    height: 1,
    width: length,
  }));
}
