import type { AggregateOutcome } from '../catalogue/aggregate.js';
import { isByReport, listMembers } from '../transforms/listMembers.js';
import { alignColumns } from '../ui/columns.js';
import { describeStep, listText } from '../ui/describeStep.js';

const DIGITS = 5;
/** Of the aggregate, and of who is in a row, only the first few are told. */
const VALUES_MAX = 8;
const RANGES_MAX = 6;

/** The outcome of a rule on vectors, as tables to read in a terminal. */
export function describeAggregate(outcome: AggregateOutcome): string {
  const { aggregate, steps, influence, weights, distances } = outcome;
  const isOne = isByReport(steps);
  const picked = pickColumns(outcome);
  const vectors = influence.map((share, row) => [
    String(row),
    ...(isOne ? picked.cells(row) : []),
    `${(100 * share).toFixed(2)}%`,
    ...(weights === null ? [] : [numberText(weights[row])]),
    numberText(distances[row]),
  ]);
  const heads = ['influence', ...(weights === null ? [] : ['weight']), 'distance'];
  const tables = [
    ...(steps.length === 0 ? [] : [alignColumns(stepRows(outcome))]),
    alignColumns([['vector', ...(isOne ? picked.heads : []), ...heads], ...vectors]),
    ...(isOne ? [] : [alignColumns(mixedRows(outcome, picked))]),
    [aggregateText(aggregate)],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What the rule says of each row that came to it, where it says something. */
interface Picked {
  readonly heads: readonly string[];
  readonly cells: (row: number) => readonly string[];
}

function pickColumns({ chosen, scores }: AggregateOutcome): Picked {
  const places = new Map(chosen?.map((row, place) => [row, place + 1]));
  const hasScores = scores !== null && scores.length > 0;
  return {
    heads: [...(hasScores ? ['score'] : []), ...(chosen === null ? [] : ['chosen'])],
    cells: (row) => [
      ...(hasScores ? [numberText(scores[row])] : []),
      ...(chosen === null ? [] : [places.has(row) ? `${places.get(row)}` : '-']),
    ],
  };
}

function stepRows({ steps, influence }: AggregateOutcome): string[][] {
  return steps.map((step, place) => {
    const count = place === 0 ? influence.length : steps[place - 1].weights.length;
    return [step.name, describeStep(step, count)];
  });
}

/** The rows that came to the rule, where they are others than the vectors. */
function mixedRows({ steps, influence }: AggregateOutcome, picked: Picked): string[][] {
  const { distances } = steps[steps.length - 1];
  const members = listMembers(steps, influence.length);
  return [
    ['row', ...picked.heads, 'distance', 'of vectors'],
    ...distances.map((distance, row) => [
      ...[String(row), ...picked.cells(row)],
      ...[numberText(distance), listText(members[row], RANGES_MAX)],
    ]),
  ];
}

function aggregateText(aggregate: Float32Array): string {
  const length = Math.sqrt(aggregate.reduce((sum, value) => sum + value * value, 0));
  const some = Array.from(aggregate.subarray(0, VALUES_MAX), numberText).join(', ');
  const more = aggregate.length > VALUES_MAX ? `, ... (${aggregate.length} numbers)` : '';
  return `aggregate, length ${numberText(length)}: ${some}${more}`;
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : 'infinite';
}
