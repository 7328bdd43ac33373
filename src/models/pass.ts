import * as tf from '@tensorflow/tfjs-core';
import { invariant } from '../errors/invariantError.js';
import type { Images } from '../kernels/images.js';
import { type Layout, tensorViews } from './layout.js';
import { layers } from './layers/layers.js';
import type { Pass } from './networks/network.js';
import type { Normalisation } from './normalisation.js';

/**
 * The parameters of a pass: all of them as they are,
 * those that are not on data as tensors, and where gradients go.
 */
export interface Given {
  readonly parameters: Float32Array;
  readonly tensors: readonly tf.Tensor[];
  readonly gradient: Float32Array | null;
}

/** What a network computes logits from. */
export function passOver(
  layout: Layout,
  { parameters, tensors, gradient }: Given,
  images: Images,
  normalisation: Normalisation,
): Pass {
  const all = new Map(layout.tensors.map((spec, index) => [spec.name, { spec, index }]));
  const others = layout.tensors.filter((spec) => !spec.onData);
  const byName = new Map(others.map(({ name }, index) => [name, tensors[index]]));
  const parameter = <T extends tf.Tensor>(name: string): T => {
    const tensor = byName.get(name);
    invariant(tensor !== undefined, `${layout.name} has no parameter ${name}`);
    return tensor as T;
  };
  return {
    images,
    layers,
    parameter,
    onData: (name) => {
      const found = all.get(name);
      invariant(found?.spec.onData === true, `${layout.name} has no parameter ${name} on data`);
      const { index } = found;
      return {
        values: tensorViews(layout, parameters)[index],
        gradient: gradient && tensorViews(layout, gradient)[index],
      };
    },
    normalise: (input, name) => normalisation(input, parameter(`${name}/gamma`), parameter(`${name}/beta`)),
  };
}

/** The parameters of a pass that nobody wants a gradient of. */
export function given(layout: Layout, parameters: Float32Array): Given {
  return { parameters, tensors: parameterTensors(layout, parameters), gradient: null };
}

/** A tensor of each parameter that is not on data, in the layout's order. */
export function parameterTensors(layout: Layout, parameters: Float32Array): tf.Tensor[] {
  return tensorViews(layout, parameters).flatMap((view, index) => {
    const { shape, onData } = layout.tensors[index];
    return onData ? [] : [tf.tensor(view, shape as number[])];
  });
}
