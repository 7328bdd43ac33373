/** Values that threads share, each of which they may sleep at. */
export interface SharedState {
  /** Those of all arrays, one behind the other. */
  readonly memory: Int32Array;
  /** Threads that sleep, whoever fell asleep first at the front, and at which value. */
  readonly sleepers: readonly Sleeper[];
  /** What threads did besides: told to the property, and part of the state. */
  readonly log: readonly string[];
}

interface Sleeper {
  readonly thread: number;
  readonly place: number;
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
 * a thread that could go on is made to wait for another one; who sleeps or has nothing to do does not count.
 * Turns are repeated: each is run anew up to its next operation, with what the earlier ones gave.
 * `arrays` are those that threads share, as they are at first.
 * `isFixed` tells of places in all of them together that nobody changes: to read one is no step of its own.
 * A turn that ends begins anew. `onEnd` sees each state in which all sleep, or would change nothing by a
 * whole turn. Returns how many states there are.
 */
export function exploreInterleavings(
  turns: readonly Turn[],
  arrays: readonly Int32Array[],
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
  const layout = layOut(arrays);
  const memory = Int32Array.from(arrays.flatMap((array) => [...array]));
  const begin: State = { memory, sleepers: [], log: [], threads: turns.map(() => ({ done: [] })) };
  const seen = new Map<string, number>();
  const open = [{ state: begin, current: 0, left: preemptionsMax }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { state, current, left } = at;
    const next = turns.map((turn, thread) =>
      isAsleep(state, thread) ? null : stepOnce(state, thread, turn, { isFixed, layout }).after,
    );
    const isQuiet = turns.map((turn, thread) => {
      if (isAsleep(state, thread)) return true;
      const { length } = state.threads[thread].done;
      return length === 0 && !stepOnce(state, thread, turn, { isFixed, layout }, true).wrote;
    });
    if (isQuiet.every(Boolean)) onEnd(state);
    for (const [thread, after] of next.entries()) {
      if (after === null) continue;
      const rest = thread === current || isQuiet[current] ? left : left - 1;
      if (rest < 0) continue;
      const key = `${thread}|${keyOf(after, isFixed)}`;
      if ((seen.get(key) ?? -1) >= rest) continue;
      seen.set(key, rest);
      open.push({ state: after, current: thread, left: rest });
    }
  }
  return seen.size;
}

/** Where each array begins in all of them together. */
type Layout = ReadonlyMap<Int32Array, number>;

function layOut(arrays: readonly Int32Array[]): Layout {
  let from = 0;
  return new Map(
    arrays.map((array) => {
      from += array.length;
      return [array, from - array.length];
    }),
  );
}

function isAsleep({ sleepers }: SharedState, thread: number): boolean {
  return sleepers.some((sleeper) => sleeper.thread === thread);
}

/** One atomic operation of a thread, and what it does until the next; or a whole turn. */
function stepOnce(
  before: State,
  thread: number,
  turn: Turn,
  { isFixed, layout }: { readonly isFixed: (place: number) => boolean; readonly layout: Layout },
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

  const operate = <T>(array: Int32Array, at: number, isRead: boolean, act: (place: number) => T): T => {
    const place = layout.get(array)! + at;
    if (isRead && isFixed(place)) return act(place);
    if (results.length < done.length) return results[results.push(done[results.length]) - 1] as T;
    if (isNew && !isWhole) throw PAUSE;
    wrote ||= !isRead;
    isNew = true;
    const result = act(place);
    results.push(result);
    return result;
  };
  const change = (array: Int32Array, at: number, next: (value: number) => number) =>
    operate(array, at, false, (place) => {
      const value = memory[place];
      memory[place] = next(value);
      return value;
    });
  const fake = {
    load: (array: Int32Array, at: number) => operate(array, at, true, (place) => memory[place]),
    store: (array: Int32Array, at: number, value: number) => (change(array, at, () => value), value),
    add: (array: Int32Array, at: number, value: number) => change(array, at, (old) => old + value),
    sub: (array: Int32Array, at: number, value: number) => change(array, at, (old) => old - value),
    compareExchange: (array: Int32Array, at: number, expected: number, value: number) =>
      change(array, at, (old) => (old === expected ? value : old)),
    notify: (array: Int32Array, at: number, count: number) =>
      operate(array, at, false, (place) => {
        const woken = sleepers.filter((sleeper) => sleeper.place === place).slice(0, count);
        sleepers = sleepers.filter((sleeper) => !woken.includes(sleeper));
        return woken.length;
      }),
    wait: (array: Int32Array, at: number, expected: number) =>
      operate(array, at, false, (place) => {
        if (memory[place] !== expected) return 'not-equal';
        sleepers.push({ thread, place });
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
  const asleep = sleepers.map(({ thread, place }) => `${thread}@${place}`);
  return `${values.join()}|${asleep.join()}|${[...log].sort().join()}|${turns.join(';')}`;
}
