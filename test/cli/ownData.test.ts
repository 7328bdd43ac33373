import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { idx, writeFiles } from '../support/ownData.js';

const folder = mkdtempSync(path.join(tmpdir(), 'krumble-test-'));
const [home, cwd] = [path.join(folder, 'home'), folder];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { KRUMBLE_HOME: home };
const call = (...args: string[]) => krumble(args, { cwd, env });

/** A table of three classes that two measures tell apart; the class comes last. */
function table(rows: number, shift = 0): string {
  const lines = Array.from({ length: rows }, (_, k) => {
    const kind = k % 3;
    return `${Math.cos(kind * 2) + (k % 5) / 10 + shift},${Math.sin(kind * 2) - (k % 7) / 10},${kind}`;
  });
  return `width,length,kind\n${lines.join('\n')}\n`;
}

const scenario = (fields: object = {}) =>
  JSON.stringify({
    task: 'mnist-mlp',
    data: { set: 'leaves' },
    model: { layers: [{ kind: 'dense', units: 8 }, 'relu', { kind: 'dense', units: 3 }] },
    workers: { count: 5, corrupted: 1, batch: 6 },
    training: { rounds: 24, learningRate: 0.3 },
    attack: 'sign-flip',
    defense: { rule: 'median' },
    evaluation: { every: 12 },
    ...fields,
  });

const ADD = ['--train-images', 'train.csv', '--test-images', 'test.csv', '--label-column', 'kind'];

beforeAll(async () => {
  writeFiles(cwd, {
    'train.csv': table(60),
    'test.csv': table(21, 0.01),
    'shifted.csv': table(21, 0.02),
    'own.yaml': scenario(),
  });
  const added = await call('data', 'add', 'leaves', ...ADD);
  expect(added).toEqual({
    code: 0,
    stdout: [
      'leaves: added',
      `  ${path.join(home, 'leaves.krumble')}`,
      '  60 training and 21 test inputs of 2, 3 classes',
      '  scenario: data: { set: leaves }',
      '',
    ].join('\n'),
    stderr: '',
  });
});

