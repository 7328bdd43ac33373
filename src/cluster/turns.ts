/** Runs tasks, so many at once; of those that wait urgent ones go first, then who came first. */
export type Turns = <T>(isUrgent: boolean, run: () => Promise<T>) => Promise<T>;

/** Turns for at most `tasksMax` tasks at once. */
export function createTurns(tasksMax: number): Turns {
  const waiting: { readonly urgent: (() => void)[]; readonly other: (() => void)[] } = {
    urgent: [],
    other: [],
  };
  let running = 0;
  return async (isUrgent, run) => {
    if (running < tasksMax) running++;
    else await new Promise<void>((resolve) => waiting[isUrgent ? 'urgent' : 'other'].push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.urgent.shift() ?? waiting.other.shift();
      if (next)
        next(); // takes over this one's place
      else running--;
    }
  };
}
