import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { parameterCount } from '../../src/models/layout.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { loadScenario } from '../../src/scenario/load.js';
import { temporaryFolder } from '../support/program.js';

const open = (layers: unknown) => {
  const scenario = expandScenario({ task: 'mnist-mlp', model: { layers } });
  return { scenario, ...findEntries(builtIn, scenario) };
};
const small = [{ kind: 'dense', units: 5 }, 'relu', { kind: 'dense', units: 10 }];

describe('a network that a scenario lists', () => {
  test('has the parameters of its layers, named by what they are and numbered where there are several', () => {
    const { model } = open([
      { kind: 'conv', filters: 3, size: 5, stride: 2 },
      'relu',
      'max-pool',
      { kind: 'dense', units: 7 },
      'relu',
      { kind: 'dense', units: 6 },
      'relu',
      { kind: 'dense', units: 10 },
    ]);
    expect(model.tensors.map(({ name, shape }) => [name, ...shape])).toEqual([
      ...[
        ['conv/kernel', 5, 5, 1, 3],
        ['conv/bias', 3],
      ],
      // 28 becomes 12 by steps of two, and 6 by the windows.
      ...[
        ['hidden1/kernel', 6 * 6 * 3, 7],
        ['hidden1/bias', 7],
      ],
      ...[
        ['hidden2/kernel', 7, 6],
        ['hidden2/bias', 6],
      ],
      ...[
        ['logits/kernel', 6, 10],
        ['logits/bias', 10],
      ],
    ]);
    expect(parameterCount(model)).toBe(78 + 763 + 48 + 70);
  });

  test('with one hidden layer is computed by the kernels of its own, flattened first or not', () => {
    expect(open(small).model.isPerceptron).toBe(true);
    const flat = open(['flatten', ...small]).model;
    expect([flat.isPerceptron, flat.tensors]).toEqual([true, open(small).model.tensors]);
    expect(open([{ kind: 'dense', units: 10 }]).model.isPerceptron).toBeUndefined();
    expect(open([small[0], 'relu', 'relu', small[2]]).model.isPerceptron).toBeUndefined();
  });

  test('stands in the expanded scenario with every option, and is understood there again', () => {
    const { scenario } = open([{ kind: 'conv', filters: 2, size: 3 }, ...small]);
    expect(scenario.model).toEqual({
      layers: [
        { kind: 'convolution', filters: 2, size: 3, stride: 1, pad: 0, bias: true },
        ...[{ kind: 'dense', units: 5 }, { kind: 'relu' }, { kind: 'dense', units: 10 }],
      ],
    });
    expect(expandScenario(scenario)).toEqual(scenario);
    expect(expandScenario({ task: 'mnist-mlp' })).not.toHaveProperty('model');
  });

  test('has blocks whose result is added to what came in, with a shortcut where they change the shape', () => {
    const block = (filters: number, stride: number) => ({
      kind: 'skip',
      layers: [{ kind: 'conv', filters, size: 3, stride, pad: 1, bias: false }, 'batch-norm', 'relu'],
    });
    const { model, scenario } = open([
      { kind: 'conv', filters: 4, size: 3, pad: 1 },
      ...[block(4, 1), block(6, 3), { kind: 'dense', units: 10 }],
    ]);
    expect(model.tensors.slice(2, 9).map(({ name, shape }) => [name, ...shape])).toEqual([
      ['block1/conv/kernel', 3, 3, 4, 4],
      ['block1/bn/gamma', 4],
      ['block1/bn/beta', 4],
      ['block2/conv/kernel', 3, 3, 4, 6],
      ['block2/bn/gamma', 6],
      ['block2/bn/beta', 6],
      ['block2/shortcut/kernel', 1, 1, 4, 6],
    ]);
    expect(model.tensors[9].shape).toEqual([10 * 10 * 6, 10]);
    expect(expandScenario(scenario)).toEqual(scenario);
  });

  test('of large layers has fewer images taken at once', () => {
    const { task } = open([{ kind: 'conv', filters: 512, size: 3, pad: 1 }, ...small]);
    // 28 x 28 x 512 values and few more, of 12 bytes each, in 1.5 GB.
    expect(task.batchMax).toBe(Math.floor(1.5e9 / 12 / (28 * 28 * 513 + 5 + 5 + 10)));
    expect(task.slice).toBe(task.batchMax);
    expect(open(small).task.slice).toBe(1000);
  });
});

test('another network is named, if it is between the same images and classes', () => {
  expect(expandScenario({ task: 'mnist-mlp', model: 'mnist-lenet' }).model).toBe('mnist-lenet');
  expect(() => expandScenario({ task: 'mnist-mlp', model: 'cifar10-cnn' })).toThrow(
    'model: found cifar10-cnn, of images [32,32,3], allowed a model of images [28,28,1], as mnist-mlp has them',
  );
  expect(() => expandScenario({ task: 'mnist-mlp', model: 'mnist-lennet' })).toThrow(
    'did you mean mnist-lenet?',
  );
});

