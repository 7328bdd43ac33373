const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * sums_j += factor_0 row_0j, then factor_1 row_1j, ... for j in 0 .. columns-1.
 * sums: float64. factors: `count` float64. rows: `count` uint32 addresses of float32 rows.
 */
export function addScaledRows(sums: usize, factors: usize, rows: usize, count: i32, columns: i32): void {
  let r: i32 = 0;
  for (; r + 4 <= count; r += 4) addFour(sums, factors + <usize>r * DOUBLE, rows + <usize>r * FLOAT, columns);
  for (; r < count; r++) addOne(sums, load<f64>(factors + <usize>r * DOUBLE), load<u32>(rows + <usize>r * FLOAT), columns);
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

/** totals_j = sum over rows of matrix_rj, in the order of rows. matrix: float32, row-major; totals: float64. */
export function columnTotals(totals: usize, matrix: usize, rows: i32, columns: i32): void {
  memory.fill(totals, 0, <usize>columns * DOUBLE);
  for (let r: i32 = 0; r < rows; r++) addOne(totals, 1, matrix + <usize>r * <usize>columns * FLOAT, columns);
}

@inline
function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}
