import { invariant } from '../errors/invariantError.js';
import { type Access, listAccess, type Place } from './places.js';
import type { Plan, Stage } from './plan.js';
import type { StageName } from './results.js';
import type { World } from './world.js';

/**
 * Throws an InvariantError unless each stage has a name of its own and stands behind those it comes after,
 * every place that a step reads was written in a stage that it waits for,
 * two steps that may go on at once never write one place, and none writes what the other reads.
 * A plan that passes leads to the same bytes on any number of threads, whoever does a step, and whenever.
 */
export function checkPlan(plan: Plan, world: World, round: number): void {
  const written = new Map<Place, StageName[]>();
  const read = new Map<Place, StageName[]>();
  expectOrder(plan);
  for (const stage of plan) {
    const before = collectBefore(plan, stage);
    const expectDone = (place: Place, others: readonly StageName[]) => {
      for (const other of others) {
        if (other === stage.name || before.has(other)) continue;
        invariant(false, `${stage.name} does not wait for ${other}, which uses ${place}`);
      }
    };
    for (const name of stage.reads) {
      invariant(before.has(name), `${stage.name} is handed ${name}, for which it does not wait`);
    }
    const steps = stage.actors.map((_, step) => listAccess(stage, step, world, round));
    expectOneEach(stage, steps);
    for (const place of steps.flatMap(({ reads }) => reads)) {
      const writers = written.get(place) ?? [];
      invariant(writers.length > 0, `${stage.name} reads ${place}, which nobody has written`);
      expectDone(place, writers);
    }
    for (const { reads, writes } of steps) {
      for (const place of writes) {
        const writers = written.get(place) ?? [];
        expectDone(place, [...writers, ...(read.get(place) ?? [])]);
        written.set(place, [...writers, stage.name]);
      }
      for (const place of reads) read.set(place, [...(read.get(place) ?? []), stage.name]);
    }
  }
}

/** Each stage has a name of its own, and stands behind all that it comes after. */
function expectOrder(plan: Plan): void {
  const names = new Set<StageName>();
  for (const { name, after } of plan) {
    invariant(!names.has(name), `two stages are called ${name}`);
    for (const one of after) invariant(names.has(one), `${name} comes after ${one}, which is not before it`);
    names.add(name);
  }
}

/** Steps of one stage go on at once: what one writes no other one reads or writes. */
function expectOneEach({ name }: Stage, steps: readonly Access[]): void {
  const owners = new Map<Place, number>();
  for (const [step, { writes }] of steps.entries()) {
    for (const place of writes) {
      invariant((owners.get(place) ?? step) === step, `two steps of ${name} write ${place}`);
      owners.set(place, step);
    }
  }
  for (const [step, { reads }] of steps.entries()) {
    for (const place of reads) {
      const isOther = (owners.get(place) ?? step) !== step;
      invariant(!isOther, `a step of ${name} reads ${place}, which another one writes`);
    }
  }
}

/** All stages that are done when a stage begins. */
function collectBefore(plan: Plan, { after }: Stage): Set<StageName> {
  const before = new Set<StageName>(after);
  for (const { name, after: earlier } of [...plan].reverse()) {
    if (before.has(name)) for (const one of earlier) before.add(one);
  }
  return before;
}
