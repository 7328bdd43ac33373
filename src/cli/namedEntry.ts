import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { parseOverride } from '../scenario/override.js';

/** An entry as it is named on the command line: `clipping:limit=2:...`, behind a colon each option. */
export function parseNamedEntry(text: string, option: string): { name: string; [option: string]: unknown } {
  const [name, ...assignments] = text.split(':').map((part) => part.trim());
  return { ...Object.fromEntries(assignments.map((one) => parseAssignment(one, option))), name };
}

/** A defense as it is named on the command line: a rule, and before it transforms, as in `nnm+median`. */
export function parseDefense(text: string, option: string): { rule: string; [field: string]: unknown } {
  const steps = text.split('+').map((step) => parseNamedEntry(step, option));
  const { name: rule, ...options } = steps.pop()!;
  return { ...options, rule, ...(steps.length > 0 && { before: steps }) };
}

/** `limit=2` as the name of an option and its value, which is read as in a scenario. */
export function parseAssignment(text: string, option: string): [string, unknown] {
  const { path, value, place } = parseOverride(text, option);
  if (path.length > 1 || path[0] === 'name') {
    throw new InputError({ place, found: show(path.join('.')), allowed: 'the name of an option' });
  }
  return [String(path[0]), value];
}
