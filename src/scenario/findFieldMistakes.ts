import { type Catalogue, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import { explainIssues } from '../entries/explain.js';
import { findOptionMistakes, type OptionMistake } from '../entries/parseOptions.js';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { findField } from './fieldWords.js';
import { listNamed, type NamedPlace } from './listNamed.js';
import { namesAt } from './namesAt.js';
import { scenarioSchema } from './schema.js';

/** What is wrong at a field of a scenario. */
export type FieldMistake = OptionMistake;

/**
 * All mistakes that fields of a scenario have each for itself: values of another form, names that no entry
 * has, options that entries do not take. Where there are none, rules across fields can be asked for.
 */
export function findFieldMistakes(catalogue: Catalogue, input: unknown): FieldMistake[] {
  return [
    ...findFormMistakes(catalogue, input),
    ...listNamed(catalogue, input).flatMap((place) => findEntryMistakes(catalogue, place)),
  ].map(({ field, mistake }) => ({ field, mistake: withOurWord({ field, ...mistake }) }));
}

function findFormMistakes(catalogue: Catalogue, input: unknown): FieldMistake[] {
  const issues = scenarioSchema.safeParse(input).error?.issues ?? [];
  return explainIssues(issues, scenarioSchema, input).map(({ path, mistake }) => {
    const field = mistake.field || 'scenario';
    const allowed = namesAt(catalogue, field) ?? mistake.allowed;
    return { field: path.join('.'), mistake: { ...mistake, field, allowed } };
  });
}

function findEntryMistakes(catalogue: Catalogue, place: NamedPlace): FieldMistake[] {
  const { list, nameField, name, others, options, optionField, beside } = place;
  const entry = findEntry(catalogue, list, name);
  if (entry === undefined)
    return [{ field: nameField, mistake: unknownEntry(catalogue, list, name, others) }];
  if (optionField === undefined) return [];
  return findOptionMistakes(entry, options, beside).map(({ field, mistake }) => ({
    field: optionField(field),
    mistake: { ...mistake, field: optionField(field) },
  }));
}

/** Of a key that another tool has for something, where that stands here. */
function withOurWord(mistake: ErrorDetails): ErrorDetails {
  const field = mistake.unknownKey === undefined ? undefined : findField(mistake.unknownKey);
  return field === undefined ? mistake : { ...mistake, problem: `unknown key (here it is ${field})` };
}
