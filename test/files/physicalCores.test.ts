import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { countPhysicalCores } from '../../src/files/physicalCores.js';

test('hyper-threads of one core are counted once, and processors that are switched off not at all', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'krumble-cores-'));
  const folder = path.join(root, 'sys/devices/system/cpu');
  try {
    expect(countPhysicalCores(root)).toBeNull();
    mkdirSync(path.join(folder, 'cpufreq'), { recursive: true });
    expect(countPhysicalCores(root)).toBeNull();
    for (const [processor, siblings] of ['0,2', '1,3', '0,2', '1,3', null].entries()) {
      const topology = path.join(folder, `cpu${processor}`, 'topology');
      mkdirSync(topology, { recursive: true });
      if (siblings !== null) writeFileSync(path.join(topology, 'thread_siblings_list'), `${siblings}\n`);
    }
    expect(countPhysicalCores(root)).toBe(2);
  } finally {
    rmSync(root, { recursive: true });
  }
});
