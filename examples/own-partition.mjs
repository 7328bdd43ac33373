// A partition of one's own: worker i gets the i-th slice of the images sorted by class.
import { definePartition } from 'krumble/define';

export default definePartition({
  name: 'sorted-slices',
  summary: 'images sorted by class, in as many equal slices as there are workers',
  assign: ({ order, labels, workers }) => {
    const sorted = [...order].sort((a, b) => labels[a] - labels[b] || a - b);
    const cut = (worker) => Math.floor((worker * sorted.length) / workers);
    return Array.from({ length: workers }, (_, worker) => sorted.slice(cut(worker), cut(worker + 1)));
  },
});
