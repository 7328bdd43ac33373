import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chainDigest } from '../../src/rounds/digest.js';
import type { RoundRecord } from '../../src/rounds/round.js';

/**
 * Changes a round of a journal as somebody would who knows how digests are chained.
 * Every digest from there on is computed anew, so only a replay can tell.
 */
export function forgeJournal(
  folder: string,
  round: number,
  change: (record: RoundRecord) => RoundRecord,
): void {
  const file = path.join(folder, 'rounds.jsonl');
  const records = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RoundRecord);
  const { start } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as { start: string };
  let previous = start;
  const forged = records.map((record) => {
    const { digest: _, ...rest } = record.round === round ? change(record) : record;
    previous = chainDigest(previous, rest);
    return `${JSON.stringify({ ...rest, digest: previous })}\n`;
  });
  writeFileSync(file, forged.join(''));
}
