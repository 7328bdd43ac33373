import { cpus, loadavg } from 'node:os';
import { countPhysicalCores } from '../files/physicalCores.js';
import { countCores, countMemoryBytes } from '../files/machineLimits.js';

/** What is worth knowing of the machine that figures were measured on; nothing that names it or its user. */
export interface Host {
  readonly cores: number;
  /** Cores of the machine, hyper-threads of one counted once; null where it does not say. */
  readonly physicalCores: number | null;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  /** Tasks that ran or waited for a core in the last minute, before anything was measured. */
  readonly load: number;
}

/** The facts of this machine, now. */
export function hostFacts(): Host {
  return {
    cores: countCores(),
    physicalCores: countPhysicalCores(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryBytes: countMemoryBytes(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0],
  };
}
