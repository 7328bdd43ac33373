import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { readStandardInput, STANDARD_INPUT } from '../files/readStandardInput.js';
import { formatCsv, parseCsv } from './csv.js';
import { failIn, type Matrix, MATRIX_BYTES_MAX } from './matrix.js';
import { formatNpy, parseNpy } from './npy.js';
import { formatSafetensors, parseSafetensorsMatrix } from './safetensorsMatrix.js';

const STANDARD_INPUT_BYTES_MAX = 1 << 27;

const WRITERS: Readonly<Record<string, (vector: Float32Array) => string | Uint8Array>> = {
  '.npy': formatNpy,
  '.safetensors': formatSafetensors,
  '.csv': formatCsv,
};
const ENDINGS = Object.keys(WRITERS).join(', ');

/**
 * The vectors of a file, by its ending: .npy, .safetensors, .csv; `-` is CSV at standard input.
 * `tensor`: which one of a safetensors file that holds several.
 * Throws an InputError that names file, line and field.
 */
export function readMatrix(file: string, tensor?: string): Matrix {
  const fail = failIn(file);
  const ending = file === STANDARD_INPUT ? '.csv' : endingIn(file, file);
  if (tensor !== undefined && ending !== '.safetensors')
    fail('only a safetensors file has named tensors', '--tensor');
  if (file === STANDARD_INPUT) return parseCsv(readStandardInput(STANDARD_INPUT_BYTES_MAX), fail);
  const bytes = readBounded(file, { bytesMax: MATRIX_BYTES_MAX, links: true });
  if (ending === '.npy') return parseNpy(bytes, fail);
  return ending === '.csv' ? parseCsv(bytes, fail) : parseSafetensorsMatrix(bytes, tensor, fail);
}

/** One vector as the content of a file, by its ending. Throws an InputError that names the option. */
export function formatVector(vector: Float32Array, file: string, option: string): string | Uint8Array {
  return WRITERS[endingIn(file, option)](vector);
}

function endingIn(file: string, place: string): string {
  const ending = path.extname(file).toLowerCase();
  if (Object.hasOwn(WRITERS, ending)) return ending;
  throw new InputError({
    place: { file: place },
    found: show(file),
    problem: 'how it is written is told by the ending',
    allowed: `a file that ends in ${ENDINGS}`,
  });
}
