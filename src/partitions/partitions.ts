import { byLabel } from './byLabel.js';
import { classesPerWorker } from './classesPerWorker.js';
import { classImbalanced } from './classImbalanced.js';
import { dealt } from './dealt.js';
import { dirichlet } from './dirichlet.js';
import { gammaSimilarity } from './gammaSimilarity.js';
import { shards } from './shards.js';
import { shared } from './shared.js';

/** The partitions that come with krumble, in the order in which they are listed to users. */
export const partitions = Object.freeze([
  dealt,
  byLabel,
  dirichlet,
  gammaSimilarity,
  shards,
  classesPerWorker,
  classImbalanced,
  shared,
] as const);
