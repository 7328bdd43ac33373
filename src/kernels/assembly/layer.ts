import { upper } from './lanes';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out_bj = float32(bias_j + c T_j + sum over k of (data_bk -
 * c) kernel_kj), both sums in float64 in the order of k.
 * c is data_00, and T_j the total of the kernel's column j. Values equal to c add nothing.
 * data: [batch x inputs] float64. Where there is a table (not 0) of 256
 * float64, bytes that stand for its values, with 15 more readable bytes
 * behind them. kernel: [inputs x outputs] float32. bias: [outputs] float32.
 * work: room for outputs + inputs float64, then inputs uint32.
 */
export function dataLayer(
  data: usize,
  table: usize,
  kernel: usize,
  bias: usize,
  out: usize,
  batch: i32,
  inputs: i32,
  outputs: i32,
  work: usize,
): void {
  const base = work;
  const factors = base + <usize>outputs * DOUBLE;
  const rows = factors + <usize>inputs * DOUBLE;
  const background = firstValue(data, table);
  columnTotals(base, kernel, inputs, outputs);
  for (let j: i32 = 0; j < outputs; j++) {
    const at = base + <usize>j * DOUBLE;
    store<f64>(at, f64(load<f32>(bias + <usize>j * FLOAT)) + background * load<f64>(at));
  }
  const size: usize = table ? 1 : DOUBLE;
  for (let b: i32 = 0; b < batch; b++) {
    const from = data + <usize>(b * inputs) * size;
    const used = table
      ? listedBytes(from, inputs, load<u8>(data), table, background, kernel, outputs, factors, rows)
      : listed(from, DOUBLE, inputs, background, kernel, outputs, factors, rows);
    combine(base, factors, rows, used, outputs, out + <usize>(b * outputs) * FLOAT);
  }
}

/**
 * out_kj = float32(c T_j + sum over b of (data_bk - c) slopes_bj), both sums in float64 in the order of b.
 * c is data_00, and T_j the total of the slopes' column j.
 * data, table: as above, but bytes are [inputs x batch]. slopes: [batch x outputs] float32. work: room for
 * outputs + batch float64, then batch uint32.
 */
export function dataLayerKernelGradient(
  data: usize,
  table: usize,
  slopes: usize,
  out: usize,
  batch: i32,
  inputs: i32,
  outputs: i32,
  work: usize,
): void {
  const base = work;
  const factors = base + <usize>outputs * DOUBLE;
  const rows = factors + <usize>batch * DOUBLE;
  const background = firstValue(data, table);
  columnTotals(base, slopes, batch, outputs);
  for (let j: i32 = 0; j < outputs; j++) {
    const at = base + <usize>j * DOUBLE;
    store<f64>(at, background * load<f64>(at));
  }
  const step = <usize>inputs * DOUBLE;
  for (let k: i32 = 0; k < inputs; k++) {
    const used = table
      ? listedBytes(
          data + <usize>(k * batch),
          batch,
          load<u8>(data),
          table,
          background,
          slopes,
          outputs,
          factors,
          rows,
        )
      : listed(data + <usize>k * DOUBLE, step, batch, background, slopes, outputs, factors, rows);
    combine(base, factors, rows, used, outputs, out + <usize>(k * outputs) * FLOAT);
  }
}

/** turned_kb = bytes_bk. */
export function turn(bytes: usize, turned: usize, batch: i32, inputs: i32): void {
  for (let b: i32 = 0; b < batch; b++) {
    let to = turned + <usize>b;
    for (let k: i32 = 0; k < inputs; k++) {
      store<u8>(to, load<u8>(bytes++));
      to += <usize>batch;
    }
  }
}

function firstValue(data: usize, table: usize): f64 {
  return table ? load<f64>(table + <usize>load<u8>(data) * DOUBLE) : load<f64>(data);
}

/**
 * Lists the non-zero differences to the background, and the addresses of their rows.
 * Returns how many there are.
 */
function listed(
  from: usize,
  step: usize,
  count: i32,
  background: f64,
  matrix: usize,
  columns: i32,
  factors: usize,
  rows: usize,
): i32 {
  const stride = <usize>columns * FLOAT;
  let used: i32 = 0;
  let row = matrix;
  for (let r: i32 = 0; r < count; r++) {
    const value = load<f64>(from) - background;
    store<f64>(factors + <usize>used * DOUBLE, value);
    store<u32>(rows + <usize>used * FLOAT, <u32>row);
    used += i32(value !== 0);
    from += step;
    row += stride;
  }
  return used;
}

/**
 * The same for bytes side by side.
 * `empty` stands for the background, and 16 such bytes at a time are passed over.
 */
