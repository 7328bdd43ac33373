import { show } from '../../errors/show.js';
import { findStride } from './findStride.js';
import { defineLayer } from './layerEntry.js';

/**
 * A residual block: what its layers make of x, plus x. Where they change the shape, x goes through a
 * convolution of 1x1 without bias first, whose stride is by how much they shrink height and width.
 */
export const residual = defineLayer({
  name: 'residual',
  aliases: ['residual-block', 'skip'],
  summary: 'a block of layers whose result is added to what came in',
  definition:
    'F(x) + x, F the layers in `layers`; where F changes the shape, F(x) + W x, W a 1x1 convolution without bias, of the stride by which F shrinks',
  paper: {
    authors: 'He, Zhang, Ren, Sun',
    title: 'Deep Residual Learning for Image Recognition',
    venue: 'CVPR',
    year: 2016,
  },
  example: 'cifar10-resnet8-unattacked',
  prefix: 'block',
  holdsLayers: true,
  lay: (_options, { shape, isOnData, inner }) => {
    if (isOnData || shape.length !== 3) {
      const found = isOnData ? 'the images themselves' : `values of shape ${show(shape)}`;
      return { field: '', found, allowed: '[height, width, channels], behind a convolution' };
    }
    const made = inner!;
    if (show(made) === show(shape)) return { shape, tensors: [] };
    if (made.length !== 3 || findStride(shape, made) === null) {
      const problem = `its layers make ${show(made)} of ${show(shape)}`;
      const allowed = 'the same height and width, or both smaller by one factor';
      return { field: 'layers', problem, found: show(made), allowed };
    }
    const kernel = { name: 'shortcut/kernel', kind: 'kernel', shape: [1, 1, shape[2], made[2]] } as const;
    return { shape: made, tensors: [kernel] };
  },
  loadApply: async () => (await import('./apply.js')).applyResidual,
});
