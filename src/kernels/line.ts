import { startSession } from './layOutRows.js';
import { simd } from './simd.js';

/** Where a thread's last line is kept. */
const SLOT = 'line';
const [FLOAT, DOUBLE] = [4, 8];

/**
 * Writes points of a line, out_c = point_c + factor direction_c, in float64 and rounded to float32 once;
 * without a point, factor direction_c. Point and direction are copied, once where there is room to keep them.
 */
export function drawLine(
  point: Float64Array | null,
  direction: Float64Array,
): (out: Float32Array, factor: number) => void {
  const session = startSession();
  const { length } = direction;
  const stride = 4 * Math.ceil(length / 4);
  const size = DOUBLE * stride;
  return (out, factor) => {
    const kernels = simd();
    const bytes = 2 * size + FLOAT * stride;
    const kept = kernels.keep(SLOT, session, bytes);
    const at = kept?.at ?? kernels.layOut({ line: ['u8', bytes] }).line.at;
    if (kept?.isNew !== false) {
      kernels.viewDoublesAt(at, length).set(direction);
      if (point !== null) kernels.viewDoublesAt(at + size, length).set(point);
    }
    kernels.pointOnLine(point === null ? 0 : at + size, factor, at, at + 2 * size, length);
    out.set(kernels.viewAt(at + 2 * size, length));
  };
}
