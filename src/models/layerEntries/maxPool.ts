import { option } from '../../entries/option.js';
import { show } from '../../errors/show.js';
import { defineLayer } from './layerEntry.js';

/** The highest value of each window of size x size. Windows do not overlap; what fills none is left out. */
export const maxPool = defineLayer({
  name: 'max-pool',
  summary: 'the highest value of each window',
  definition:
    'out[y, x, c] = the highest in[y size + i, x size + j, c], i, j < size; of equal ones the first has the gradient',
  example: 'mnist-lenet-unattacked',
  prefix: 'pool',
  options: {
    size: option.whole({ least: 2, most: 64, default: 2, about: 'height and width of a window' }),
  },
  lay: ({ size }, { shape, isOnData }) => {
    if (isOnData)
      return { field: '', problem: 'images themselves are not pooled', allowed: 'convolution first' };
    if (shape.length !== 3) {
      return { field: '', found: `values of shape ${show(shape)}`, allowed: '[height, width, channels]' };
    }
    const [height, width, channels] = shape;
    const most = Math.min(height, width);
    if (size > most)
      return { field: 'size', found: String(size), allowed: `2 to ${most} (height and width)` };
    return { shape: [Math.floor(height / size), Math.floor(width / size), channels], tensors: [] };
  },
  loadApply: async () => (await import('./apply.js')).applyMaxPool,
});