describe('a set of a user’s own on the command line', () => {
  test('is listed, checked, shown and explained as those that come with krumble', async () => {
    const { stdout: listed } = await call('data', 'list');
    expect(listed).toContain(
      `leaves: a set of your own: floats of 2, 3 classes\n  60 training and 21 test images\n  ${home}/leaves.krumble\n`,
    );
    const { stdout: checked } = await call('data', 'check', 'leaves');
    expect(checked).toMatch(/^leaves: good\n {2}train {5}60 images {2}SHA-256 [0-9a-f]{64}\n/);
    const { stdout: shown } = await call('data', 'show', 'leaves');
    expect(shown.split('\n').map((line) => line.trimEnd())).toEqual([
      'leaves: a set of your own: floats of 2, 3 classes',
      'tensors of 2, 3 classes',
      'class  train  test',
      '0      20     7',
      '1      20     7',
      '2      20     7',
      'all    60     21',
      '',
    ]);
    const { stdout: json } = await call('data', 'show', 'leaves', '--json');
    expect(JSON.parse(json)).toMatchObject({
      imageShape: [2],
      counts: { train: [20, 20, 20], test: [7, 7, 7] },
    });
    const { stdout: named } = await call('list', 'data-sets');
    expect(named).toMatch(/^leaves .*a set of your own/m);
  });

  test('is dealt, trained on, learned and replayed; with other bytes a replay is refused', async () => {
    const dealt = await call('data', 'show', 'own.yaml', '--json');
    const { counts } = JSON.parse(dealt.stdout) as { counts: number[][] };
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(60);
    const run = await call('run', 'own.yaml', '--out', 'run', '--executor', 'inline', '--ui', 'quiet');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const lines = readFileSync(path.join(cwd, 'run', 'rounds.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const last = JSON.parse(lines.at(-1)!) as { accuracy: number };
    expect(last.accuracy).toBeGreaterThan(90);
    const manifest = readFileSync(path.join(cwd, 'run', 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({
      scenario: { name: 'mnist-mlp on leaves, sign-flip, median', data: { set: 'leaves', train: 60 } },
      data: { name: 'leaves' },
    });
    // Played without threads, and replayed on two, which share the set's floats.
    const again = await call('replay', 'run', '--threads', '2', '--ui', 'quiet');
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect((await call('data', 'remove', 'leaves')).code).toBe(0);
    const gone = await call('replay', 'run', '--executor', 'inline');
    expect(gone.code).toBe(4);
    expect(gone.stderr).toContain('no data set has this name');
    const other = ['--train-images', 'train.csv', '--test-images', 'shifted.csv', '--label-column', '3'];
    expect((await call('data', 'add', 'leaves', ...other)).code).toBe(0);
    const refused = await call('replay', 'run', '--executor', 'inline');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/leaves/);
    await call('data', 'remove', 'leaves');
    expect((await call('data', 'add', 'leaves', ...ADD)).code).toBe(0);
    expect((await call('replay', 'run', '--executor', 'inline')).code).toBe(0);
  });

  test.each<[string, object, string]>([
    [
      'the task’s own network does not fit it',
      { model: undefined },
      'own.yaml:1:29: data.set: found leaves, of inputs [2] and 3 classes, allowed a set of inputs [28,28,1] and 10 classes, which mnist-mlp takes, or model: { layers: [...] } beside it',
    ],
    [
      'a network by name does not fit it',
      { model: 'mnist-logistic' },
      'model: found mnist-logistic, of images [28,28,1], allowed a model of images [2], as leaves has them',
    ],
    [
      'the last layer has other classes',
      { model: { layers: [{ kind: 'dense', units: 4 }] } },
      'model.layers.0: the last layer gives a value for each class, found dense, which makes [4], allowed dense with 3 units',
    ],
    [
      'a layer asks for an image',
      {
        model: {
          layers: [
            { kind: 'convolution', filters: 2, size: 3 },
            { kind: 'dense', units: 3 },
          ],
        },
      },
      'convolution does not fit [2], which comes to it',
    ],
    [
      'there are fewer inputs',
      { data: { set: 'leaves', train: 61 } },
      'data.train: found 61, allowed 1 to 60 (the images of leaves)',
    ],
    [
      'an attack needs images',
      { attack: 'badnets' },
      'attack.name: needs images, and the inputs of leaves are none, found badnets',
    ],
    [
      'a backdoor needs images',
      { attack: { name: 'backdoor-pattern' } },
      'attack.name: needs images, and the inputs of leaves are none, found backdoor-pattern',
    ],
    [
      'a backdoor shows one',
      { attack: { name: 'backdoor-sample' } },
      'attack.name: needs images, and the inputs of leaves are none, found backdoor-sample',
    ],
    [
      'crops need images',
      { data: { set: 'leaves', augmentation: 'crop-and-flip' } },
      'data.augmentation: the inputs of leaves are no images, found "crop-and-flip", allowed none',
    ],
    [
      'no set has the name',
      { data: { set: 'leafs' } },
      'data.set: no data set has this name (did you mean leaves?',
    ],
  ])('a scenario is refused where %s', async (_, fields, message) => {
    writeFileSync(path.join(cwd, 'own.yaml'), scenario(fields));
    const { code, stdout, stderr } = await call('check', 'own.yaml');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('stands in the place of the task’s where it has the same shape', async () => {
    const pixels = Array.from({ length: 12 * 784 }, (_, k) => (k * 37) % 256);
    const labels = Array.from({ length: 12 }, (_, k) => k % 10);
    writeFiles(cwd, { pixels: idx([12, 28, 28], pixels), labels: idx([12], labels) });
    const files = ['--train-images', 'pixels', '--train-labels', 'labels'];
    const added = await call(
      'data',
      'add',
      'noise',
      ...files,
      '--test-images',
      'pixels',
      '--test-labels',
      'labels',
    );
    expect(added.stdout).toContain('  12 training and 12 test images of 28 x 28 x 1, 10 classes\n');
    writeFileSync(
      path.join(cwd, 'noise.yaml'),
      'task: mnist-mlp\ndata: { set: noise }\nworkers: { count: 3, batch: 4 }\n',
    );
    expect(await call('check', 'noise.yaml')).toMatchObject({ code: 0, stderr: '' });
    expect((await call('data', 'remove', 'noise')).stdout).toBe(`noise: removed\n  ${home}/noise.krumble\n`);
  });

  test.each<[string[], string]>([
    [['data', 'remove', 'mnist'], 'data remove: comes with krumble, found "mnist", allowed leaves'],
    [
      ['data', 'remove', '../x'],
      'data remove: no set of your own has this name, found "../x", allowed leaves',
    ],
    [['data', 'add', 'leaves', ...ADD], 'is there already'],
    [
      ['data', 'add', 'other', ...ADD, '--classes', '1'],
      '--classes: found "1", allowed a whole number from 2 to 256',
    ],
    [
      ['data', 'add', 'other', ...ADD, '--shape', '2x'],
      '--shape: found "2x", allowed 1 to 4 extents, as in 28x28x1',
    ],
    [['data', 'add', 'other', ...ADD, '--kind', 'sound'], '--kind: found "sound", allowed image, tensor'],
    [
      ['data', 'add', 'other', '--train-images', 'none.csv', '--test-images', 'test.csv'],
      'none.csv: there is no such file or folder',
    ],
  ])('%j is refused in one line, and the cache folder stays as it is', async (args, message) => {
    const before = readdirSync(home);
    const { code, stdout, stderr } = await call(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(home)).toEqual(before);
  });

  test('whose file is damaged is told of by list and check, and can be removed', async () => {
    writeFileSync(path.join(home, 'broken.krumble'), 'something');
    const file = path.join(home, 'broken.krumble');
    expect((await call('data', 'list')).stdout).toContain(`damaged: ${file}\n`);
    const { code, stderr } = await call('data', 'check');
    expect(code).toBe(4);
    expect(stderr).toContain(
      `${file}: its header is not that of a set: damaged. krumble data remove broken, and add it again.`,
    );
    expect((await call('data', 'remove', 'broken')).code).toBe(0);
    expect(readdirSync(home)).toEqual(['leaves.krumble']);
  });
});
