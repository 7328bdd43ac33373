import assert from 'node:assert/strict';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { parseOptions } from '../entries/parseOptions.js';
import { squaredDistances, squaredDistancesTo } from '../kernels/distances.js';
import { loadBackend } from '../models/backend.js';
import { initialParameters } from '../models/initialParameters.js';
import { countElements, parameterCount } from '../models/layout.js';
import { lossAndGradient, openModel } from '../models/model.js';
import type { ModelEntry } from '../models/modelEntry.js';
import { stream } from '../random/stream.js';
import type { Schedule } from '../schedules/schedule.js';
import type { Transform } from '../transforms/transform.js';
import { madeRows } from './madeRows.js';
import type { CaseOptions, RequiredCase } from './requiredCase.js';

const ROUNDS = 1000;

/** What every schedule must do. */
export function scheduleCases(schedule: Schedule, { options: given = {} }: CaseOptions = {}): RequiredCase[] {
  const { options } = parseOptions(schedule, given, refuse);
  return [
    {
      name: `${schedule.name} gives a finite rate above 0 in every round, the same every time`,
      run: () => {
        for (let round = 0; round < ROUNDS; round++) {
          const rate = () => schedule.rate({ learningRate: 0.1, round, rounds: ROUNDS }, options);
          assert.ok(Number.isFinite(rate()) && rate() > 0, `round ${round}: ${rate()}`);
          assert.equal(rate(), rate());
        }
      },
    },
  ];
}

/** What every transform must do. */
export function transformCases(
  transform: Transform,
  { options: given = {} }: CaseOptions = {},
): RequiredCase[] {
  const { options } = parseOptions(transform, given, refuse);
  const rows = madeRows(12, 20);
  const setting = { rows: rows.length, declared: 2, options };
  const geometry = () => ({
    rows: rows.length,
    squares: squaredDistances(rows),
    squaredNorms: squaredDistancesTo(rows, new Float32Array(20)),
  });
  const mix = (given = geometry()) => transform.mix(given, setting, stream(1, 'transform'));
  return [
    {
      name: `${transform.name} gives as many rows as it says, of finite weights, the same every time`,
      run: () => {
        assert.equal(transform.check(setting), null);
        const { weights } = mix();
        assert.equal(weights.length, transform.rowsOut?.(setting) ?? rows.length);
        assert.ok(weights.every((row) => row.length === rows.length && row.every(Number.isFinite)));
        assert.deepEqual(mix(), { weights });
      },
    },
    {
      name: `${transform.name} leaves the geometry as it was`,
      run: () => {
        const given = geometry();
        mix(given);
        assert.deepEqual(given, geometry());
      },
    },
  ];
}

/** What every network must do: its gradient is that of its loss, by finite differences. */
export function modelCases(entry: ModelEntry): RequiredCase[] {
  const batch = 4;
  return [
    {
      name: `${entry.name} has the gradient of its loss`,
      run: async () => {
        await loadBackend('wasm');
        const model = await openModel(entry);
        const random = stream(1, 'images of a required case');
        const images = Float64Array.from({ length: batch * countElements(entry.inputShape) }, () =>
          random.uniform(),
        );
        const labels = Int32Array.from({ length: batch }, (_, k) => k % entry.classes);
        const parameters = initialParameters(entry, 1);
        const gradient = new Float32Array(parameterCount(entry));
        const lossAt = (values: Float32Array, into: Float32Array) =>
          lossAndGradient(model, values, { images, labels }, into);
        assert.ok(Number.isFinite(lossAt(parameters, gradient)));
        const scale = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
        assert.ok(scale > 0, 'the gradient is not zero');
        // Deep networks bend within a step in which shallow ones are straight;
        // float32 blurs steps that are too short.
        const slopes: number[] = [];
        for (const length of [1e-2, 1e-3, 1e-4]) {
          const step = length / scale;
          const [ahead, behind] = [1, -1].map((sign) => {
            const moved = parameters.map((value, c) => value + sign * step * gradient[c]);
            return lossAt(moved, new Float32Array(gradient.length));
          });
          const slope = (ahead - behind) / (2 * step);
          if (Math.abs(slope / scale ** 2 - 1) < 0.05) return;
          slopes.push(slope);
        }
        assert.fail(`slopes ${slopes.join(', ')}, |gradient|^2 ${scale ** 2}`);
      },
    },
  ];
}

/** What every data set must do. */
export function dataSetCases(entry: DataSetEntry): RequiredCase[] {
  return [
    {
      name: `${entry.name} has as many images as it says, the same ones every time`,
      run: () => {
        const [first, second] = [entry.load(), entry.load()];
        assert.equal(first.train.count, entry.train);
        assert.equal(first.test.count, entry.test);
        assert.deepEqual(first.hashes, second.hashes);
      },
    },
  ];
}

function refuse(field: string, { allowed = '' }: { readonly allowed?: string | undefined }): never {
  throw new assert.AssertionError({ message: `${field}: allowed ${allowed}` });
}
