import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../files/parseJson.js';
import { openSimulation, type SimulationOptions } from '../rounds/simulation.js';
import { loadScenario } from '../scenario/load.js';

const FOLDER = fileURLToPath(new URL('../../scenarios/proofs/', import.meta.url));
const DIGESTS_FILE = 'digests.json';

/** A short scenario that comes with krumble, and the digest that its rounds have on every machine. */
export interface Proof {
  readonly name: string;
  readonly file: string;
  readonly digest: string;
}

/** The proofs that come with krumble, by name. */
export function listProofs(): Proof[] {
  const digests = parseJson(readFileSync(path.join(FOLDER, DIGESTS_FILE), 'utf8')) as Record<string, string>;
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const { name } = path.parse(file);
      return { name, file: path.join(FOLDER, file), digest: digests[name] };
    });
}

/** How proofs are played, which is the same to their digests. */
export type ProofOptions = Pick<SimulationOptions, 'threads' | 'executor'>;

/** Plays a proof here; the digest of its last round. */
export async function playProof({ file }: Pick<Proof, 'file'>, how: ProofOptions): Promise<string> {
  const simulation = await openSimulation(loadScenario(file), how);
  let digest = '';
  try {
    for await (const { record } of simulation.rounds()) ({ digest } = record);
  } finally {
    await simulation.close();
  }
  return digest;
}
