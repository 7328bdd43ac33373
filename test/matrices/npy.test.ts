import { describe, expect, test } from 'vitest';
import { failIn } from '../../src/matrices/matrix.js';
import { formatNpy, parseNpy } from '../../src/matrices/npy.js';

const HEADER = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
const VALUES = [1, -2.5, 1e300, NaN, -Infinity, 0.1];

/** A file by the format's description: magic, version, length of the header, header, numbers. */
function npy(
  header: string,
  { version = [1, 0], values = VALUES, width = 8, little = true } = {},
): Uint8Array {
  const long = version[0] > 1;
  const start = (long ? 12 : 10) + header.length;
  const bytes = Buffer.alloc(start + width * values.length);
  bytes.write('\x93NUMPY', 'latin1');
  bytes.set(version, 6);
  if (long) bytes.writeUInt32LE(header.length, 8);
  else bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, long ? 12 : 10, 'latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  for (const [k, value] of values.entries()) {
    if (width === 8) view.setFloat64(8 * k, value, little);
    else view.setFloat32(4 * k, value, little);
  }
  return bytes;
}

const parse = (bytes: Uint8Array) => parseNpy(bytes, failIn('a.npy')).map((row) => [...row]);
const ROWS = [
  [1, -2.5, Infinity],
  [NaN, -Infinity, Math.fround(0.1)],
];

describe('an NPY file', () => {
  test.each([
    [1, 0],
    [2, 0],
    [3, 0],
  ])('of version %i.%i is read, float64 as float32, NaN as it is', (...version) => {
    expect(parse(npy(HEADER, { version }))).toEqual(ROWS);
  });

  test('may have float32, the other byte order, its keys in any order, and no comma at the end', () => {
    const turned = "{ 'shape':(2,3) ,'fortran_order':False,'descr':'>f4'}\n";
    expect(parse(npy(turned, { width: 4, little: false }))).toEqual(ROWS);
  });

  test('may lie at an odd place in memory', () => {
    const bytes = npy(HEADER);
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    expect(parse(moved.subarray(1))).toEqual(ROWS);
  });

  test.each([
    ['of integers', npy(HEADER.replace('<f8', '<i8')), "descr: found '<i8', allowed '<f4', '<f8'"],
    ['of objects', npy(HEADER.replace('<f8', '|O')), 'descr: found'],
    ['in Fortran order', npy(HEADER.replace('False', 'True')), 'fortran_order: found True, allowed False'],
    ['of one dimension', npy(HEADER.replace('(2, 3)', '(6,)')), 'shape: found [6], allowed [n, d]'],
    ['of three dimensions', npy(HEADER.replace('(2, 3)', '(1, 2, 3)')), 'shape: found [1, 2, 3]'],
    ['of no vector', npy(HEADER.replace('(2, 3)', '(0, 3)'), { values: [] }), 'shape: found [0, 3]'],
    ['of too many vectors', npy(HEADER.replace('(2, 3)', '(5000, 3)')), '1 to 4096 vectors'],
    ['that is cut off', npy(HEADER).subarray(0, -1), '47 bytes of numbers, its shape has 48'],
    ['that goes on', Buffer.concat([npy(HEADER), Buffer.of(0)]), '49 bytes of numbers, its shape has 48'],
    ['without a shape', npy("{'descr': '<f8', 'fortran_order': False}"), 'shape: is missing'],
    [
      'with a key twice',
      npy(HEADER.replace("'shape'", "'descr': '<f8', 'shape'")),
      'descr: stands there twice',
    ],
    ['with code in its header', npy("{'descr': open('x')}"), 'its header says something else'],
    ['of a version to come', npy(HEADER, { version: [4, 0] }), 'version: found 4.0, allowed 1.0, 2.0, 3.0'],
    ['with a header longer than it', npy(HEADER).subarray(0, 40), 'a header of 59 bytes in a file of 40'],
    ['that is empty', new Uint8Array(), 'not an NPY file'],
    ['that is text', Buffer.from('1,2,3\n4,5,6\n'), 'not an NPY file'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => parse(bytes)).toThrow(`a.npy: ${message}`.replace(/^a\.npy: (?=1 to)/, ''));
  });

  test('of a vector has a header padded to 64 bytes, and float32 behind it', () => {
    const bytes = formatNpy(Float32Array.of(1, -0.1));
    expect(Buffer.from(bytes).toString('latin1', 0, 8)).toBe('\x93NUMPY\x01\x00');
    expect(bytes.length).toBe(128 + 8);
    expect(new DataView(bytes.buffer).getUint16(8, true)).toBe(118);
    const header = Buffer.from(bytes).toString('latin1', 10, 128);
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2,\), \} *\n$/);
    expect([...new Float32Array(bytes.slice(128).buffer)]).toEqual([1, Math.fround(-0.1)]);
  });
});
