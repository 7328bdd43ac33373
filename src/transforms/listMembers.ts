import { listSources, type MixingFacts } from './describeMixing.js';

/** Whether the rows that steps led to are still the reports, one each and in their order. */
export function isByReport(steps: readonly MixingFacts[]): boolean {
  return steps.every(({ factors }) => factors !== undefined);
}

/** Of each row that steps led to, which of the `count` reports are in it, rising. */
export function listMembers(steps: readonly MixingFacts[], count: number): readonly (readonly number[])[] {
  let members: readonly (readonly number[])[] = Array.from({ length: count }, (_, report) => [report]);
  for (const step of steps) {
    const before = members;
    members = listSources(step, before.length).map((sources) =>
      [...new Set(sources.flatMap((row) => before[row]))].sort((a, b) => a - b),
    );
  }
  return members;
}
