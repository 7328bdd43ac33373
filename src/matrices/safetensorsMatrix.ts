import { show } from '../errors/show.js';
import { readSafetensorsHeader } from '../models/readSafetensors.js';
import { toSafetensors } from '../models/writeSafetensors.js';
import { checkShape, type Fail, type Matrix, readFloats } from './matrix.js';

const WIDTHS: Readonly<Record<string, number>> = { F32: 4, F64: 8 };
const LISTED_MAX = 8;

/**
 * The vectors of a safetensors file: its only tensor, or the one that is named, of shape [n, d], F32 or F64.
 */
export function parseSafetensorsMatrix(bytes: Uint8Array, named: string | undefined, fail: Fail): Matrix {
  const { header, start } = readSafetensorsHeader(bytes, fail);
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const listed = names.slice(0, LISTED_MAX).map(show).join(', ');
  const known = names.length > LISTED_MAX ? `${listed} and ${names.length - LISTED_MAX} more` : listed;
  if (names.length === 0) fail('the file holds no tensor');
  if (named === undefined && names.length > 1) {
    fail(`holds ${names.length} tensors, allowed --tensor with one of ${known}`);
  }
  const name = named ?? names[0];
  if (!names.includes(name)) fail(`has no such tensor, allowed ${known}`, show(name));
  const { dtype, shape, data_offsets: offsets } = (header[name] ?? {}) as Record<string, unknown>;
  const width = WIDTHS[String(dtype)];
  if (width === undefined) fail(`found ${show(dtype)}, allowed "F32", "F64"`, `${show(name)}: dtype`);
  if (!Array.isArray(shape)) return fail('is no list', `${show(name)}: shape`);
  const extents = checkShape(shape, fail, `${show(name)}: shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    return fail('data_offsets are not two integers', show(name));
  }
  const [begin, end] = offsets as [number, number];
  if (begin < 0 || end > bytes.length - start || end - begin !== width * extents[0] * extents[1]) {
    fail(`data_offsets ${begin} to ${end} do not fit the shape and the file`, show(name));
  }
  return readFloats(bytes.subarray(start + begin, start + end), extents, { width, isLittle: true });
}

/** The bytes of a safetensors file of one vector of float32, as the tensor `aggregate`. */
export function formatSafetensors(vector: Float32Array): Uint8Array {
  const tensor = { name: 'aggregate', kind: 'kernel' as const, shape: [vector.length] };
  return toSafetensors(vector, { name: 'a vector', inputShape: [1, 1, 1], classes: 1, tensors: [tensor] });
}
