import { invariant } from '../errors/invariantError.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { countParticipants } from '../scenario/participants.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { viewBlocks } from './reports.js';
import { listTrialRows, placeOthers, type TrialRow } from './trialRows.js';
import { countParameters } from './world.js';

/** Reports that an adversary tries, among others' rows. */
export interface Tried {
  readonly rows: readonly TrialRow[];
  /** What comes to the defense, block by block. */
  readonly blocks: Blocks;
  readonly reports: readonly Float32Array[];
  /** Whether there is one report or more, and all are one and the same array. */
  readonly isOne: boolean;
}

/** Reports of an adversary for its rows where they come to the defense, with what all others computed. */
export function arrangeTrial(
  { world, memory }: Pick<Context, 'world' | 'memory'>,
  own: readonly number[],
  reports: readonly Float32Array[],
): Tried {
  const size = countParameters(world);
  const starts = blockStarts(size);
  const odd = reports.find(({ length }) => length !== size);
  invariant(odd === undefined, `a report to be tried has ${odd?.length} coordinates of ${size}`);
  const rows = listTrialRows(countParticipants(world.scenario), own, reports.length);
  const blocks = viewBlocks(memory.reports).map((block, index) =>
    rows.map(({ row, colluder }) =>
      colluder < 0 ? block[row] : reports[colluder].subarray(starts[index], starts[index + 1]),
    ),
  );
  return { rows, blocks, reports, isOne: reports.length > 0 && reports.every((one) => one === reports[0]) };
}

/** What others computed of it, block by block. */
export function takeOthers({ rows, blocks }: Tried): Blocks {
  const others = placeOthers(rows);
  return blocks.map((block) => others.map((place) => block[place]));
}
