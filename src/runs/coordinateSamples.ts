import { countParticipants } from '../scenario/participants.js';
import { z } from 'zod';
import { sampledCoordinates } from '../actors/coordinateSamples.js';
import { show } from '../errors/show.js';
import type { LinePlace } from '../files/readLines.js';
import type { ProbeRecord } from '../rounds/round.js';
import { type DataErrorDetails, describeSchemaError } from './dataErrorDetails.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Played } from './journal.js';
import { begunAt, type Manifest } from './manifest.js';
import { type ChecksummedEntry, readChecksummedLines } from './checksummedLines.js';

/** Of a number in JSON with its comma, and of everything else in a line. */
const NUMBER_BYTES_MAX = 26;
const FRAME_BYTES_MAX = 1000;

const value = z.number().nullable();
const schema = z.strictObject({
  round: z.int().min(0),
  coordinates: z.array(z.int().min(0)),
  reports: z.array(z.array(value)),
  aggregate: z.array(value),
});

/**
 * Reads probes.jsonl of a run. Rounds that a branch took over have no line.
 * Runs older than probes have no such file.
 * See `readChecksummedLines` for what comes and what is thrown.
 */
export function readCoordinateSamples(
  file: string,
  { manifest, catalogue }: Played,
  from?: LinePlace,
): Generator<ChecksummedEntry<ProbeRecord>, void, undefined> {
  const { scenario } = manifest;
  const coordinates = sampledCoordinates(findEntries(catalogue, scenario).model, scenario.seed);
  const numbers = coordinates.length * (countParticipants(scenario) + 2);
  return readChecksummedLines(
    file,
    {
      bytesMax: FRAME_BYTES_MAX + NUMBER_BYTES_MAX * numbers,
      parse: (line) => {
        const parsed = schema.safeParse(line);
        if (!parsed.success) return describeSchemaError(parsed.error);
        return findDataError(parsed.data, coordinates, manifest) ?? (line as ProbeRecord);
      },
    },
    from,
  );
}

/** What a line cannot say under its scenario. */
function findDataError(
  { round, coordinates, reports, aggregate }: z.output<typeof schema>,
  drawn: readonly number[],
  { scenario, history }: Pick<Manifest, 'scenario' | 'history'>,
): DataErrorDetails | null {
  const begun = begunAt({ history });
  const { rounds } = scenario.training;
  if (round < begun || round >= rounds) {
    return { field: 'round', found: show(round), allowed: `${begun} to ${rounds - 1}` };
  }
  const count = countParticipants(scenario);
  const wanted: [string, unknown, unknown][] = [
    ['coordinates', coordinates.join(','), drawn.join(',')],
    ['reports', reports.length, drawn.length],
    ...reports.map((row, k): [string, unknown, unknown] => [`reports.${k}`, row.length, count]),
    ['aggregate', aggregate.length, drawn.length],
  ];
  const wrong = wanted.find(([, found, allowed]) => found !== allowed);
  return wrong ? { field: wrong[0], found: show(wrong[1]), allowed: show(wrong[2]) } : null;
}
