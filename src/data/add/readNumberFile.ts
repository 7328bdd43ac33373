import { gunzipSync } from 'node:zlib';
import { readBounded } from '../../files/readBounded.js';
import { type Fail, failIn } from '../../matrices/matrix.js';
import { isNpy } from '../../matrices/npy.js';
import { isIdx, parseIdxArray } from './idxArray.js';
import type { NumberArray } from './numberArray.js';
import { parseNpyArray } from './npyArray.js';
import { parseTable, type Table, TABLE_BYTES_MAX } from './table.js';

/** The largest file that is read, and the most that one is unpacked to. */
const BYTES_MAX = 2 ** 31 - 2 ** 20;

/**
 * The numbers of an IDX or NPY file, perhaps packed by gzip, which are told by how they begin;
 * or the table of a CSV file, which is told by its name's end.
 * `column`: of a table, the one that is the class.
 * Throws an InputError that names the file, and of a table the line.
 */
export function readNumberFile(file: string, column: string | null): NumberArray | Table {
  const fail = failIn(file);
  const isTable = /\.csv(?:\.gz)?$/i.test(file);
  const bytesMax = isTable ? TABLE_BYTES_MAX : BYTES_MAX;
  const read = readBounded(file, { bytesMax, links: true });
  const bytes = read[0] === 0x1f && read[1] === 0x8b ? unpack(read, bytesMax, fail) : read;
  if (isNpy(bytes)) return parseNpyArray(bytes, fail);
  if (isIdx(bytes)) return parseIdxArray(bytes, fail);
  if (isTable) return parseTable(bytes, column, fail);
  return fail('is neither IDX nor NPY by how it begins, nor CSV by its name, which would end in .csv');
}

function unpack(bytes: Uint8Array, bytesMax: number, fail: Fail): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax });
  } catch (cause) {
    return fail(`cannot be unpacked (${(cause as Error).message})`);
  }
}
