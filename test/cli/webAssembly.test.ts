import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFlags } from '../../src/cluster/nodeFlags.js';
import { MAIN, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

/** A Node.js whose WebAssembly has no SIMD: it refuses every module, as one on such a processor does. */
const WITHOUT_SIMD = `WebAssembly.Module = function () {
  throw new WebAssembly.CompileError('WebAssembly.Module(): Wasm SIMD unsupported @+12');
};
WebAssembly.validate = () => false;
`;
const MODULE = `export default [];\n`;

/** Runs the program in a folder of its own with flags of Node.js. Which files it left, too. */
function krumble(flags: readonly string[], args: readonly string[]) {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify(small));
  writeFileSync(path.join(cwd, 'vectors.csv'), '1,2\n3,4\n5,6\n7,8\n');
  writeFileSync(path.join(cwd, 'without-simd.cjs'), WITHOUT_SIMD);
  writeFileSync(path.join(cwd, 'own.mjs'), MODULE);
  const before = readdirSync(cwd).length;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, MAIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const lines = stderr.trimEnd().split('\n');
  const ours = lines.filter((line) => !line.startsWith('Warning: disabling flag --expose_wasm'));
  return { code: status, stdout, stderr: ours.join('\n'), left: readdirSync(cwd).length - before };
}

describe('a machine without WebAssembly SIMD is told in one line at the start, with nothing written:', () => {
  test('without SIMD, run', () => {
    const { code, stdout, stderr, left } = krumble(
      ['--require', './without-simd.cjs'],
      ['run', 'small.yaml', '--out', 'r'],
    );
    expect([code, stdout, left]).toEqual([2, '', 0]);
    expect(stderr).toMatch(
      /^krumble: backend: WebAssembly with SIMD does not start in this Node\.js on this processor \(.*SIMD unsupp[^\n]*$/,
    );
  });

  test.each([
    [['run', 'small.yaml', '--executor', 'inline', '--out', 'r']],
    [['sweep', 'small.yaml', '--set', 'seed=[1,2]', '--out', 's']],
    [['aggregate', 'krum', 'vectors.csv', '--f', '0']],
    [['check', 'small.yaml', '--use', 'own.mjs']],
  ])('off, %j', (args) => {
    const { code, stdout, stderr, left } = krumble(['--jitless'], args);
    expect([code, stdout, left]).toEqual([2, '', 0]);
    expect(stderr.split('\n')).toEqual([expect.stringMatching(/there is no WebAssembly in this Node\.js/)]);
  });
});

test.skipIf(process.platform !== 'linux')(
  'a limit on address space is told in one line, with what to do about it',
  () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify(small));
    const limited = ['-c', 'ulimit -v 9000000; exec "$@"', 'sh', process.execPath, MAIN];
    const args = ['run', 'small.yaml', '--threads', '1', '--out', 'r'];
    const { status, stdout, stderr } = spawnSync('sh', [...limited, ...args], { cwd, encoding: 'utf8' });
    expect([status, stdout, readdirSync(cwd)]).toEqual([2, '', ['small.yaml']]);
    expect(stderr).toMatch(
      /^krumble: backend: there is no address space for WebAssembly .* --disable-wasm-trap-handler, it works[^\n]*\n$/,
    );
  },
);

test('a child process takes over the flags by which Node.js computes, and not what it runs', () => {
  const computing = ['--jitless', '--no-enable-avx', '--max-old-space-size=100'];
  const others = ['--inspect=9229', '--input-type=module', '--eval', 'text', '-p', '--require', './x.cjs'];
  expect(nodeFlags([...computing.slice(0, 2), ...others, computing[2]])).toEqual(computing);
});
