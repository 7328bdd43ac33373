import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../files/parseJson.js';

/** Which files of krumble take part in a round, as they were built (scripts/describeBuild.mjs). */
export interface Build {
  /** Over all of them, whole: no paths, times or comments, so the same sources give it on every machine. */
  readonly sha256: string;
  /** By folder each file with the first digits of its hash, and packages with their versions. */
  readonly files: Readonly<Record<string, string>>;
}

const FOLDERS_MAX = 100;
const KEY_DIGITS = 12;

/** The form of a build in a file. */
export const buildSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
  files: z
    .record(z.string().max(200), z.string().max(100_000))
    .refine((folders) => Object.keys(folders).length <= FOLDERS_MAX, `at most ${FOLDERS_MAX} folders`),
});

let known: Build | null = null;

/** The build that this process is of. */
export function readBuild(): Build {
  known ??= buildSchema.parse(
    parseJson(readFileSync(new URL('../../dist/build.json', import.meta.url), 'utf8')),
  );
  return known;
}

/** A version and a build in one word, as in `0.2.0+3f2a9c01b7d4`: what results are kept apart by. */
export function nameBuild(version: string, { sha256 }: Pick<Build, 'sha256'> = readBuild()): string {
  return `${version}+${sha256.slice(0, KEY_DIGITS)}`;
}
