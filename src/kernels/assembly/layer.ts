const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out_bj = float32(bias_j + c T_j + sum over k of (data_bk - c) kernel_kj), c being data_00 and T_j the total of
 * the kernel's column j, both sums in float64 in the order of k; values equal to c add nothing.
 * data: [batch x inputs] float64; or, where there is a table (not 0) of 256 float64, bytes that stand for its values, with
 * 15 more behind them that can be read. kernel: [inputs x outputs] float32. bias: [outputs] float32.
 * work: room for 2 outputs + inputs float64, then inputs uint32.
 */
export function dataLayer(
  data: usize, table: usize, kernel: usize, bias: usize, out: usize, batch: i32, inputs: i32, outputs: i32, work: usize,
): void {
  const base = work;
  const sums = base + <usize>outputs * DOUBLE;
  const factors = sums + <usize>outputs * DOUBLE;
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
    combine(base, sums, factors, rows, used, outputs, out + <usize>(b * outputs) * FLOAT);
  }
}

/**
 * out_kj = float32(c T_j + sum over b of (data_bk - c) slopes_bj), c being data_00 and T_j the total of the slopes'
 * column j, both sums in float64 in the order of b.
 * data, table: as above, but bytes are [inputs x batch]. slopes: [batch x outputs] float32. work: room for
 * 2 outputs + batch float64, then batch uint32.
 */
export function dataLayerKernelGradient(
  data: usize, table: usize, slopes: usize, out: usize, batch: i32, inputs: i32, outputs: i32, work: usize,
): void {
  const base = work;
  const sums = base + <usize>outputs * DOUBLE;
  const factors = sums + <usize>outputs * DOUBLE;
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
      ? listedBytes(data + <usize>(k * batch), batch, load<u8>(data), table, background, slopes, outputs, factors, rows)
      : listed(data + <usize>k * DOUBLE, step, batch, background, slopes, outputs, factors, rows);
    combine(base, sums, factors, rows, used, outputs, out + <usize>(k * outputs) * FLOAT);
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

/** Lists the differences to the background that are not zero, and the addresses of their rows. Returns how many. */
function listed(
  from: usize, step: usize, count: i32, background: f64, matrix: usize, columns: i32, factors: usize, rows: usize,
): i32 {
  const stride = <usize>columns * FLOAT;
  let used: i32 = 0;
  let row = matrix;
  for (let r: i32 = 0; r < count; r++) {
    const value = load<f64>(from) - background;
    store<f64>(factors + <usize>used * DOUBLE, value);
    store<u32>(rows + <usize>used * FLOAT, <u32>row);
    used += i32(value != 0);
    from += step;
    row += stride;
  }
  return used;
}

/** The same of bytes side by side, of which `empty` stands for the background: 16 at a time are passed over. */
function listedBytes(
  from: usize, count: i32, empty: u8, table: usize, background: f64, matrix: usize, columns: i32, factors: usize, rows: usize,
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
      used += i32(value != 0);
    }
  }
  return used;
}

/** out_j = float32(base_j + factor_0 row_0j + factor_1 row_1j + ...), added in this order. */
function combine(
  base: usize, sums: usize, factors: usize, rows: usize, count: i32, columns: i32, out: usize,
): void {
  memory.copy(sums, base, <usize>columns * DOUBLE);
  let r: i32 = 0;
  for (; r + 4 <= count; r += 4) addFour(sums, factors + <usize>r * DOUBLE, rows + <usize>r * FLOAT, columns);
  for (; r < count; r++) {
    addOne(sums, load<f64>(factors + <usize>r * DOUBLE), load<u32>(rows + <usize>r * FLOAT), columns);
  }
  for (let j: i32 = 0; j < columns; j++) {
    store<f32>(out + <usize>j * FLOAT, f32(load<f64>(sums + <usize>j * DOUBLE)));
  }
}

/** Four rows in one pass over the sums: each sum is read and written once, in the same order of additions. */
function addFour(sums: usize, factors: usize, rows: usize, columns: i32): void {
  const a: usize = load<u32>(rows);
  const b: usize = load<u32>(rows, 4);
  const c: usize = load<u32>(rows, 8);
  const d: usize = load<u32>(rows, 12);
  const fa = load<f64>(factors);
  const fb = load<f64>(factors, 8);
  const fc = load<f64>(factors, 16);
  const fd = load<f64>(factors, 24);
  const va = f64x2.splat(fa);
  const vb = f64x2.splat(fb);
  const vc = f64x2.splat(fc);
  const vd = f64x2.splat(fd);
  let j: i32 = 0;
  for (; j + 4 <= columns; j += 4) {
    const at: usize = j;
    const to = sums + at * DOUBLE;
    let low = v128.load(to);
    let high = v128.load(to, 16);
    let x = v128.load(a + at * FLOAT);
    low = f64x2.add(low, f64x2.mul(va, f64x2.promote_low_f32x4(x)));
    high = f64x2.add(high, f64x2.mul(va, f64x2.promote_low_f32x4(upper(x))));
    x = v128.load(b + at * FLOAT);
    low = f64x2.add(low, f64x2.mul(vb, f64x2.promote_low_f32x4(x)));
    high = f64x2.add(high, f64x2.mul(vb, f64x2.promote_low_f32x4(upper(x))));
    x = v128.load(c + at * FLOAT);
    low = f64x2.add(low, f64x2.mul(vc, f64x2.promote_low_f32x4(x)));
    high = f64x2.add(high, f64x2.mul(vc, f64x2.promote_low_f32x4(upper(x))));
    x = v128.load(d + at * FLOAT);
    low = f64x2.add(low, f64x2.mul(vd, f64x2.promote_low_f32x4(x)));
    high = f64x2.add(high, f64x2.mul(vd, f64x2.promote_low_f32x4(upper(x))));
    v128.store(to, low);
    v128.store(to, high, 16);
  }
  for (; j < columns; j++) {
    const at: usize = j;
    let sum = load<f64>(sums + at * DOUBLE);
    sum = sum + fa * f64(load<f32>(a + at * FLOAT));
    sum = sum + fb * f64(load<f32>(b + at * FLOAT));
    sum = sum + fc * f64(load<f32>(c + at * FLOAT));
    sum = sum + fd * f64(load<f32>(d + at * FLOAT));
    store<f64>(sums + at * DOUBLE, sum);
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

@inline
function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}
