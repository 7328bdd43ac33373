// An attack of one's own: the corrupted workers turn the mean of the honest reports around.
import { defineAttack, option } from 'krumble/define';

export default defineAttack({
  name: 'turned-mean',
  summary: 'every corrupted worker reports -scale times the mean of the honest reports',
  sees: 'honest',
  options: { scale: option.real({ least: 0, most: 1000, default: 1, about: 'how long the report is' }) },
  forge: ({ honest, own }, { scale }) => {
    const mean = new Float32Array(own[0].length);
    for (let c = 0; c < mean.length; c++) {
      mean[c] = honest.reduce((sum, row) => sum + row[c], 0) / Math.max(1, honest.length);
    }
    return mean.map((value) => -scale * value);
  },
});
