import type { Plan } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import { invariant } from '../errors/invariantError.js';
import { entryOfStep, readResult, type ResultBook } from './resultBook.js';
import type { Failure, StepOutcome } from './runStep.js';

/** The results of all steps of a stage, in their order. Throws an InvariantError where one is not there. */
export function readStage<S extends StageName>(
  book: ResultBook,
  plan: Plan,
  name: S,
  job: number,
): readonly Results[S][] {
  const stage = plan.find((one) => one.name === name);
  invariant(stage !== undefined, `the plan has no ${name}`);
  return stage.actors.map((_, step) => readStep(book, plan, { name, step }, job));
}

/** The result of one step of it. */
export function readStep<S extends StageName>(
  book: ResultBook,
  plan: Plan,
  { name, step }: { readonly name: S; readonly step: number },
  job: number,
): Results[S] {
  const outcome = readResult(book, entryOfStep(plan, name, step), job) as StepOutcome;
  invariant('result' in outcome, `a result of ${name} is read that is none`);
  return outcome.result as Results[S];
}

/** What failed in a job, in the order of the plan's steps. */
export function readFailures(
  book: ResultBook,
  plan: Plan,
  job: number,
  isDone: (entry: number) => boolean,
): Failure[] {
  const steps = plan.flatMap(({ name, actors }) => actors.map((_, step) => entryOfStep(plan, name, step)));
  return steps.filter(isDone).flatMap((entry) => {
    const outcome = readResult(book, entry, job) as StepOutcome;
    return 'failure' in outcome ? [outcome.failure] : [];
  });
}
