import { findActor, type Plan } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import { createRoundMemory } from '../actors/roundMemory.js';
import type { World } from '../actors/world.js';
import { createScratch } from '../kernels/scratch.js';
import { type BackendName, loadBackend } from '../models/backend.js';
import { openModel } from '../models/model.js';
import { settled } from './clock.js';
import type { Executor, StepRecord } from './executor.js';
import type { Fault } from './faults.js';
import { pickFailure, reviveFailure } from './reviveFailure.js';
import { type Failure, runStep } from './runStep.js';

/**
 * No threads: the driver does all steps itself, stage by stage, for debugging and for tests.
 * Steps that hang are not given up, and a step that ends its thread ends the process.
 */
export async function createInlineExecutor(
  world: World,
  { backend: name, faults }: { readonly backend: BackendName; readonly faults: readonly Fault[] },
): Promise<Executor> {
  const backend = await loadBackend(name);
  const actorWorld = { ...world, model: await openModel(world.entries.model) };
  const memory = createRoundMemory(world);
  const scratch = createScratch();
  return {
    backend,
    walk: async (_, plan: Plan, round) => {
      const results = new Map<StageName, readonly unknown[]>();
      const steps: StepRecord[] = [];
      const read = <S extends StageName>(stage: S) => results.get(stage) as readonly Results[S][];
      for (const stage of plan) {
        const failures: Failure[] = [];
        const own = stage.actors.map((_actor, step) => {
          const task = { stage, step, round, attempt: 1, world: actorWorld, memory, scratch, faults };
          const { outcome, time } = runStep({ ...task, thread: 0, read });
          steps.push({ stage: stage.name, step, actor: findActor(stage, step), ...time });
          if ('failure' in outcome) failures.push(outcome.failure);
          else return structuredClone(outcome.result); // as it would come from a thread
        });
        if (failures.length > 0) throw reviveFailure(pickFailure(failures));
        results.set(stage.name, own);
        await settled(); // whoever shows rounds, or is to stop them, has a turn
      }
      return { plan, memory, results: read, steps: () => steps, moved: { messages: 0, bytes: 0 } };
    },
    destroy: () => Promise.resolve(),
  };
}
