import { describe, expect, test } from 'vitest';
import { runKey } from '../../src/runs/runKey.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { noteAt, withoutStaleNotes } from '../../src/scenario/notes.js';

const input = (notes?: unknown) => ({
  task: 'mnist-mlp',
  training: { rounds: 10 },
  ...(notes ? { notes } : {}),
});

describe('notes of a scenario', () => {
  test('stand in the order of their rounds, and go for all rounds up to the next', () => {
    const { notes = [] } = expandScenario(
      input([
        { round: 4, text: 'later' },
        { round: 1, text: 'first' },
      ]),
    );
    expect(notes.map(({ round }) => round)).toEqual([1, 4]);
    expect([0, 1, 3, 4, 9].map((round) => noteAt({ notes }, round)?.text ?? null)).toEqual([
      null,
      'first',
      'first',
      'later',
      'later',
    ]);
  });

  test('decide nothing: the run is found again by the same key', () => {
    const plain = expandScenario(input());
    expect('notes' in plain).toBe(false);
    const told = expandScenario(input([{ round: 0, text: 'x' }]));
    expect(runKey(told, '1')).toBe(runKey(plain, '1'));
  });

  test('are left out where the scenario was changed in what they may speak of, unless they were too', () => {
    const notes = input([{ round: 0, text: 'x' }]);
    const has = (...fields: string[]) => {
      const changed = fields.map((field) => field.split('.'));
      return 'notes' in (withoutStaleNotes(notes, changed) as object);
    };
    expect(has()).toBe(true);
    expect(has('training.rounds', 'name', 'evaluation.every')).toBe(true);
    expect(has('training.rounds', 'attack.z')).toBe(false);
    expect(has('attack.z', 'notes')).toBe(true);
    expect(has('seed')).toBe(false);
  });

  test.each([
    [
      [
        { round: 2, text: 'x' },
        { round: 2, text: 'y' },
      ],
      /notes\.1\.round: has a note already, found 2/,
    ],
    [[{ round: 2 }], /notes\.0\.text/],
    [[{ round: 2, text: 'x\u001b[2J' }], /notes\.0\.text: found .* without control characters/],
  ])('are refused with the field: %j', (notes, message) => {
    expect(() => expandScenario(input(notes))).toThrow(message);
  });
});
