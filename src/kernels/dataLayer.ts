import { type Simd, simd } from './simd.js';

/**
 * The first dense layer of a network, on data: out_bj = bias_j + sum over k of data_bk kernel_kj.
 *
 * data [batch x inputs] float64, kernel [inputs x outputs], bias [outputs]; returns [batch x outputs] float32. Sums are
 * taken in float64 in the order of k and rounded once: attacked training amplifies the rounding of float32 sums
 * a thousandfold within a dozen rounds. Images are mostly background: with c the first value of the data,
 * data_bk = c + (data_bk - c), so that only values that differ from c cost anything.
 */
export function dataLayer(data: Float64Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  const batch = data.length / inputs;
  const kernels = simd();
  const arrays = layOut(kernels, kernel.length, outputs, inputs);
  arrays.matrix.view.set(kernel);
  kernels.columnTotals(arrays.base.at, arrays.matrix.at, inputs, outputs);
  const { view: base } = arrays.base;
  for (let j = 0; j < outputs; j++) base[j] = bias[j] + data[0] * base[j];
  const out = new Float32Array(batch * outputs);
  for (let b = 0; b < batch; b++) {
    out.set(
      combine(kernels, arrays, data, { from: b * inputs, step: 1, count: inputs, outputs }),
      b * outputs,
    );
  }
  return out;
}

/**
 * Gradient of that layer's kernel: out_kj = sum over b of data_bk slopes_bj, slopes [batch x outputs] being the
 * gradient of the layer's output. Returns [inputs x outputs] float32; sums in float64 in the order of b.
 */
export function dataLayerKernelGradient(
  data: Float64Array,
  slopes: Float32Array,
  outputs: number,
): Float32Array {
  const batch = slopes.length / outputs;
  const inputs = data.length / batch;
  const kernels = simd();
  const arrays = layOut(kernels, slopes.length, outputs, batch);
  arrays.matrix.view.set(slopes);
  kernels.columnTotals(arrays.base.at, arrays.matrix.at, batch, outputs);
  const { view: base } = arrays.base;
  for (let j = 0; j < outputs; j++) base[j] *= data[0];
  const out = new Float32Array(inputs * outputs);
  for (let k = 0; k < inputs; k++) {
    out.set(combine(kernels, arrays, data, { from: k, step: inputs, count: batch, outputs }), k * outputs);
  }
  return out;
}

/** Sums over the rows of a row-major matrix, in float64 in the order of rows. */
export function columnTotals(matrix: Float32Array, columns: number): Float64Array {
  const totals = new Float64Array(columns);
  for (let from = 0; from < matrix.length; from += columns) {
    for (let j = 0; j < columns; j++) totals[j] += matrix[from + j];
  }
  return totals;
}

function layOut(kernels: Simd, matrix: number, outputs: number, rows: number) {
  return kernels.layOut({
    matrix: ['f32', matrix],
    base: ['f64', outputs],
    sums: ['f64', outputs],
    factors: ['f64', rows],
    rows: ['u32', rows],
  });
}

/**
 * base + sum over r of (data_r - background) matrix_r, r running over `count` places of the data from `from` on,
 * `step` apart. The view of the sums is valid until the next call.
 */
function combine(
  kernels: Simd,
  { matrix, base, sums, factors, rows }: ReturnType<typeof layOut>,
  data: Float64Array,
  { from, step, count, outputs }: { from: number; step: number; count: number; outputs: number },
): Float64Array {
  const background = data[0];
  let used = 0;
  for (let r = 0, at = from; r < count; r++, at += step) {
    const value = data[at] - background;
    if (value === 0) continue;
    factors.view[used] = value;
    rows.view[used] = matrix.at + 4 * r * outputs;
    used++;
  }
  sums.view.set(base.view);
  kernels.addScaledRows(sums.at, factors.at, rows.at, used, outputs);
  return sums.view;
}
