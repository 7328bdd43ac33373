import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { expandScenario } from '../scenario/expand.js';
import { buildSchema } from './build.js';
import { changedFields } from './changedFields.js';
import { asDataErrors, parseRunJson, throwDataError } from './throwDataError.js';
import { RUN_FORMAT } from './format.js';
import { type Chapter, checksum, type Manifest, manifestText } from './manifest.js';
import { checkModulesGiven } from './usedModules.js';

const BYTES_MAX = 4 << 20;
const HISTORY_MAX = 1000;

const hash = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
const text = z.string().min(1).max(200);
const whole = z.int().min(1).max(1_000_000);
const schema = z.strictObject({
  format: z.literal(RUN_FORMAT),
  krumble: text,
  scenario: z.unknown(),
  history: z
    .array(
      z.strictObject({
        until: whole,
        scenario: z.unknown(),
        run: text,
        digest: hash,
        change: z.array(z.string().max(4096)).max(100),
      }),
    )
    .max(HISTORY_MAX),
  backend: z.strictObject({ name: text, version: text }),
  node: text,
  platform: text,
  data: z.strictObject({ name: text, train: hash, test: hash }),
  initial: z.strictObject({ file: z.string().min(1).max(1024), sha256: hash }).nullable(),
  start: hash,
  checkpointEvery: whole,
  build: buildSchema.optional(),
  used: z
    .array(
      z.strictObject({
        files: z
          .array(z.strictObject({ file: text, sha256: hash }))
          .min(1)
          .max(200),
        entries: z.array(text).max(100),
      }),
    )
    .min(1)
    .max(32)
    .optional(),
  sha256: hash,
});

/**
 * Reads manifest.json. Throws an InputError where it was written in another format.
 * Throws a DataError with the field where krumble would not write it, or where any byte was changed.
 */
export function readManifest(file: string, catalogue: Catalogue = builtIn): Manifest {
  const bytes = asDataErrors(file, () => readManifestBytes(file));
  return parseManifest(decode(bytes, file), file, catalogue);
}

/** The bytes of manifest.json as they are. Throws as `readBounded` does. */
export function readManifestBytes(file: string): Uint8Array {
  return readBounded(file, { bytesMax: BYTES_MAX, links: false });
}

/** Throws an InputError when the text of a manifest that is to be written could not be read back. */
export function checkManifestText(text: string, catalogue: Catalogue): void {
  try {
    parseManifest(text, 'manifest', catalogue);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new InputError({ problem: `such a run could not be recorded: ${error.message}` });
  }
}

function parseManifest(content: string, file: string, catalogue: Catalogue): Manifest {
  const value = parseRunJson(file, content);
  checkFormat(value, file);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    return throwDataError(file, { field: path.join('.') || 'manifest', problem: message });
  }
  const { sha256, ...rest } = parsed.data;
  checkModulesGiven(file, rest.used, catalogue);
  const scenario = readScenario(rest.scenario, { file, catalogue, field: 'scenario' });
  const history = rest.history.map((chapter, index): Chapter => ({
    ...chapter,
    scenario: readScenario(chapter.scenario, { file, catalogue, field: `history.${index}.scenario` }),
  }));
  const { build, used, ...others } = rest;
  const manifest: Manifest = {
    ...others,
    scenario,
    history,
    ...(build && { build }),
    ...(used && { used }),
  };
  checkHistory(manifest, file);
  // Compared with the fields that scenarios had when it was written.
  compareText(content, manifestText(rest as Manifest), sha256, file);
  return manifest;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return throwDataError(file, { problem: 'is not a text in UTF-8' });
  }
}

function checkFormat(value: unknown, file: string): void {
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format !== 'number' || format === RUN_FORMAT) return;
  const [found, allowed] = [show(format), `${RUN_FORMAT}, which this krumble writes`];
  const { sha256, ...rest } = value as { sha256?: unknown };
  if (sha256 !== undefined && sha256 !== checksum(rest))
    throwDataError(file, { field: 'format', found, allowed });
  throw new InputError({ place: { file }, field: 'format', found, allowed });
}

function readScenario(
  value: unknown,
  { file, catalogue, field }: { file: string; catalogue: Catalogue; field: string },
) {
  try {
    const scenario = asDataErrors(file, () => expandScenario(value, { catalogue }));
    const changed = changedFields(value, scenario).next().value;
    if (changed) throwDataError(file, { ...changed, field: `${field}.${changed.field}` });
    return scenario;
  } catch (error) {
    if (!(error instanceof DataError) || !(error.cause instanceof InputError)) throw error;
    const { field: inner, ...mistake } = error.cause.mistake;
    return throwDataError(file, {
      ...mistake,
      field: inner === 'scenario' ? field : [field, inner].join('.'),
    });
  }
}

function checkHistory({ history, scenario }: Manifest, file: string): void {
  let from = 0;
  for (const [index, chapter] of [...history, { until: scenario.training.rounds, scenario }].entries()) {
    const isLast = index === history.length;
    const field = isLast ? 'scenario' : `history.${index}`;
    const most = chapter.scenario.training.rounds;
    if (chapter.until <= from || chapter.until > most) {
      const allowed = `${from + 1} to ${most}`;
      throwDataError(file, { field: `${field}.until`, found: show(chapter.until), allowed });
    }
    for (const fixed of ['task', 'model'] as const) {
      const [found, allowed] = [chapter.scenario[fixed], scenario[fixed]];
      if (isDeepStrictEqual(found, allowed)) continue;
      throwDataError(file, {
        field: `${field}.scenario.${fixed}`,
        found: show(found),
        allowed: show(allowed),
      });
    }
    from = chapter.until;
  }
}

function compareText(content: string, wanted: string, sha256: string, file: string): void {
  if (content === wanted) return;
  const [lines, wantedLines] = [content.split('\n'), wanted.split('\n')];
  const index = lines.findIndex((line, at) => line !== wantedLines[at]);
  const vouched = /"sha256": "([0-9a-f]{64})"\n\}\n$/.exec(wanted)?.[1];
  if (vouched !== sha256) {
    throwDataError(file, {
      field: 'sha256',
      problem: 'the manifest was altered',
      found: sha256,
      allowed: show(vouched),
    });
  }
  throwDataError(file, { line: index + 1, problem: 'not as krumble writes it', found: show(lines[index]) });
}
