import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.js';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { showText } from '../errors/show.js';
import { systemProblem } from '../errors/systemError.js';
import type { Disk } from '../files/disk.js';
import { parseJson } from '../files/parseJson.js';
import { readBounded } from '../files/readBounded.js';
import { writeWhole } from '../files/writeWhole.js';
import { SWEEP_FILE } from '../runs/format.js';
import { type Axis, POINTS_MAX } from '../scenario/grid.js';
import { listColumns, type Row } from './columns.js';
import { type SweptResult, sweptResultSchema } from './sweptResult.js';
import { asCsv, asJsonLines, asParquet } from './tables.js';

const BYTES_MAX = 64 << 20;
const FORMAT = 1;
const AXES_MAX = 32;
const OTHERS_MAX = 100_000;

const text = z.string().max(1000);
const run = z.string().regex(/^[0-9a-f]{16}$/);
const schema = z.strictObject({
  format: z.literal(FORMAT),
  krumble: z.string().min(1).max(200),
  name: text,
  axes: z.array(z.strictObject({ field: text, values: z.array(text).min(1).max(POINTS_MAX) })).max(AXES_MAX),
  points: z
    .array(
      z.strictObject({
        at: z.array(z.int().min(0).max(POINTS_MAX)).max(AXES_MAX),
        run,
        result: sweptResultSchema.nullable(),
      }),
    )
    .min(1)
    .max(POINTS_MAX),
  others: z.array(z.strictObject({ run, result: sweptResultSchema })).max(OTHERS_MAX),
});

/** What sweep.json says: what was varied, and what each combination came to. */
export interface Sweep {
  readonly krumble: string;
  readonly name: string;
  readonly axes: readonly Axis[];
  /**
   * For each combination: the index of its value on every axis, its run, and the run's result. null: not yet.
   */
  readonly points: readonly SweptPoint[];
  /** What runs of other grids came to that were swept in this folder. */
  readonly others: readonly { readonly run: string; readonly result: SweptResult }[];
}

export interface SweptPoint {
  readonly at: readonly number[];
  readonly run: string;
  readonly result: SweptResult | null;
}

/** Writes what a sweep came to so far: sweep.json, and tables of the runs that have ended. */
export async function writeSweep(
  disk: Disk,
  folder: string,
  sweep: Sweep,
  { rows, catalogue }: { readonly rows: readonly Row[]; readonly catalogue: Catalogue },
): Promise<void> {
  const columns = listColumns(catalogue);
  const put = (name: string, content: string | Uint8Array) =>
    writeWhole(disk, path.join(folder, name), content);
  await disk.makeFolder(folder);
  await put('results.jsonl', asJsonLines(rows, columns));
  await put('results.csv', asCsv(rows, columns));
  await put('results.parquet', asParquet(rows, columns));
  const others = sweep.others.slice(-OTHERS_MAX);
  await put(SWEEP_FILE, `${JSON.stringify({ format: FORMAT, ...sweep, others }, null, 1)}\n`);
}

/**
 * Throws an InputError where a sweep must not be written: a file, a link, a folder with other content.
 * Changes nothing.
 */
export function checkSweepFolder(folder: string): void {
  const refuse = (problem: string): never => {
    throw new InputError({ place: { file: folder }, field: '--out', problem });
  };
  try {
    const stat = lstatSync(path.resolve(folder));
    if (!stat.isDirectory())
      return refuse(stat.isSymbolicLink() ? 'is a link, not a folder' : 'is not a folder');
    const names = readdirSync(folder);
    const isOurs = names.every((name) =>
      /^(([0-9a-f]{16}(\.yaml)?|(sweep|results)\.\w+)(\.draft)?|lock(\.\d+)?(\.stale)?)$/.test(name),
    );
    if (!isOurs) refuse('holds something other than a sweep; krumble does not write there');
  } catch (error) {
    if (error instanceof InputError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') refuse(systemProblem(error));
  }
}

/**
 * The folder for a sweep of a name: that, or NAME-sweep where something else is there, as a run of the name.
 * A sweep that is there already is found again.
 */
export function chooseSweepFolder(folder: string): string {
  const beside = `${folder}-sweep`;
  if (holdsSweep(folder) || (!existsSync(folder) && !holdsSweep(beside))) return folder;
  return holdsSweep(beside) || !isSweepFolder(folder) ? beside : folder;
}

function isSweepFolder(folder: string): boolean {
  try {
    checkSweepFolder(folder);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder is that of a sweep. */
export function holdsSweep(folder: string): boolean {
  return existsSync(path.join(folder, SWEEP_FILE));
}

/** Reads sweep.json. Throws a DataError that names the field where it says what krumble does not write. */
export function readSweep(folder: string): Sweep {
  const file = path.join(folder, SWEEP_FILE);
  const damaged = (problem: string, field?: string): never => {
    throw new DataError({ place: { file }, field, problem });
  };
  let value: unknown;
  try {
    value = parseJson(Buffer.from(readBounded(file, { bytesMax: BYTES_MAX, links: false })).toString('utf8'));
  } catch (error) {
    return damaged(
      error instanceof InputError ? (error.mistake.problem ?? 'is too large') : (error as Error).message,
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [{ path: at, message }] = parsed.error.issues;
    return damaged(showText(message, 200), at.join('.'));
  }
  const { format: _, ...sweep } = parsed.data;
  const places = sweep.axes.reduce((product, { values }) => product * values.length, 1);
  if (places > POINTS_MAX) damaged(`${places} combinations, more than ${POINTS_MAX}`, 'axes');
  for (const [index, { at }] of sweep.points.entries()) {
    const fits = at.length === sweep.axes.length && at.every((k, axis) => k < sweep.axes[axis].values.length);
    if (!fits) damaged('not a place on the axes', `points.${index}.at`);
  }
  return sweep;
}
