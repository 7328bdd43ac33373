// A rule of one's own with an option: the mean of the reports, each coordinate cut off at so many median deviations.
import { defineRule, option } from 'krumble/define';

export default defineRule({
  name: 'capped-mean',
  summary: 'mean of the reports, each coordinate capped around the median',
  definition: 'per column, the mean of the values clipped to median +- cap (median absolute deviation)',
  options: {
    cap: option.real({ least: 0, most: 100, default: 1, about: 'how many deviations are let through' }),
  },
  check: () => null, // any n and f go
  reduce: (rows, { options: { cap } }) => {
    const aggregate = new Float32Array(rows[0].length);
    const kept = new Float64Array(rows.length);
    for (let c = 0; c < aggregate.length; c++) {
      const values = rows.map((row) => row[c]);
      const middle = median(values);
      const reach = cap * median(values.map((value) => Math.abs(value - middle)));
      const capped = values.map((value) => Math.min(Math.max(value, middle - reach), middle + reach));
      aggregate[c] = capped.reduce((sum, value) => sum + value, 0) / rows.length;
      for (const [row, value] of values.entries()) kept[row] += value === capped[row] ? 1 : 0.5;
    }
    return { aggregate, kept };
  },
});

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
