import { createHash } from 'node:crypto';
import type { Simulation } from '../rounds/simulation.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { type Build, readBuild } from './build.js';
import { asJson, RUN_FORMAT } from './format.js';
import { type RecordedModule, usedBy } from './usedModules.js';

/** A stretch of rounds that a branch has from the run it left, and what was changed then. */
export interface Chapter {
  /** The rounds below this one, from where the chapter before it ends, were played by `scenario`. */
  readonly until: number;
  readonly scenario: Scenario;
  /** The name of the folder that the run had which was left. */
  readonly run: string;
  /** Digest of the chapter's last round. */
  readonly digest: string;
  /** What was set to other values from then on, as `path=value`. */
  readonly change: readonly string[];
}

/** What manifest.json says: all that a run can be repeated from. No time, no path, no name of a machine. */
export interface Manifest {
  readonly format: number;
  readonly krumble: string;
  readonly scenario: Scenario;
  /** Where the run is a branch: what came before, oldest first. */
  readonly history: readonly Chapter[];
  readonly backend: { readonly name: string; readonly version: string };
  readonly node: string;
  readonly platform: string;
  readonly data: Simulation['data'];
  /** The file that initial parameters came from; the checkpoint before round 0 holds them. */
  readonly initial: Simulation['initial'];
  /** The digest before round 0. */
  readonly start: string;
  readonly checkpointEvery: number;
  /** What played its last rounds; absent in runs from before builds were told apart. */
  readonly build?: Build;
  /**
   * The user's own modules that some of its scenarios' names come from; absent where all come with krumble.
   */
  readonly used?: readonly RecordedModule[];
}

/** The manifest of a simulation that starts at round 0, played by the krumble of that version. */
export function buildManifest(simulation: Simulation, version: string, checkpointEvery: number): Manifest {
  const { scenario, backend, data, initial, startDigest } = simulation;
  // The folder that an initial file lies in says something of the machine and nothing of the run.
  const training = { ...scenario.training, initial: initial && initial.file };
  return {
    format: RUN_FORMAT,
    krumble: version,
    scenario: { ...scenario, training },
    history: [],
    backend,
    ...environment(),
    data,
    initial,
    start: startDigest,
    checkpointEvery,
    build: readBuild(),
    ...recordUsed(simulation.catalogue, [scenario]),
  };
}

/**
 * What a manifest says of the modules that scenarios' names come from: nothing where all come with krumble.
 */
export function recordUsed(catalogue: Catalogue, scenarios: readonly Scenario[]): Pick<Manifest, 'used'> {
  const used = usedBy(catalogue, scenarios).map(({ files, entries }) => ({ files, entries }));
  return used.length === 0 ? {} : { used };
}

/** What a manifest says of where its last rounds were played. */
export function environment(): Pick<Manifest, 'node' | 'platform'> {
  return { node: process.versions.node, platform: `${process.platform}-${process.arch}` };
}

/** The text of manifest.json: the manifest, and at its end the SHA-256 of the same text without that. */
export function manifestText(manifest: Manifest): string {
  return asJson({ ...manifest, sha256: checksum(manifest) });
}

/** What vouches for the other fields of a manifest. */
export function checksum(fields: object): string {
  return createHash('sha256').update(asJson(fields)).digest('hex');
}

/** The first round that is not of another run: 0, or where a branch begins. */
export function begunAt({ history }: Pick<Manifest, 'history'>): number {
  return history.at(-1)?.until ?? 0;
}

/** The scenario that a round was, or is to be, played by. */
export function scenarioAt({ history, scenario }: Manifest, round: number): Scenario {
  return history.find(({ until }) => round < until)?.scenario ?? scenario;
}
