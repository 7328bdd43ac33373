/**
 * Lets so many acts go on at once; the others wait, in the order in which they came.
 * Returned is what runs an act when it is its turn, and gives what comes of it.
 */
export function createTurns(most: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let going = 0;
  return async (act) => {
    if (going === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else going++;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) going--;
      else next();
    }
  };
}
