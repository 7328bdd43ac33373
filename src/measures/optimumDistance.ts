import { gatherBatch } from '../data/batch.js';
import { z } from '../entries/schema.js';
import { defineMeasure } from './measure.js';

/**
 * How far the parameters w are from the optimum w*, where a model's parameters are a point among the inputs:
 * w* is the mean of all training inputs in use, corrupted workers' too, of the loss without L2.
 * distance = |w - w*|, and the loss above its least value is |w - w*|^2 / 2.
 * Float64, inputs one after the other. It is taken once, with the first slice. Costs train x d.
 *
 * Example: inputs (3, 0) and (1, 4), w = (1, 0): w* = (2, 2), distance sqrt(5), excess 2.5.
 */
export const optimumDistance = defineMeasure<'optimum-distance', unknown, number>({
  name: 'optimum-distance',
  summary: 'how far the parameters are from the optimum, and the loss above its least: for quadratic losses',
  definition: 'optimumDistance = |w - w*|, excessLoss = |w - w*|^2 / 2, w* the mean of the training inputs',
  when: 'evaluated',
  needs: 'half-squared-distance',
  slices: (all, isEvaluated) => (isEvaluated ? all.slice(0, 1) : []),
  measure: ({ set, parameters }) => {
    const { images } = gatherBatch(
      set,
      set.train,
      Array.from({ length: set.train.count }, (_, k) => k),
    );
    const point = parameters();
    let squares = 0;
    for (let c = 0; c < point.length; c++) {
      let sum = 0;
      for (let k = c; k < images.length; k += point.length) sum += images[k];
      squares += (point[c] - sum / set.train.count) ** 2;
    }
    return squares;
  },
  conclude: ([squares]) => ({
    optimumDistance: finite(Math.sqrt(squares)),
    excessLoss: finite(squares / 2),
  }),
  fields: { optimumDistance: z.number().nullable(), excessLoss: z.number().nullable() },
});

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
