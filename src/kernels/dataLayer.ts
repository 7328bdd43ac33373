import { simd } from './simd.js';

/**
 * The first dense layer of a network, on data: out_bj = bias_j + sum over k of data_bk kernel_kj.
 *
 * data [batch x inputs] float64, kernel [inputs x outputs],
 * bias [outputs]; returns [batch x outputs] float32.
 * Sums are taken in float64 in the order of k and rounded once: attacked training amplifies the rounding
 * of
 * float32 sums a thousandfold within a dozen rounds.
 * Images are mostly background. With c the first value of the data, data_bk = c + (data_bk - c), so only
 * values that differ from c cost anything.
 */
export function dataLayer(data: Float64Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  const batch = data.length / inputs;
  const kernels = simd();
  const arrays = kernels.layOut({
    data: ['f64', data.length],
    kernel: ['f32', kernel.length],
    bias: ['f32', outputs],
    out: ['f32', batch * outputs],
    work: ['f64', countWorkFloats(outputs, inputs)],
  });
  arrays.data.view.set(data);
  arrays.kernel.view.set(kernel);
  arrays.bias.view.set(bias);
  const { at: out, view } = arrays.out;
  kernels.dataLayer(
    arrays.data.at,
    0,
    arrays.kernel.at,
    arrays.bias.at,
    out,
    batch,
    inputs,
    outputs,
    arrays.work.at,
  );
  return view.slice();
}

/**
 * Gradient of that layer's kernel: out_kj = sum over b of data_bk slopes_bj.
 * slopes [batch x outputs] is the gradient of the layer's output.
 * Writes [inputs x outputs] into `out`; sums in float64 in the order of b.
 */
export function dataLayerKernelGradient(
  data: Float64Array,
  slopes: Float32Array,
  batch: number,
  out: Float32Array,
): void {
  const inputs = data.length / batch;
  const outputs = slopes.length / batch;
  const kernels = simd();
  const arrays = kernels.layOut({
    data: ['f64', data.length],
    slopes: ['f32', slopes.length],
    out: ['f32', out.length],
    work: ['f64', countWorkFloats(outputs, batch)],
  });
  arrays.data.view.set(data);
  arrays.slopes.view.set(slopes);
  const at = arrays.out.at;
  kernels.dataLayerKernelGradient(
    arrays.data.at,
    0,
    arrays.slopes.at,
    at,
    batch,
    inputs,
    outputs,
    arrays.work.at,
  );
  out.set(arrays.out.view);
}

/** The kernels' work memory in float64: two rows of sums, then for each row a factor and its address. */
function countWorkFloats(outputs: number, rows: number): number {
  return 2 * outputs + rows + Math.ceil(rows / 2) + 2;
}
