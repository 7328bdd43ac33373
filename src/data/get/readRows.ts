import { parseJson } from '../../files/parseJson.js';
import { buildDataError } from './buildDataError.js';

/** What a list of rows is to be, and which of them are wanted. */
interface Wanted {
  readonly pixels: number;
  readonly all: number;
  readonly from: number;
  readonly count: number;
}

/**
 * Some rows of `{"data": [[...], ...]}`, one behind the other, each value a whole number from 0 to 255.
 * Rows without values count for nothing. Throws a DataError for a list of another form or length.
 */
export function readRows(
  content: Uint8Array,
  { pixels, all, from, count }: Wanted,
  name: string,
): Uint8Array {
  const rows = parseRows(content, name).filter((row) => !Array.isArray(row) || row.length > 0);
  if (rows.length !== all) throw buildDataError(name, `found ${rows.length} rows, expected ${all}`);
  const values = new Uint8Array(count * pixels);
  for (let k = 0; k < count; k++) {
    const row = rows[from + k];
    if (!Array.isArray(row) || row.length !== pixels) {
      throw buildDataError(name, `row ${from + k} is not a list of ${pixels} values`);
    }
    const wrong = row.findIndex((value) => !Number.isInteger(value) || value < 0 || value > 255);
    if (wrong >= 0) {
      const what = `value ${wrong} of row ${from + k}`;
      throw buildDataError(name, `${what} is not a whole number from 0 to 255`);
    }
    values.set(row as number[], k * pixels);
  }
  return values;
}

function parseRows(content: Uint8Array, name: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = parseJson(Buffer.from(content).toString());
  } catch (cause) {
    throw buildDataError(name, (cause as Error).message, { cause });
  }
  const { data } = (parsed ?? {}) as { readonly data?: unknown };
  if (!Array.isArray(data)) throw buildDataError(name, 'has no list of rows as data');
  return data;
}
