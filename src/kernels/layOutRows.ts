import { computeStride, placeRows } from './placeRows.js';
import { type ArraySize, type LaidOut, simd } from './simd.js';

/**
 * Of which rows it is kept that they lie in the kernels' memory, for many calls that go over the same rows:
 * else most of the time goes to copying them. They are copied at the first call of a session,
 * and have to stay as they are while it lasts. Where there is no room for more they are copied each time.
 */
export interface Keep {
  /** The place of a thread's memory, one for each block. */
  readonly slot: string;
  /** A number that no other work has that keeps rows at this place. */
  readonly session: number;
}

/**
 * Places n rows for a kernel, and arrays beside them: at which address the first row lies, `stride` bytes
 * before the next. Where they are to be kept, those of the session that lie there already stay.
 * `ahead`: room for so many rows before the first.
 */
export function layOutRows<Sizes extends Readonly<Record<string, ArraySize>>>(
  rows: readonly Float32Array[],
  sizes: Sizes,
  { keep, ahead = 0 }: { readonly keep?: Keep | undefined; readonly ahead?: number } = {},
): { readonly at: number; readonly stride: number; readonly arrays: LaidOut<Sizes> } {
  const kernels = simd();
  const stride = computeStride(rows);
  const length = (ahead + rows.length) * stride;
  const kept = keep === undefined ? null : kernels.keep(keep.slot, keep.session, 4 * length);
  const { values, ...arrays } = kernels.layOut({ ...sizes, values: ['f32', kept === null ? length : 0] });
  const at = (kept?.at ?? values.at) + 4 * ahead * stride;
  if (kept?.isNew !== false) placeRows(rows, kernels.viewAt(at, rows.length * stride));
  return { at, stride: 4 * stride, arrays: arrays as LaidOut<Sizes> };
}

/** The number of a session on this thread alone: below 0, for those that threads share are above. */
export function startSession(): number {
  return --last;
}

let last = 0;
