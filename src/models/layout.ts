/** One parameter tensor: row-major, dense kernels [in, out], convolution kernels [height, width, in, out]. */
export interface TensorSpec {
  readonly name: string;
  /** gamma and beta: the scales and offsets of a batch norm. */
  readonly kind: 'kernel' | 'bias' | 'gamma' | 'beta';
  readonly shape: readonly number[];
  /**
   * Multiplied with the data alone, by krumble's own kernels:
   * no tensor is made of it, which would only be copied.
   */
  readonly onData?: true;
}

/** What a model looks like from outside: all that other folders need, without loading TensorFlow.js. */
export interface Layout {
  readonly name: string;
  /** Of one input: [height, width, channels] of an image, the extents of another tensor. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly tensors: readonly TensorSpec[];
}

/** Number of elements of a tensor of that shape. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** d: the number of parameters, all tensors one after the other in one vector. */
export function parameterCount(layout: Layout): number {
  return layout.tensors.reduce((count, tensor) => count + countElements(tensor.shape), 0);
}

/** Whether a model normalises by the statistics of its batches. */
export function hasBatchNorm({ tensors }: Layout): boolean {
  return tensors.some(({ kind }) => kind === 'gamma');
}

/** A tensor that lasts from round to round beside parameters and velocity, row-major. */
export interface LastingTensor {
  readonly name: string;
  readonly rows: number;
  readonly length: number;
}

/**
 * What a model in training consists of: its parameters, a velocity for each, named `velocity/...`,
 * and what else lasts, as `momenta` [workers, d] where workers have a momentum.
 */
export function stateLayout(layout: Layout, others: readonly LastingTensor[] = []): Layout {
  const velocity = layout.tensors.map((tensor) => ({ ...tensor, name: `velocity/${tensor.name}` }));
  const more = others.map(({ name, rows, length }): TensorSpec => ({
    name,
    kind: 'kernel',
    shape: [rows, length],
  }));
  const names = ['velocity', ...others.map(({ name }) => name)].join(' and ');
  return {
    ...layout,
    name: `${layout.name} with ${names}`,
    tensors: [...layout.tensors, ...velocity, ...more],
  };
}

/** The views of each tensor in a vector of all parameters, in order; they share its memory. */
export function tensorViews(layout: Layout, parameters: Float32Array): Float32Array[] {
  let offset = 0;
  return layout.tensors.map(({ shape }) => {
    const view = parameters.subarray(offset, offset + countElements(shape));
    offset += view.length;
    return view;
  });
}

/**
 * The tensor that a coordinate of the vector of all parameters lies in,
 * and its place there, an index a dimension.
 */
export function tensorAt(layout: Layout, coordinate: number): { name: string; place: readonly number[] } {
  let offset = coordinate;
  for (const { name, shape } of layout.tensors) {
    if (offset < countElements(shape)) return { name, place: unravelIndex(offset, shape) };
    offset -= countElements(shape);
  }
  throw new RangeError(`${layout.name} has no coordinate ${coordinate}`);
}

function unravelIndex(offset: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = offset;
  for (const extent of [...shape].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
