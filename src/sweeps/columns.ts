import type { Scenario } from '../scenario/scenario.js';
import type { SweptResult } from './sweptResult.js';

/** A run of a sweep: what it is found by, what it was of, and what it came to. */
export interface Row {
  readonly run: string;
  readonly scenario: Scenario;
  readonly result: SweptResult;
}

/** A column of a table of runs. A field that a scenario does not have, or not as a number, is null. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'whole' | 'real';
  readonly of: (row: Row) => unknown;
}

const ofRun: readonly Column[] = [{ name: 'run', type: 'text', of: ({ run }) => run }];

const ofScenario = (type: Column['type'], fields: string): Column[] =>
  fields.split(' ').map((name) => ({ name, type, of: ({ scenario }) => fieldOf(scenario, name) }));

const ofResult = (type: Column['type'], fields: string): Column[] =>
  fields.split(' ').map((name) => ({ name, type, of: ({ result }) => fieldOf(result, name) }));

/** The columns of every table of runs, the same in each, whatever was varied. */
export const columns: readonly Column[] = Object.freeze([
  ...ofRun,
  ...ofScenario('text', 'name task'),
  ...ofScenario('whole', 'seed data.train data.test'),
  ...ofScenario('text', 'data.order data.augmentation'),
  ...ofScenario('whole', 'workers.count workers.corrupted workers.batch'),
  ...ofScenario('text', 'workers.reports'),
  ...ofScenario('whole', 'training.rounds'),
  ...ofScenario(
    'real',
    'training.momentum training.learningRate training.fading training.l2 training.workerMomentum',
  ),
  ...ofScenario('text', 'training.initial attack.name attack.variant'),
  ...ofScenario('real', 'attack.z'),
  ...ofScenario('whole', 'attack.image attack.target attack.size'),
  ...ofScenario('real', 'attack.value'),
  ...ofScenario('whole', 'attack.images'),
  ...ofScenario('real', 'attack.alpha'),
  ...ofScenario('whole', 'attack.epochs'),
  ...ofScenario('real', 'attack.learningRate attack.confidence'),
  ...ofScenario('text', 'defense.rule defense.variant'),
  ...ofScenario('whole', 'defense.declared evaluation.every'),
  ...ofResult('whole', 'rounds'),
  ...ofResult('real', 'accuracyMax accuracyFinal accuracyLast10 backdoorHitRate corruptedInfluenceMean'),
  ...ofResult('whole', 'overflowRound'),
  ...ofResult('text', 'digest'),
]);

/** The value of a column for a row, by the column's type. */
export function valueOf({ type, of }: Column, row: Row): string | number | null {
  const value = of(row);
  if (type === 'text') return value === null || value === undefined ? null : String(value);
  return typeof value === 'number' ? value : null;
}

function fieldOf(value: object, field: string): unknown {
  let inner: unknown = value;
  for (const key of field.split('.')) inner = (inner as Record<string, unknown> | null | undefined)?.[key];
  return inner;
}
