/** One parameter tensor: row-major, dense kernels [in, out], convolution kernels [height, width, in, out]. */
export interface TensorSpec {
  readonly name: string;
  readonly kind: 'kernel' | 'bias';
  readonly shape: readonly number[];
}

/** What a model looks like from outside: all that other folders need, without loading TensorFlow.js. */
export interface Layout {
  readonly name: string;
  /** [height, width, channels] of one image. */
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  readonly tensors: readonly TensorSpec[];
}

/** Number of elements of a tensor of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** d: the number of parameters, all tensors one after the other in one vector. */
export function parameterCount(layout: Layout): number {
  return layout.tensors.reduce((count, tensor) => count + sizeOf(tensor.shape), 0);
}

/** What a model in training consists of: its parameters, and a velocity for each, named `velocity/...`. */
export function stateLayout(layout: Layout): Layout {
  const velocity = layout.tensors.map((tensor) => ({ ...tensor, name: `velocity/${tensor.name}` }));
  return { ...layout, name: `${layout.name} with velocity`, tensors: [...layout.tensors, ...velocity] };
}

/** The views of each tensor in a vector of all parameters, in order; they share its memory. */
export function tensorViews(layout: Layout, parameters: Float32Array): Float32Array[] {
  let offset = 0;
  return layout.tensors.map(({ shape }) => {
    const view = parameters.subarray(offset, offset + sizeOf(shape));
    offset += view.length;
    return view;
  });
}
