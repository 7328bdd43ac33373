import { describe, expect, test } from 'vitest';
import { failIn } from '../../src/matrices/matrix.js';
import { formatSafetensors, parseSafetensorsMatrix } from '../../src/matrices/safetensorsMatrix.js';

/** A file by the format's description: u64 length of the header, JSON, bytes of tensors. */
function safetensors(header: object, data: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

const single = Buffer.from(Float32Array.of(1, 2, 3, 4, 5, NaN).buffer);
const double = Buffer.from(Float64Array.of(0.1, 1e300).buffer);
const a = { dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] };
const b = { dtype: 'F64', shape: [1, 2], data_offsets: [24, 40] };
const both = safetensors({ __metadata__: { round: '1' }, a, b }, Buffer.concat([single, double]));
const parse = (bytes: Uint8Array, tensor?: string) =>
  parseSafetensorsMatrix(bytes, tensor, failIn('a.safetensors')).map((row) => [...row]);

describe('a safetensors file', () => {
  test('of one tensor is read without its name', () => {
    expect(parse(safetensors({ a }, single))).toEqual([
      [1, 2],
      [3, 4],
      [5, NaN],
    ]);
  });

  test('of several is read by a name, float64 as float32', () => {
    expect(parse(both, 'b')).toEqual([[Math.fround(0.1), Infinity]]);
    expect(() => parse(both)).toThrow('holds 2 tensors, allowed --tensor with one of "a", "b"');
    expect(() => parse(both, 'c')).toThrow('a.safetensors: "c": has no such tensor, allowed "a", "b"');
  });

  test.each([
    ['of another type', { a: { ...a, dtype: 'BF16' } }, '"a": dtype: found "BF16", allowed "F32", "F64"'],
    ['of another shape', { a: { ...a, shape: [6] } }, '"a": shape: found [6], allowed [n, d]'],
    ['without a shape', { a: { ...a, shape: 6 } }, '"a": shape: is no list'],
    ['that ends behind the file', { a: { ...a, data_offsets: [4, 28] } }, 'data_offsets 4 to 28 do not fit'],
    ['that begins before it', { a: { ...a, data_offsets: [-8, 16] } }, 'data_offsets -8 to 16 do not fit'],
    ['that is null', { a: null }, '"a": dtype: found nothing'],
  ])('with a tensor %s is refused', (_, header, message) => {
    expect(() => parse(safetensors(header, single))).toThrow(message);
  });

  test('without a tensor, or that is none, is refused', () => {
    expect(() => parse(safetensors({}, single))).toThrow('the file holds no tensor');
    expect(() => parse(Buffer.from('1,2\n'))).toThrow('not a safetensors file');
  });

  test('of a vector holds it as a tensor', () => {
    const bytes = formatSafetensors(Float32Array.of(1, 2));
    const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(JSON.parse(Buffer.from(bytes).toString('utf8', 8, end))).toEqual({
      aggregate: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([...new Float32Array(bytes.slice(end).buffer)]).toEqual([1, 2]);
  });
});
