import type { Fail } from '../../matrices/matrix.js';
import { openNpy } from '../../matrices/npy.js';
import { type NumberArray, readNumbers } from './numberArray.js';

const KINDS = { u: 'byte', i: 'whole', f: 'float' } as const;
const DESCR = /^(?<order>[<>|])(?<kind>[uif])(?<width>[1248])$/;
const ALLOWED = ['u1', 'i1', 'i2', 'i4', 'i8', 'f4', 'f8'];

/** The numbers of an NPY file of uint8, of signed whole numbers or of float32 or float64, in C order. */
export function parseNpyArray(bytes: Uint8Array, fail: Fail): NumberArray {
  const { descr, shape, data } = openNpy(bytes, fail);
  const { order, kind, width } = DESCR.exec(descr)?.groups ?? {};
  if (!ALLOWED.includes(`${kind}${width}`) || (order === '|' && width !== '1')) {
    fail(`found '${descr.slice(0, 20)}', allowed '|u1', '<i1' to '<i8', '<f4', '<f8'`, 'descr');
  }
  const type = {
    kind: KINDS[kind as keyof typeof KINDS],
    width: Number(width),
    isLittle: order !== '>',
  };
  return readNumbers(data, shape, type, fail);
}
