// AssemblyScript, compiled to WebAssembly with SIMD by scripts/build.mjs.
// Every function works on addresses of the module's memory.
// Each has a twin in plain TypeScript beside this folder, and equals it bit for bit: the same operations in
// the same order, and no fused multiply-add.

export { columnMeans, columnSums, meanAndDeviation, squaredDistancesTo, weightedSum } from './columns';
export { convolution, convolutionKernelGradient } from './convolution';
export { dataLayer, dataLayerKernelGradient } from './layer';
export { squaredDistances, squaredDistancesBehind } from './distances';
export { addAbout, addWeightedAbout } from './aboutPoint';
export { addScaled } from './addScaled';
export { pointOnLine } from './line';
export { momentumStep } from './momentumStep';
export { perceptronGradient, perceptronLogits } from './perceptron';
export { pooledConvolution, pooledConvolutionGradient } from './pooledConvolution';
export { meanNearestMedian, trimmedColumnMean } from './orderStatistics';
