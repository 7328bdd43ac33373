import { expect, test } from 'vitest';
import { loadBackend } from '../../src/models/backend.js';

test('wasm loads, computes what is known, and says its version', async () => {
  expect(await loadBackend('wasm')).toEqual({ name: 'wasm', version: '4.22.0' });
});
