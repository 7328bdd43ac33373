import { option } from '../entries/option.js';
import { defineAttack } from './attack.js';
import { requireHonest } from './requireHonest.js';

/** The paper of both attacks that copy honest reports. */
export const MIMIC_PAPER = Object.freeze({
  authors: 'Karimireddy, He, Jaggi',
  title: 'Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing',
  venue: 'ICLR',
  year: 2022,
});

/**
 * Mimic: every corrupted worker sends a copy of one honest report, that of the honest worker number `index`,
 * counted from 0 (ByzFL). No rule can tell it from the original; where workers hold the same kind of data
 * it does no harm, for then the report is as good as any. `mimic-variance` looks for whom to copy.
 */
export const mimic = defineAttack({
  name: 'mimic',
  summary: 'a copy of one honest report, which does harm where workers hold different data',
  definition: 'the report of the honest worker number index',
  paper: MIMIC_PAPER,
  sees: 'honest',
  options: {
    index: option.whole({
      least: 0,
      most: 4095,
      default: 0,
      about: 'whom to copy, among the honest workers',
    }),
  },
  complete: ({ index }, around, refuse) => {
    requireHonest(around, refuse);
    const most = around.honest - 1;
    if (index > most) {
      refuse('index', { found: String(index), allowed: `0 to ${most} (${most + 1} workers are honest)` });
    }
    return {};
  },
  forge: ({ honest }, { index }) => honest[index].slice(),
});
