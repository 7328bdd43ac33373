// The SIMD kernels in plain TypeScript: the same float64 operations in the same order, so that results must be
// equal bit for bit.

/** Twin of dataLayer. */
export function dataLayer(data: Float64Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  const base = totals(kernel, outputs).map((total, j) => bias[j] + data[0] * total);
  const out: number[] = [];
  for (let b = 0; b < data.length / inputs; b++) {
    const sums = base.slice();
    for (let k = 0; k < inputs; k++) {
      const value = data[b * inputs + k] - data[0];
      if (value !== 0) for (let j = 0; j < outputs; j++) sums[j] += value * kernel[k * outputs + j];
    }
    out.push(...sums);
  }
  return Float32Array.from(out);
}

/** Twin of dataLayerKernelGradient. */
export function dataLayerKernelGradient(
  data: Float64Array,
  slopes: Float32Array,
  outputs: number,
): Float32Array {
  const batch = slopes.length / outputs;
  const inputs = data.length / batch;
  const base = totals(slopes, outputs).map((total) => total * data[0]);
  const out: number[] = [];
  for (let k = 0; k < inputs; k++) {
    const sums = base.slice();
    for (let b = 0; b < batch; b++) {
      const value = data[b * inputs + k] - data[0];
      if (value !== 0) for (let j = 0; j < outputs; j++) sums[j] += value * slopes[b * outputs + j];
    }
    out.push(...sums);
  }
  return Float32Array.from(out);
}

/** Twin of squaredDistances. */
export function squaredDistances(rows: readonly Float32Array[]): Float64Array {
  return Float64Array.from(rows.flatMap((x) => rows.map((y) => (x === y ? 0 : squaredDistance(x, y)))));
}

function squaredDistance(x: Float32Array, y: Float32Array): number {
  const sums = [0, 0, 0, 0];
  const whole = x.length - (x.length % 4);
  for (let c = 0; c < whole; c++) sums[c % 4] += (x[c] - y[c]) ** 2;
  let sum = sums[0] + sums[2] + (sums[1] + sums[3]);
  for (let c = whole; c < x.length; c++) sum += (x[c] - y[c]) ** 2;
  return sum;
}

function totals(matrix: Float32Array, columns: number): number[] {
  const sums = new Array<number>(columns).fill(0);
  for (const [index, value] of matrix.entries()) sums[index % columns] += value;
  return sums;
}
