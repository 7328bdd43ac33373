/** One parameter tensor: row-major, dense kernels [in, out], convolution kernels [height, width, in, out]. */
export interface TensorSpec {
  readonly name: string;
  /** gamma and beta: the scales and offsets of a batch norm. */
  readonly kind: 'kernel' | 'bias' | 'gamma' | 'beta';
  readonly shape: readonly number[];
  /** Multiplied with the data alone, by krumble's own kernels: no tensor is made of it, which would only be copied. */
  readonly onData?: true;
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

/** Whether a model normalises by the statistics of its batches. */
export function hasBatchNorm({ tensors }: Layout): boolean {
  return tensors.some(({ kind }) => kind === 'gamma');
}

/**
 * What a model in training consists of: its parameters, a velocity for each, named `velocity/...`, and where workers have
 * a momentum, `momenta` [workers, d].
 */
export function stateLayout(layout: Layout, workers = 0): Layout {
  const velocity = layout.tensors.map((tensor) => ({ ...tensor, name: `velocity/${tensor.name}` }));
  const shape = [workers, parameterCount(layout)];
  const momenta: TensorSpec[] = workers === 0 ? [] : [{ name: 'momenta', kind: 'kernel', shape }];
  const name = `${layout.name} with velocity${workers === 0 ? '' : ` and momenta of ${workers} workers`}`;
  return { ...layout, name, tensors: [...layout.tensors, ...velocity, ...momenta] };
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

/** The tensor that a coordinate of the vector of all parameters lies in, and its place there, an index a dimension. */
export function tensorAt(layout: Layout, coordinate: number): { name: string; place: readonly number[] } {
  let offset = coordinate;
  for (const { name, shape } of layout.tensors) {
    if (offset < sizeOf(shape)) return { name, place: placeOf(offset, shape) };
    offset -= sizeOf(shape);
  }
  throw new RangeError(`${layout.name} has no coordinate ${coordinate}`);
}

function placeOf(offset: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = offset;
  for (const extent of [...shape].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
