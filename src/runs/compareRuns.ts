import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Difference } from '../errors/divergenceError.js';
import { findEntries } from '../scenario/findEntries.js';
import { checkJournalEnd } from './checkJournalEnd.js';
import { findRecordDifference, listMeasuredFields } from './recordDifference.js';
import { type Manifest, scenarioAt } from './manifest.js';
import { openRecording, readRecords, type Recording } from './recording.js';
import { type Result, ResultSummary } from './result.js';

/** A run as it is compared with others. */
export interface Compared {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly result: Result;
  /** Test accuracy of the evaluated rounds, percent. */
  readonly accuracies: readonly { readonly round: number; readonly accuracy: number }[];
  /**
   * Where the run parts from the first run. null for the first run, and where the rounds of both are equal.
   */
  readonly parting: Difference | null;
  /** Rounds from the first on that are equal in both. */
  readonly roundsEqual: number;
}

/** A field that is not the same in all runs, with its value in each; undefined where a run has none. */
export interface FieldDifference {
  readonly field: string;
  readonly values: readonly unknown[];
}

/**
 * Reads runs and finds where each of them parts from the first.
 * Throws as `openRecording` and `checkJournalEnd` do.
 */
export function compareRuns(
  folders: readonly string[],
  catalogue: Catalogue = builtIn,
): { runs: Compared[]; scenario: FieldDifference[] } {
  const read = folders.map((folder) => {
    const summary = new ResultSummary();
    const accuracies: { round: number; accuracy: number }[] = [];
    const recording = openRecording(
      folder,
      (record) => {
        summary.add(record);
        const { round, accuracy } = record;
        if (accuracy !== undefined) accuracies.push({ round, accuracy });
      },
      catalogue,
    );
    checkJournalEnd(recording);
    return { recording, accuracies, summary };
  });
  const runs = read.map(({ recording, accuracies, summary }): Compared => {
    const { folder, manifest } = recording;
    const result = summary.result(manifest.scenario.training.rounds);
    return { folder, manifest, result, accuracies, ...findFirstDifference(read[0].recording, recording) };
  });
  return { runs, scenario: differingFields(runs.map(({ manifest }) => manifest.scenario)) };
}

function findFirstDifference(first: Recording, other: Recording): Pick<Compared, 'parting' | 'roundsEqual'> {
  const [left, right] = [readRecords(first), readRecords(other)];
  for (let roundsEqual = 0; ; roundsEqual++) {
    const [a, b] = [left.next().value, right.next().value];
    if (!a || !b) return { parting: null, roundsEqual };
    if (a.digest === b.digest) continue;
    const entries = findEntries(first.catalogue, scenarioAt(first.manifest, a.round));
    const comparison = { tolerant: false, measured: listMeasuredFields(entries), attacks: entries.attacks };
    return { parting: findRecordDifference(a, b, comparison), roundsEqual };
  }
}

/** The fields, by path, in which plain values differ. */
function differingFields(values: readonly unknown[]): FieldDifference[] {
  const flat = values.map((value) => new Map(flattenFields(value, '')));
  const fields = [...new Set(flat.flatMap((leaves) => [...leaves.keys()]))];
  return fields
    .map((field) => ({ field, values: flat.map((leaves) => leaves.get(field)) }))
    .filter((one) => one.values.some((value) => value !== one.values[0]));
}

function flattenFields(value: unknown, field: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[field, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    flattenFields(inner, field === '' ? key : `${field}.${key}`),
  );
}
