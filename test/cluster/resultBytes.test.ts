import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeResult, encodeResult } from '../../src/cluster/resultBytes.js';

const JSON_TEXT = 0;

test.each([
  [{ result: { hash: 'ab12' } }, true],
  [{ result: { loss: 0.1 + 0.2 } }, true],
  [{ result: { forged: { isOne: true, hiddenSquares: null } } }, true],
  [{ result: null }, true],
  [{ failure: { name: 'Error', code: null, message: 'مرحبا 中文 \u{1f600}', stack: 'a\nb' } }, true],
  [{ result: { loss: NaN } }, false],
  [{ result: { loss: -0 } }, false],
  [{ result: { loss: Infinity } }, false],
  [{ result: { loss: undefined } }, false],
  [{ result: { facts: { note: 'half of a pair: \ud800' } } }, true],
  [{ result: { kept: [1, -0, NaN] } }, false],
  [{ result: { row: Float32Array.of(1, 2) } }, false],
  [{ result: { a: { b: { c: { d: 1 } } } } }, false],
  [{ result: new Map([[1, 2]]) }, false],
] as const)('a result comes back as it was, as text where that holds it: %j', (value, isText) => {
  const bytes = encodeResult(value);
  expect(bytes[0] === JSON_TEXT).toBe(isText);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3), 3);
  shared.set(bytes);
  for (const one of [bytes, shared]) {
    const found = decodeResult(one) as object;
    expect(found).toEqual(value);
    expect(Object.keys(found)).toEqual(Object.keys(value));
  }
});

test('whatever a step may lead to comes back bit for bit', () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0),
  );
  const plain = { noNullPrototype: true };
  const tree = fc.dictionary(
    fc.string(),
    fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf, plain)),
    plain,
  );
  fc.assert(
    fc.property(tree, (result) => {
      expect(decodeResult(encodeResult({ result }))).toStrictEqual({ result });
    }),
  );
});

test('what is no plain data is refused', () => {
  expect(() => encodeResult({ result: { f: () => 1 } })).toThrow(/could not be cloned/);
});
