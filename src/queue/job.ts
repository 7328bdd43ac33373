import { z } from 'zod';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { runKey } from '../runs/runKey.js';
import { expandScenario } from '../scenario/expand.js';
import type { Scenario } from '../scenario/scenario.js';

/** What travels to a machine: a scenario, and what its run is found by. */
export interface Job {
  readonly run: string;
  readonly krumble: string;
  readonly scenario: Scenario;
}

const BYTES_MAX = 1 << 16;

const schema = z.strictObject({
  run: z.string().regex(/^[0-9a-f]{16}$/),
  krumble: z.string().max(200),
  scenario: z.unknown(),
});

/** The name of the queue of one version and build: another one's results would be other results. */
export function nameQueue(version: string): string {
  return `runs-${version}`;
}

/**
 * The id of a run's job: it is queued once, however often it is asked for.
 * BullMQ takes no ids that are numbers.
 */
export function buildJobId(run: string): string {
  return `run-${run}`;
}

/** The job of a scenario. Throws an InputError where it needs a file, which other machines do not have. */
export function buildJob(scenario: Scenario, version: string, catalogue: Catalogue = builtIn): Job {
  const { initial } = scenario.training;
  if (initial !== null) {
    const problem = 'other machines do not have this file; a sweep over machines cannot start from it';
    throw new InputError({ field: 'training.initial', found: show(initial), problem });
  }
  return { run: runKey(scenario, version, catalogue), krumble: version, scenario };
}

/**
 * The job in a payload from a queue. Nothing in it is trusted: its form and its whole scenario are checked,
 * its version is this one, it names no file, and it matches its id. Throws an InputError.
 */
export function parseJob(payload: unknown, version: string, catalogue: Catalogue = builtIn): Job {
  const text = JSON.stringify(payload) ?? '';
  if (text.length > BYTES_MAX) {
    throw new InputError({ found: `a job of ${text.length} bytes`, allowed: `at most ${BYTES_MAX}` });
  }
  const parsed = schema.safeParse(payload);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new InputError({ field: ['job', ...path].join('.'), problem: message });
  }
  const { run, krumble } = parsed.data;
  if (krumble !== version) throw new InputError({ field: 'krumble', found: show(krumble), allowed: version });
  const scenario = expandScenario(parsed.data.scenario, { catalogue });
  const job = buildJob(scenario, version, catalogue);
  if (job.run !== run)
    throw new InputError({ field: 'run', found: run, allowed: `${job.run}, the scenario's` });
  return job;
}
