import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { countCores, processorQuota } from '../../src/files/machineLimits.js';
import { temporaryFolder } from '../support/program.js';

/** A folder with the files of a system, by their paths. */
function systemOf(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

describe('the processor time that a container grants', () => {
  test('is the least of the process’s control group and those that it is in', () => {
    const group = { 'proc/self/cgroup': '0::/pods/one\n' };
    const unlimited = { 'sys/fs/cgroup/pods/one/cpu.max': 'max 100000\n' };
    const outer = { 'sys/fs/cgroup/pods/cpu.max': '150000 100000\n' };
    expect(processorQuota(systemOf({ ...group, ...unlimited }))).toBe(Infinity);
    expect(processorQuota(systemOf({ ...group, ...unlimited, ...outer }))).toBe(1.5);
    const inner = { 'sys/fs/cgroup/pods/one/cpu.max': '50000 100000\n' };
    expect(processorQuota(systemOf({ ...group, ...outer, ...inner }))).toBe(0.5);
  });

  test('is that of its own group inside a container, which sees itself as the root', () => {
    const files = { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '300000 100000\n' };
    expect(processorQuota(systemOf(files))).toBe(3);
  });

  test('is found in the first version of control groups too', () => {
    const folder = 'sys/fs/cgroup/cpu,cpuacct/docker/x';
    const files = {
      'proc/self/cgroup': '4:memory:/docker/x\n3:cpu,cpuacct:/docker/x\n',
      [`${folder}/cpu.cfs_quota_us`]: '250000\n',
      [`${folder}/cpu.cfs_period_us`]: '100000\n',
    };
    expect(processorQuota(systemOf(files))).toBe(2.5);
    const none = { ...files, [`${folder}/cpu.cfs_quota_us`]: '-1\n' };
    expect(processorQuota(systemOf(none))).toBe(Infinity);
  });

  test('is without bound where nothing says so, or what is said makes no sense', () => {
    expect(processorQuota(temporaryFolder())).toBe(Infinity);
    const odd = { 'proc/self/cgroup': 'x\n0::/../..\n', 'sys/fs/cgroup/cpu.max': 'lots 0\n' };
    expect(processorQuota(systemOf(odd))).toBe(Infinity);
  });
});

test('cores are a whole number that the system grants', () => {
  expect(Number.isInteger(countCores())).toBe(true);
  expect(countCores()).toBeGreaterThanOrEqual(1);
  expect(countCores()).toBeLessThanOrEqual(availableParallelism());
});

test.each([
  ['50000 100000', 1],
  ['150000 100000', Math.min(2, availableParallelism())],
  ['max 100000', availableParallelism()],
])('of a quota of %s %i cores count: rounded up, where that is less', (quota, cores) => {
  const files = { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': `${quota}\n` };
  expect(countCores(systemOf(files))).toBe(cores);
});
