// What a module of a user's own is made with: the package's `krumble/define`.
// It loads neither TensorFlow.js nor threads.
export { atLeast, defineRule } from '../aggregation/rule.js';
export { defineAttack } from '../attacks/attack.js';
export { defineDataSet } from '../data/dataSetEntry.js';
export { option } from '../entries/option.js';
export { columnMean } from '../kernels/columnMean.js';
export { squaredDistance, squaredDistances } from '../kernels/distances.js';
export { innerProduct } from '../kernels/innerProduct.js';
export { meanAndDeviation } from '../kernels/meanAndDeviation.js';
export { meanNearestMedian } from '../kernels/meanNearestMedian.js';
export { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
export { defineLocalUpdate } from '../localUpdates/localUpdate.js';
export { defineMeasure } from '../measures/measure.js';
export { defineModel } from '../models/modelEntry.js';
export { definePartition } from '../partitions/partitionEntry.js';
export { permutation } from '../random/permutation.js';
export { defineSchedule } from '../schedules/schedule.js';
export { defineTask } from '../tasks/task.js';
export { defineTransform } from '../transforms/transform.js';
