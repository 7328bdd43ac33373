import type { Simulation } from '../rounds/simulation.js';
import type { Scenario } from '../scenario/scenario.js';
import { RUN_FORMAT } from './format.js';

/** What manifest.json says: all that a run can be repeated from. No time, no path, no name of a machine. */
export interface Manifest {
  readonly format: number;
  readonly krumble: string;
  readonly scenario: Scenario;
  readonly backend: { readonly name: string; readonly version: string };
  readonly node: string;
  readonly platform: string;
  readonly data: Simulation['data'];
  readonly initial: Simulation['initial'];
}

/** The manifest of a simulation, by the krumble version that plays it. */
export function manifestOf({ scenario, backend, data, initial }: Simulation, version: string): Manifest {
  // The folder that an initial file lies in says something of the machine and nothing of the run.
  const training = { ...scenario.training, initial: initial && initial.file };
  return {
    format: RUN_FORMAT,
    krumble: version,
    scenario: { ...scenario, training },
    backend,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    data,
    initial,
  };
}
