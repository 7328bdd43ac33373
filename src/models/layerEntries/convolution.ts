import { option } from '../../entries/option.js';
import { show } from '../../errors/show.js';
import { defineLayer } from './layerEntry.js';

/**
 * Convolution: out[y, x, j] = b_j + sum over ky, kx, c of
 * in[y s + ky - p, x s + kx - p, c] W[ky, kx, c, j].
 */
export const convolution = defineLayer({
  name: 'convolution',
  aliases: ['conv'],
  summary: 'filters that move over the image',
  definition: 'out[y, x, j] = b_j + sum of in[y stride + ky - pad, x stride + kx - pad, c] W[ky, kx, c, j]',
  example: 'mnist-lenet-unattacked',
  prefix: 'conv',
  options: {
    filters: option.whole({ least: 1, most: 4096, about: 'how many there are: the channels that come out' }),
    size: option.whole({ least: 1, most: 64, about: 'height and width of a filter' }),
    stride: option.whole({ least: 1, most: 64, default: 1, about: 'how far a filter moves' }),
    pad: option.whole({ least: 0, most: 63, default: 0, about: 'rows and columns of zeros on each side' }),
    bias: option.flag({
      default: true,
      about: 'whether each filter has one; before a batch norm it has no effect',
    }),
  },
  lay: ({ filters, size, stride, pad, bias }, { shape }) => {
    if (shape.length !== 3) {
      return { field: '', found: `values of shape ${show(shape)}`, allowed: '[height, width, channels]' };
    }
    const [height, width, channels] = shape;
    const least = Math.min(height, width) + 2 * pad;
    if (size > least)
      return { field: 'size', found: String(size), allowed: `1 to ${least} (the image and its pad)` };
    if (pad >= size)
      return { field: 'pad', found: String(pad), allowed: `0 to ${size - 1} (less than size)` };
    const extent = (whole: number) => Math.floor((whole + 2 * pad - size) / stride) + 1;
    return {
      shape: [extent(height), extent(width), filters],
      tensors: [
        { name: 'kernel', kind: 'kernel', shape: [size, size, channels, filters] },
        ...(bias ? [{ name: 'bias', kind: 'bias', shape: [filters] } as const] : []),
      ],
    };
  },
  loadApply: async () => (await import('./apply.js')).applyConvolution,
});
