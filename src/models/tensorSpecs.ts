import type { TensorSpec } from './layout.js';

/** A kernel and the bias of its outputs. */
export function biased(name: string, shape: readonly number[]): TensorSpec[] {
  return [kernel(name, shape), { name: `${name}/bias`, kind: 'bias', shape: shape.slice(-1) }];
}

/** The scales and offsets of a batch norm. */
export function scaled(name: string, channels: number): TensorSpec[] {
  return [
    { name: `${name}/gamma`, kind: 'gamma', shape: [channels] },
    { name: `${name}/beta`, kind: 'beta', shape: [channels] },
  ];
}

export function kernel(name: string, shape: readonly number[]): TensorSpec {
  return { name: `${name}/kernel`, kind: 'kernel', shape };
}
