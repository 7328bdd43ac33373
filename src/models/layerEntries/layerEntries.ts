import { batchNorm } from './batchNorm.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { flatten } from './flatten.js';
import { globalAveragePool } from './globalAveragePool.js';
import { maxPool } from './maxPool.js';
import { relu } from './relu.js';
import { residual } from './residual.js';

/** The layers that a scenario's network can be made of, in the order in which they are listed to users. */
export const layerEntries = Object.freeze([
  dense,
  relu,
  convolution,
  maxPool,
  batchNorm,
  globalAveragePool,
  flatten,
  residual,
] as const);
