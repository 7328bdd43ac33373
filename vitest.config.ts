import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest: begun last, one of them would be what all wait for. */
const LONGEST = [
  'queue/redis',
  'rounds/determinism',
  'rounds/trajectory',
  'cli/killed',
  'cli/recordings',
  'runs/killed',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files);
    const isLongest = (name: string) => (file: TestSpecification) => file.moduleId.includes(`/test/${name}.`);
    const first = LONGEST.flatMap((name) => rest.filter(isLongest(name)));
    return [...new Set([...first, ...rest])];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    benchmark: { include: ['bench/**/*.bench.ts'] },
    pool: 'forks',
    // A file of tests leaves nothing behind that another could trip over; loading all anew takes a minute.
    isolate: false,
    // What is built is loaded as it is, and not compiled once more for every file of tests.
    server: { deps: { external: [/\/dist\//] } },
    // One more than CI has cores: many tests wait for processes, or for a clock.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