function listedBytes(
  from: usize,
  count: i32,
  empty: u8,
  table: usize,
  background: f64,
  matrix: usize,
  columns: i32,
  factors: usize,
  rows: usize,
): i32 {
  const stride = <usize>columns * FLOAT;
  const empties = i8x16.splat(<i8>empty);
  let used: i32 = 0;
  for (let r: i32 = 0; r < count; r += 16) {
    let others = i8x16.bitmask(i8x16.ne(v128.load(from + <usize>r), empties));
    if (r + 16 > count) others &= (1 << (count - r)) - 1;
    for (; others; others &= others - 1) {
      const place = r + ctz(others);
      const value = load<f64>(table + <usize>load<u8>(from + <usize>place) * DOUBLE) - background;
      store<f64>(factors + <usize>used * DOUBLE, value);
      store<u32>(rows + <usize>used * FLOAT, <u32>(matrix + <usize>place * stride));
      used += i32(value !== 0);
    }
  }
  return used;
}

/**
 * out_j = float32(base_j + factor_0 row_0j + factor_1 row_1j + ...), added in this order.
 * The sums of sixteen columns stay in registers while the rows go by.
 */
function combine(base: usize, factors: usize, rows: usize, count: i32, columns: i32, out: usize): void {
  let j: i32 = 0;
  for (; j + 16 <= columns; j += 16) {
    const at = <usize>j;
    let s0 = v128.load(base + at * DOUBLE, 0);
    let s1 = v128.load(base + at * DOUBLE, 16);
    let s2 = v128.load(base + at * DOUBLE, 32);
    let s3 = v128.load(base + at * DOUBLE, 48);
    let s4 = v128.load(base + at * DOUBLE, 64);
    let s5 = v128.load(base + at * DOUBLE, 80);
    let s6 = v128.load(base + at * DOUBLE, 96);
    let s7 = v128.load(base + at * DOUBLE, 112);
    for (let r: i32 = 0; r < count; r++) {
      const f = v128.load64_splat(factors + <usize>r * DOUBLE);
      const row = <usize>load<u32>(rows + <usize>r * FLOAT) + at * FLOAT;
      s0 = f64x2.add(s0, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 0))));
      s1 = f64x2.add(s1, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 8))));
      s2 = f64x2.add(s2, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 16))));
      s3 = f64x2.add(s3, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 24))));
      s4 = f64x2.add(s4, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 32))));
      s5 = f64x2.add(s5, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 40))));
      s6 = f64x2.add(s6, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 48))));
      s7 = f64x2.add(s7, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row, 56))));
    }
    const to = out + at * FLOAT;
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s0), 0, 0);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s1), 0, 8);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s2), 0, 16);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s3), 0, 24);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s4), 0, 32);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s5), 0, 40);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s6), 0, 48);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(s7), 0, 56);
  }
  for (; j + 2 <= columns; j += 2) {
    const at = <usize>j;
    let sum = v128.load(base + at * DOUBLE);
    for (let r: i32 = 0; r < count; r++) {
      const f = v128.load64_splat(factors + <usize>r * DOUBLE);
      const row = <usize>load<u32>(rows + <usize>r * FLOAT) + at * FLOAT;
      sum = f64x2.add(sum, f64x2.mul(f, f64x2.promote_low_f32x4(v128.load64_zero(row))));
    }
    v128.store64_lane(out + at * FLOAT, f32x4.demote_f64x2_zero(sum), 0);
  }
  for (; j < columns; j++) {
    const at = <usize>j;
    let sum = load<f64>(base + at * DOUBLE);
    for (let r: i32 = 0; r < count; r++) {
      sum +=
        load<f64>(factors + <usize>r * DOUBLE) *
        f64(load<f32>(<usize>load<u32>(rows + <usize>r * FLOAT) + at * FLOAT));
    }
    store<f32>(out + at * FLOAT, f32(sum));
  }
}

function addOne(sums: usize, factor: f64, row: usize, columns: i32): void {
  const v = f64x2.splat(factor);
  let j: i32 = 0;
  for (; j + 4 <= columns; j += 4) {
    const at: usize = j;
    const to = sums + at * DOUBLE;
    const x = v128.load(row + at * FLOAT);
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(v, f64x2.promote_low_f32x4(x))));
    v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(v, f64x2.promote_low_f32x4(upper(x)))), 16);
  }
  for (; j < columns; j++) {
    const to = sums + <usize>j * DOUBLE;
    store<f64>(to, load<f64>(to) + factor * f64(load<f32>(row + <usize>j * FLOAT)));
  }
}

/** totals_j = sum over rows of matrix_rj, in float64 in the order of rows. */
export function columnTotals(totals: usize, matrix: usize, rows: i32, columns: i32): void {
  memory.fill(totals, 0, <usize>columns * DOUBLE);
  for (let r: i32 = 0; r < rows; r++) addOne(totals, 1, matrix + <usize>r * <usize>columns * FLOAT, columns);
}