describe('layers that do not fit are told by line and column, with the shape that came', () => {
  const text = (layers: string) => `task: mnist-mlp\nmodel:\n  layers:\n${layers}`;
  test.each([
    [
      'a last layer of other than the classes',
      '    - { kind: dense, units: 12 }\n',
      '4:7: model.layers.0: the last layer gives a value for each class, found dense, which makes [12], allowed dense with 10 units',
    ],
    [
      'a last layer that is no dense one',
      '    - { kind: dense, units: 10 }\n    - relu\n',
      '5:7: model.layers.1: the last layer gives a value for each class, found relu, which makes [10], allowed dense with 10 units',
    ],
    [
      'a convolution of features',
      '    - { kind: dense, units: 20 }\n    - { kind: conv, filters: 2, size: 3 }\n    - { kind: dense, units: 10 }\n',
      '5:7: model.layers.1: convolution does not fit [20], which comes to it, found values of shape [20], allowed [height, width, channels]',
    ],
    [
      'a filter that is larger than what comes',
      '    - { kind: conv, filters: 2, size: 20 }\n    - { kind: conv, filters: 2, size: 10 }\n    - { kind: dense, units: 10 }\n',
      '5:33: model.layers.1.size: convolution does not fit [9,9,2], which comes to it, found 10, allowed 1 to 9 (the image and its pad)',
    ],
    [
      'a kind that there is not',
      '    - { kind: dens, units: 10 }\n',
      '4:9: model.layers.0.kind: no layer has this name (did you mean dense? pass --use FILE if it is your own), found "dens", allowed dense, relu, convolution, max-pool, batch-norm, global-average-pool, flatten, residual',
    ],
    [
      'an option that it does not have',
      '    - { kind: dense, unit: 10 }\n',
      '4:22: model.layers.0.unit: unknown key (did you mean units?), allowed kind, units',
    ],
    [
      'an option that is missing',
      '    - dense\n',
      '4:7: model.layers.0.units: found nothing, allowed a whole number from 1 to 65536',
    ],
    [
      'no layers',
      '    []\n',
      '3:3: model.layers: found [], allowed 1 to 64 layers, as in [{ kind: dense, units: 32 }, relu, { kind: dense, units: 10 }]',
    ],
    [
      'a block without layers',
      '    - { kind: conv, filters: 2, size: 3 }\n    - residual\n    - { kind: dense, units: 10 }\n',
      '5:7: model.layers.1.layers: found nothing, allowed a list of layers, as in [{ kind: convolution, filters: 16, size: 3, pad: 1 }, relu]',
    ],
    [
      'a block that makes a shape to which nothing can be added',
      '    - { kind: conv, filters: 2, size: 3 }\n    - { kind: residual, layers: [{ kind: conv, filters: 2, size: 3 }] }\n    - { kind: dense, units: 10 }\n',
      '5:25: model.layers.1.layers: its layers make [24,24,2] of [26,26,2], found [24,24,2], allowed the same height and width, or both smaller by one factor',
    ],
    [
      'a block on the images themselves',
      '    - { kind: residual, layers: [relu] }\n    - { kind: dense, units: 10 }\n',
      '4:7: model.layers.0: residual does not fit [28,28,1], which comes to it, found the images themselves, allowed [height, width, channels], behind a convolution',
    ],
    [
      'a layer in a block that does not fit',
      '    - { kind: conv, filters: 2, size: 3 }\n    - { kind: residual, layers: [relu, { kind: conv, filters: 2, size: 30 }] }\n    - { kind: dense, units: 10 }\n',
      '5:66: model.layers.1.layers.1.size: convolution does not fit [26,26,2], which comes to it, found 30, allowed 1 to 26 (the image and its pad)',
    ],
    [
      'an unknown kind in a block',
      '    - { kind: conv, filters: 2, size: 3 }\n    - { kind: residual, layers: [rellu] }\n    - { kind: dense, units: 10 }\n',
      '5:34: model.layers.1.layers.0: no layer has this name (did you mean relu?',
    ],
    [
      'a block in a block',
      '    - { kind: conv, filters: 2, size: 3 }\n    - { kind: residual, layers: [{ kind: residual, layers: [relu] }] }\n    - { kind: dense, units: 10 }\n',
      '5:34: model.layers.1.layers.0: residual holds layers that are no blocks',
    ],
    [
      'more parameters than there is memory for',
      '    - { kind: dense, units: 65536 }\n    - { kind: dense, units: 65536 }\n    - { kind: dense, units: 10 }\n',
      'workers.count',
    ],
  ])('%s', (_, layers, message) => {
    const file = path.join(temporaryFolder(), 's.yaml');
    writeFileSync(file, text(layers));
    expect(() => loadScenario(file)).toThrow(message);
  });
});
