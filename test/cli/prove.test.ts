import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listProofs, playProof } from '../../src/cli/prove.js';

const proofs = listProofs();

test('every proof has a scenario and a digest of its own', () => {
  const files = readdirSync(path.dirname(proofs[0].file));
  expect(files).toHaveLength(proofs.length + 1);
  expect(proofs.length).toBeGreaterThanOrEqual(12);
  for (const { digest } of proofs) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(proofs.map(({ digest }) => digest)).size).toBe(proofs.length);
});

test('a proof gives the digest that is published; npm start -- doctor --prove plays all', async () => {
  expect(
    await playProof(
      proofs.find(({ name }) => name === 'krum')!,
      2,
    ),
  ).toBe(proofs.find(({ name }) => name === 'krum')!.digest);
});
