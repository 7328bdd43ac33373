import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRecording } from '../../src/runs/recording.js';
import { loadGrid } from '../../src/scenario/grid.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';

// Scenario files and runs as krumble 0.2.0 had and wrote them, and what it made of them: see README.md there.
const FOLDER = path.join(import.meta.dirname, '0.2.0');
const scenarioFiles = readdirSync(path.join(FOLDER, 'scenarios')).filter((name) => name.endsWith('.yaml'));
const gridFiles = readdirSync(path.join(FOLDER, 'scenarios', 'grids'));
const runs = readdirSync(path.join(FOLDER, 'runs'));

function saidThen<T>(name: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Record<string, T>;
}

/** A scenario of that time as it is expanded now: how images are dealt has a name since. */
function asNow(then: Scenario): unknown {
  return { ...then, data: { ...then.data, partition: { name: 'dealt' } } };
}

describe('what 0.2.0 made of its scenario files is made of them now:', () => {
  const then = saidThen<Scenario>('scenarios');

  test('all of them are looked at', () => {
    expect(scenarioFiles).toHaveLength(17);
    expect(scenarioFiles).toEqual(Object.keys(then));
  });

  test.each(scenarioFiles)('%s', (name) => {
    expect(loadScenario(path.join(FOLDER, 'scenarios', name))).toEqual(asNow(then[name]));
  });

  test.each(gridFiles)('the grid %s', (name) => {
    const grid = saidThen<{ points: { at: number[]; scenario: Scenario }[] }>('grids')[name];
    const points = grid.points.map(({ at, scenario }) => ({ at, scenario: asNow(scenario) }));
    const now = loadGrid(path.join(FOLDER, 'scenarios', 'grids', name), [], { leaveOut: false });
    expect(now).toEqual({ ...grid, points });
  });
});

describe('runs that 0.2.0 recorded are read, and mean what they meant:', () => {
  const then = saidThen<{ scenario: Scenario; history: { scenario: Scenario }[] }>('manifests');

  test('all of them are looked at', () => {
    expect(runs).toEqual(Object.keys(then));
  });

  test.each(runs)('%s', (name) => {
    const { manifest, rounds } = openRecording(path.join(FOLDER, 'runs', name));
    expect([manifest.krumble, rounds]).toEqual(['0.2.0', 2]);
    expect(manifest.scenario).toEqual(asNow(then[name].scenario));
    const history = then[name].history.map((one) => ({ ...one, scenario: asNow(one.scenario) }));
    expect(manifest.history).toEqual(history);
  });
});
