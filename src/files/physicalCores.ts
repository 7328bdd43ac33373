import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * How many cores the machine's processors have, hyper-threads of one core counted once (Linux);
 * null where the system does not say. A virtual machine says what it is made to.
 * `root`: where the system's files are.
 */
export function countPhysicalCores(root = '/'): number | null {
  const folder = path.join(root, 'sys/devices/system/cpu');
  try {
    const processors = readdirSync(folder).filter((name) => /^cpu\d+$/.test(name));
    const siblings = processors.flatMap((name) => readSiblings(path.join(folder, name, 'topology')) ?? []);
    return siblings.length > 0 ? new Set(siblings).size : null;
  } catch {
    return null;
  }
}

/** Which processors are of one core, such as `0,64`; null: one that is switched off. */
function readSiblings(topology: string): string | null {
  try {
    return readFileSync(path.join(topology, 'thread_siblings_list'), 'utf8').trim();
  } catch {
    return null;
  }
}
