/** Values that threads share, and the one word that they may sleep at. */
export interface SharedState {
  readonly memory: Int32Array;
  /** Threads that sleep, whoever fell asleep first at the front. */
  readonly sleepers: readonly number[];
  /** What threads did besides: told to the property, and part of the state. */
  readonly log: readonly string[];
}

/** A program of one thread: one turn of its loop. Whatever it does to shared values goes by Atomics. */
export type Turn = (thread: number, note: (event: string) => void, state: () => SharedState) => void;

/** Thrown into a turn that has got as far as it may for now. */
const PAUSE = new Error('a turn that has got as far as it may');

interface Thread {
  /** Results of the atomic operations of the current turn, so far. */
  readonly done: readonly unknown[];
}

interface State extends SharedState {
  readonly threads: readonly Thread[];
}

/**
 * Tries every order in which threads can do their atomic operations in which no more than so many times
 * a thread that could go on is made to wait for another one; whoever sleeps or is over costs nothing.
 * Turns are repeated: each is run anew up to its next operation, with what the earlier ones gave.
 * `isFixed` tells of places that nobody changes, whose reading is no step of its own.
 * A turn that ends begins anew. `onEnd` sees each state in which all sleep, or would change nothing by a
 * whole turn. Returns how many states there are.
 */
export function exploreInterleavings(
  turns: readonly Turn[],
  memory: Int32Array,
  {
    isFixed,
    onEnd,
    preemptionsMax,
  }: {
    readonly isFixed: (place: number) => boolean;
    readonly onEnd: (state: SharedState) => void;
    readonly preemptionsMax: number;
  },
): number {
  const begin: State = { memory, sleepers: [], log: [], threads: turns.map(() => ({ done: [] })) };
  const seen = new Map<string, number>();
  const open = [{ state: begin, current: turns.length - 1, left: preemptionsMax }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { state, current, left } = at;
    const next = turns.map((turn, thread) =>
      state.sleepers.includes(thread) ? null : stepOnce(state, thread, turn, isFixed).after,
    );
    const isQuiet = turns.every((turn, thread) => {
      if (state.sleepers.includes(thread)) return true;
      return state.threads[thread].done.length === 0 && !stepOnce(state, thread, turn, isFixed, true).wrote;
    });
    if (isQuiet) onEnd(state);
    for (const [thread, after] of next.entries()) {
      if (after === null) continue;
      const rest = thread === current || next[current] === null ? left : left - 1;
      if (rest < 0) continue;
      const key = `${thread}|${keyOf(after, isFixed)}`;
      if ((seen.get(key) ?? -1) >= rest) continue;
      seen.set(key, rest);
      open.push({ state: after, current: thread, left: rest });
    }
  }
  return seen.size;
}

/** One atomic operation of a thread, and what it does until the next; or a whole turn. */
function stepOnce(
  before: State,
  thread: number,
  turn: Turn,
  isFixed: (place: number) => boolean,
  isWhole = false,
): { readonly after: State; readonly wrote: boolean } {
  const memory = before.memory.slice();
  const log = [...before.log];
  let sleepers = [...before.sleepers];
  const { done } = before.threads[thread];
  const results: unknown[] = [];
  let isNew = false;
  let hasSlept = false;
  let wrote = false;

  const operate = <T>(place: number, isRead: boolean, act: () => T): T => {
    if (isRead && isFixed(place)) return act();
    if (results.length < done.length) return results[results.push(done[results.length]) - 1] as T;
    if (isNew && !isWhole) throw PAUSE;
    wrote ||= !isRead;
    isNew = true;
    const result = act();
    results.push(result);
    return result;
  };
  const change = (place: number, next: (value: number) => number) =>
    operate(place, false, () => {
      const value = memory[place];
      memory[place] = next(value);
      return value;
    });
  const fake = {
    load: (_: Int32Array, place: number) => operate(place, true, () => memory[place]),
    store: (_: Int32Array, place: number, value: number) => (change(place, () => value), value),
    add: (_: Int32Array, place: number, value: number) => change(place, (old) => old + value),
    sub: (_: Int32Array, place: number, value: number) => change(place, (old) => old - value),
    compareExchange: (_: Int32Array, place: number, expected: number, value: number) =>
      change(place, (old) => (old === expected ? value : old)),
    notify: (_: Int32Array, place: number, count: number) =>
      operate(place, false, () => {
        sleepers = sleepers.slice(Math.min(count, sleepers.length));
        return 0;
      }),
    wait: (_: Int32Array, place: number, expected: number) =>
      operate(place, false, () => {
        if (memory[place] !== expected) return 'not-equal';
        sleepers.push(thread);
        hasSlept = true;
        return 'ok';
      }),
  };
  const real = globalThis.Atomics;
  let isOver = false;
  let notes = 0;
  const noted = before.log.filter((event) => event.startsWith(`${thread} `)).length;
  // What a repeated turn noted before is in the log already.
  const firstNote = noted - countNotes(before, thread);
  const note = (event: string) => {
    if (firstNote + notes++ >= noted) log.push(`${thread} ${event}`);
  };
  globalThis.Atomics = fake as unknown as Atomics;
  try {
    turn(thread, note, () => ({ memory, sleepers, log }));
    isOver = true;
  } catch (error) {
    if (error !== PAUSE) throw error;
  } finally {
    globalThis.Atomics = real;
  }
  const ended = isOver || hasSlept;
  const threads = before.threads.map((one, k) =>
    k === thread ? { done: ended ? [] : results, notes: ended ? 0 : notes } : one,
  );
  return { after: { memory, sleepers, log, threads }, wrote };
}

/** How many notes the thread's current turn has made. */
function countNotes({ threads }: State, thread: number): number {
  return (threads[thread] as Thread & { notes?: number }).notes ?? 0;
}

function keyOf({ memory, sleepers, log, threads }: State, isFixed: (place: number) => boolean): string {
  const values = [...memory].filter((_, place) => !isFixed(place));
  const turns = threads.map(({ done }) => done.join());
  return `${values.join()}|${sleepers.join()}|${[...log].sort().join()}|${turns.join(';')}`;
}
