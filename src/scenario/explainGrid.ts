import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { shellWord } from '../errors/shellWord.js';
import { countCombinations, listAxisPaths, takeFirst } from './combinations.js';
import { findFieldMistakes } from './findFieldMistakes.js';
import type { FindPlace } from './expand.js';
import type { Override } from './override.js';

const FIELDS_MAX = 5;

/**
 * What was refused as a scenario may be a grid of them, with lists of two values or more where one is wanted,
 * and all else is right. The error that says so, and which command takes it; null where it is none.
 */
export function explainGrid(
  file: string,
  overrides: readonly Override[],
  { input, findPlace }: { readonly input: unknown; readonly findPlace: FindPlace },
  catalogue: Catalogue,
): InputError | null {
  const mistakes = findFieldMistakes(catalogue, input);
  const axes = listAxisPaths(input).filter((axis) =>
    mistakes.some(({ field }) => `${field}.`.startsWith(`${axis.join('.')}.`)),
  );
  if (axes.length === 0 || findFieldMistakes(catalogue, takeFirst(input)).length > 0) return null;
  const fields = axes.map((axis) => axis.join('.'));
  const more = fields.length > FIELDS_MAX ? ', ...' : '';
  const changes = overrides.flatMap(({ path, value }) => ['--set', `${path.join('.')}=${asText(value)}`]);
  const command = ['krumble', 'sweep', file, ...changes].map(shellWord).join(' ');
  return new InputError({
    place: findPlace(axes[0]),
    problem: `this is a grid, with lists where a run takes one value (${fields.slice(0, FIELDS_MAX).join(', ')}${more}): ${command} runs all ${countCombinations(input)} combinations`,
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
