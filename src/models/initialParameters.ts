import { standardNormal } from '../kernels/standardNormal.js';
import { stream } from '../random/stream.js';
import { countElements, type Layout, parameterCount, tensorViews, type TensorSpec } from './layout.js';

/** How kernels and biases are drawn before the first round, in the order in which users see them. */
export const INITIALISATIONS = ['glorot', 'he', 'pytorch', 'normal'] as const;
export type Initialisation = (typeof INITIALISATIONS)[number];

/** The deviation of `normal`. */
const DEVIATION = 0.01;

/**
 * Initial parameters, d float32 values, drawn from the seed, a stream a tensor.
 * Offsets of batch norms (beta) are zero, their scales (gamma) one; biases zero, but for `pytorch`. Kernels:
 *
 *     glorot   uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, AISTATS 2010)
 *     he       uniform in +-sqrt(6 / fanIn) (He et al., ICCV 2015)
 *     pytorch  uniform in +-1 / sqrt(fanIn), biases too: what PyTorch's layers begin with
 *     normal   N(0, 0.01^2) (Krizhevsky et al., NeurIPS 2012)
 *
 * fanIn and fanOut count the receptive field of a convolution.
 */
export function initialParameters(
  layout: Layout,
  seed: number,
  initialisation: Initialisation = 'glorot',
): Float32Array {
  const parameters = new Float32Array(parameterCount(layout));
  const draw = draws[initialisation];
  let fanIn = 0;
  for (const [index, view] of tensorViews(layout, parameters).entries()) {
    const tensor = layout.tensors[index];
    if (tensor.kind === 'gamma') view.fill(1);
    // A layer's bias lies behind its kernel.
    if (tensor.kind === 'kernel') fanIn = countFan(tensor, -2);
    const kernel = tensor.kind === 'kernel' ? { fanIn, fanOut: countFan(tensor, -1) } : null;
    const isDrawn = kernel !== null || (tensor.kind === 'bias' && initialisation === 'pytorch');
    if (!isDrawn) continue;
    const random = stream(seed, 'initial parameters', tensor.name);
    const make = draw(kernel ?? { fanIn, fanOut: 0 });
    for (let k = 0; k < view.length; k++) view[k] = make(random.uniform());
  }
  return parameters;
}

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** What an initialisation makes of a number in [0, 1), for a tensor. */
const draws: Readonly<Record<Initialisation, (fans: Fans) => (uniform: number) => number>> = {
  glorot: ({ fanIn, fanOut }) => within(Math.sqrt(6 / (fanIn + fanOut))),
  he: ({ fanIn }) => within(Math.sqrt(6 / fanIn)),
  pytorch: ({ fanIn }) => within(1 / Math.sqrt(fanIn)),
  normal: () => (uniform) => DEVIATION * standardNormal(uniform),
};

function within(limit: number) {
  return (uniform: number) => limit * (2 * uniform - 1);
}

/** Inputs (-2) or outputs (-1) of a kernel, times its receptive field. */
function countFan({ shape }: TensorSpec, axis: -2 | -1): number {
  return countElements(shape.slice(0, -2)) * shape.at(axis)!;
}
