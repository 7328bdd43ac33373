import { checkShape, type Fail, type Matrix, readFloats } from './matrix.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const HEADER_BYTES_MAX = 1 << 16;

/** The header's Python literal: its three keys in any order. */
const HEADER = /^\s*\{(?<pairs>[^{}]*)\}\s*$/;
const PAIR =
  /^\s*'(?<key>descr|fortran_order|shape)'\s*:\s*(?<value>'[^']*'|True|False|\([\d\s,L]*\))\s*(?:,|$)/;
const TYPES: Readonly<Record<string, { readonly width: number; readonly isLittle: boolean }>> = {
  '<f4': { width: 4, isLittle: true },
  '<f8': { width: 8, isLittle: true },
  '>f4': { width: 4, isLittle: false },
  '>f8': { width: 8, isLittle: false },
};

/**
 * The vectors of an NPY file (NumPy's format, versions 1.0 to 3.0):
 * magic, version, length of the header, header, then n x d floats of 4 or 8 bytes in C order.
 */
export function parseNpy(bytes: Uint8Array, fail: Fail): Matrix {
  const { descr, shape: extents, data } = openNpy(bytes, fail);
  const type = TYPES[descr];
  if (!Object.hasOwn(TYPES, descr)) fail(`found '${descr.slice(0, 20)}', allowed '<f4', '<f8'`, 'descr');
  const shape = checkShape(extents, fail);
  const wanted = type.width * shape[0] * shape[1];
  if (data.length !== wanted) fail(`${data.length} bytes of numbers, its shape has ${wanted}`);
  return readFloats(data, shape, type);
}

/** Whether bytes begin as an NPY file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return bytes.length >= 10 && MAGIC.every((byte, k) => bytes[k] === byte);
}

/** The type and the shape that an NPY file says, and the bytes behind its header, row-major. */
export function openNpy(
  bytes: Uint8Array,
  fail: Fail,
): { readonly descr: string; readonly shape: readonly number[]; readonly data: Uint8Array } {
  if (!isNpy(bytes)) fail('not an NPY file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [bytes[6], bytes[7]];
  if (major < 1 || major > 3 || minor !== 0) {
    fail(`found ${major}.${minor}, allowed 1.0, 2.0, 3.0`, 'version');
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) fail('the file ends in its header');
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > HEADER_BYTES_MAX || start + length > bytes.length) {
    fail(`a header of ${length} bytes in a file of ${bytes.length}`);
  }
  const header = readHeader(new TextDecoder().decode(bytes.subarray(start, start + length)), fail);
  if (header.isFortran) fail('found True, allowed False: rows one after the other', 'fortran_order');
  return { descr: header.descr, shape: header.shape, data: bytes.subarray(start + length) };
}

/** The bytes of an NPY file (1.0) of one vector of float32. */
export function formatNpy(vector: Float32Array): Uint8Array {
  return format([vector], `${vector.length},`);
}

/** The same of rows of equal length. */
export function formatNpyMatrix(rows: Matrix): Uint8Array {
  return format(rows, `${rows.length}, ${rows[0].length}`);
}

function format(rows: Matrix, shape: string): Uint8Array {
  const count = rows.reduce((sum, { length }) => sum + length, 0);
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = `${text.padEnd(64 * Math.ceil((11 + text.length) / 64) - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + 4 * count);
  bytes.set([...MAGIC, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer);
  let at = 10 + header.length;
  for (const row of rows) for (let c = 0; c < row.length; c++, at += 4) view.setFloat32(at, row[c], true);
  return bytes;
}

interface Header {
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

function readHeader(text: string, fail: Fail): Header {
  let rest = HEADER.exec(text)?.groups?.pairs ?? fail('its header is no mapping');
  const found = new Map<string, string>();
  while (rest.trim() !== '') {
    const { key, value } =
      PAIR.exec(rest)?.groups ?? fail('its header says something else than descr, fortran_order, shape');
    if (found.has(key)) fail('stands there twice', key);
    found.set(key, value);
    rest = rest.replace(PAIR, '');
  }
  const read = (key: string, form: RegExp) => form.exec(found.get(key) ?? '')?.[1] ?? fail('is missing', key);
  const shape = read('shape', /^\((.*)\)$/s)
    .split(',')
    .filter((extent) => extent.trim() !== '')
    .map((extent) => Number(extent.replace(/L\s*$/, '')));
  return {
    descr: read('descr', /^'(.*)'$/),
    isFortran: read('fortran_order', /^(True|False)$/) === 'True',
    shape,
  };
}
