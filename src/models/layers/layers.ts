import { add } from './add.js';
import { convolution, convolutionOfData } from './convolution.js';
import { dense } from './dense.js';
import { denseOnData } from './denseOnData.js';
import { flatten } from './flatten.js';
import { globalAveragePool } from './globalAveragePool.js';
import { imageTensor } from './imageTensor.js';
import { pooledConvolution, pooledConvolutionOfData } from './pooledConvolution.js';
import { relu } from './relu.js';

/** Every layer that networks are made of, by name. */
export const layers = Object.freeze({
  add,
  convolution,
  convolutionOfData,
  dense,
  denseOnData,
  flatten,
  globalAveragePool,
  imageTensor,
  pooledConvolution,
  pooledConvolutionOfData,
  relu,
});
