import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listProofs, playProof } from '../../src/cli/prove.js';
import { krumble } from '../support/inProcess.js';

const proofs = listProofs();

test('every proof has a scenario and a digest of its own', () => {
  const files = readdirSync(path.dirname(proofs[0].file));
  expect(files).toHaveLength(proofs.length + 1);
  expect(proofs.length).toBeGreaterThanOrEqual(12);
  for (const { digest } of proofs) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(proofs.map(({ digest }) => digest)).size).toBe(proofs.length);
});

test('a proof gives the digest that is published; npm start -- doctor --prove plays all', async () => {
  const proof = proofs.find(({ name }) => name === 'krum')!;
  expect(await playProof(proof, { threads: 2 })).toBe(proof.digest);
});

test('how they are played is told with --prove, and refused without it or where it is none', async () => {
  for (const [args, message] of [
    [['--executor', 'inline'], 'krumble: --executor: goes with --prove alone\n'],
    [['--prove', '--threads', '0'], 'krumble: --threads: found "0", allowed a whole number from 1 to 1024\n'],
    [
      ['--prove', '--executor', 'none'],
      'krumble: --executor: found "none", allowed shared, messages, inline\n',
    ],
  ] as const) {
    const { code, stdout, stderr } = await krumble(['doctor', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  }
});
