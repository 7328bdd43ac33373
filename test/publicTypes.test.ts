import {
  type AttackInput,
  defineAttack,
  defineMeasure,
  definePartition,
  defineRule,
  expandScenario,
  option,
  type ScenarioInput,
} from 'krumble';
import { expect, test } from 'vitest';

// Each expected error is one that the compiler must find: `npm run check` fails where it does not.
// What is wrong only in its type must be refused when it runs as well.

const cappedMean = defineRule({
  name: 'capped-mean',
  summary: 'a rule of a test',
  options: { cap: option.real({ least: 0, most: 9, default: 1, about: 'a bound' }) },
  check: () => null,
  reduce: (rows, { options }) => {
    const cap: number = options.cap;
    // @ts-expect-error an option that the rule does not have
    void options.cups;
    // @ts-expect-error a number is no text
    const text: string = options.cap;
    return {
      aggregate: rows[0].map((value) => Math.min(value, cap + text.length)),
      kept: new Float64Array(rows.length),
    };
  },
});

test('a wrong name in a scenario neither compiles nor runs', () => {
  const right: ScenarioInput = { task: 'mnist-mlp', defense: { rule: 'krum', variant: 'published' } };
  expect(expandScenario(right).defense.rule).toBe('krum');
  const withOptions: ScenarioInput = {
    task: 'mnist-mlp',
    defense: { rule: 'centered-clipping', tau: 5, steps: 2 },
    workers: { reports: 'local-steps', steps: 3, localRate: 0.1 },
  };
  expect(expandScenario(withOptions)).toMatchObject({ defense: { tau: 5 }, workers: { steps: 3 } });
  const wrong: ScenarioInput[] = [
    // @ts-expect-error steps are counted
    { task: 'mnist-mlp', workers: { reports: 'local-steps', steps: 'three' } },
    // @ts-expect-error no kind of report has such an option
    { task: 'mnist-mlp', workers: { reports: 'local-steps', strides: 3 } },
    // @ts-expect-error no such task
    { task: 'mnist-mpl' },
    // @ts-expect-error no such rule
    { task: 'mnist-mlp', defense: { rule: 'krumm' } },
    // @ts-expect-error no rule has such a variant
    { task: 'mnist-mlp', defense: { rule: 'krum', variant: 'imagined' } },
    // @ts-expect-error no such attack
    { task: 'mnist-mlp', attack: { name: 'litle' } },
    // @ts-expect-error no such schedule
    { task: 'mnist-mlp', training: { schedule: 'sometimes' } },
    // @ts-expect-error no such partition
    { task: 'mnist-mlp', data: { partition: 'by-colour' } },
    // @ts-expect-error workers report no such thing
    { task: 'mnist-mlp', workers: { reports: 'rumours' } },
    // @ts-expect-error no such measure
    { task: 'mnist-mlp', evaluation: { measures: ['happiness'] } },
    // @ts-expect-error no such key
    { task: 'mnist-mlp', defence: { rule: 'krum' } },
  ];
  const found = [
    'steps',
    'strides',
    'mnist-mpl',
    'krumm',
    'imagined',
    'litle',
    'sometimes',
    'by-colour',
    'rumours',
    'happiness',
  ];
  for (const [k, input] of wrong.entries()) {
    expect(() => expandScenario(input)).toThrow(found[k] ?? 'defence');
  }
});

test('a wrong option of an attack neither compiles nor runs', () => {
  const right: AttackInput = { name: 'little', z: 1.5 };
  const withoutOptions: AttackInput[] = [
    { name: 'sign-flip', window: { from: 2 } },
    { name: 'optimal-ipm', variant: 'byzantine-momentum' },
  ];
  const workers = { count: 11, corrupted: 2 };
  for (const attack of [right, ...withoutOptions])
    expect(expandScenario({ task: 'mnist-mlp', workers, attack }).attack).toMatchObject(attack);
  const wrong: AttackInput[] = [
    // @ts-expect-error z is a number or max
    { name: 'little', z: 'much' },
    // @ts-expect-error it has no scale
    { name: 'little', scale: 3 },
    // @ts-expect-error it has no options at all
    { name: 'sign-flip', size: 3 },
  ];
  for (const [k, attack] of wrong.entries()) {
    expect(() => expandScenario({ task: 'mnist-mlp', workers, attack })).toThrow(
      ['much', 'scale', 'size'][k],
    );
  }
});

test('an own entry’s name is known where it is told, and nowhere else', () => {
  const own: ScenarioInput<typeof cappedMean> = {
    task: 'mnist-mlp',
    defense: { rule: 'capped-mean', cap: 2 },
  };
  // @ts-expect-error without the entry its name is not known
  const untold: ScenarioInput = { task: 'mnist-mlp', defense: { rule: 'capped-mean' } };
  expect(own.defense?.rule).toBe(cappedMean.name);
  for (const input of [own, untold])
    expect(() => expandScenario(input as ScenarioInput)).toThrow('capped-mean');
});

test('an attack sees no more than it says', () => {
  const names = [
    defineAttack({
      name: 'peeks',
      summary: 'looks at honest reports',
      sees: 'own',
      // @ts-expect-error it sees its own alone
      forge: ({ honest: _ }) => new Float32Array(1),
    }),
    defineAttack({
      name: 'tries',
      summary: 'tries the defense',
      sees: 'honest',
      // @ts-expect-error it cannot try the defense
      decide: ({ aggregate }) => void aggregate,
    }),
    defineAttack({ name: 'looks', summary: 'looks', sees: 'honest', forge: ({ honest }) => honest[0] }),
  ].map(({ name }) => name);
  expect(names).toEqual(['peeks', 'tries', 'looks']);
});

test('what an entry must have is asked for, and what it has not is refused', () => {
  const made = [
    // @ts-expect-error a rule says which n and f it needs
    defineRule({ name: 'careless', summary: 'a rule of a test' }),
    // @ts-expect-error a partition assigns images
    definePartition({ name: 'careless', summary: 'a partition of a test' }),
    // @ts-expect-error a measure computes something
    defineMeasure({ name: 'careless', summary: 'a measure of a test' }),
    // @ts-expect-error an attack says what it sees
    defineAttack({ name: 'careless', summary: 'an attack of a test' }),
    // @ts-expect-error whole numbers have bounds
    option.whole({ least: 0, about: 'a count' }),
  ];
  expect(made).toHaveLength(5);
});
