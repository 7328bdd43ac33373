import { describe, expect, test } from 'vitest';
import {
  awaitPart,
  claimPart,
  closeTrials,
  createTrialWords,
  finishPart,
  hasOffered,
  offerParts,
  openTrials,
  takePart,
} from '../../src/cluster/trialBoard.js';
import { exploreInterleavings, type Turn } from '../support/interleavings.js';

const any = () => false;

describe('parts of a trial', () => {
  test('are given out once each, to helpers from the front and to the asker from behind', () => {
    const words = createTrialWords(4);
    expect([hasOffered(words), claimPart(words, any)]).toEqual([false, null]);
    const session = openTrials(words, 7, 2)!;
    const turn = offerParts(words);
    const claimed = claimPart(words, any);
    expect(claimed).toEqual({ part: 0, turn, session, round: 7, attack: 2 });
    expect(takePart(words, turn, any)).toBe(3);
    expect(claimPart(words, (part, of) => part === 2 && of === session)?.part).toBe(2);
    expect(takePart(words, turn, (part) => part === 1)).toBe(1);
    expect([takePart(words, turn, any), claimPart(words, any), hasOffered(words)]).toEqual([
      null,
      null,
      false,
    ]);
    finishPart(words, claimed!, true);
    expect([0, 1, 2, 3].map((part) => awaitPart(words, part, turn, 0))).toEqual([true, false, false, false]);
  });

  test('that a helper is late with are not offered until it is done, and then count for nothing', () => {
    const words = createTrialWords(2);
    openTrials(words, 0, 0);
    const first = offerParts(words);
    const late = claimPart(words, any)!;
    expect(takePart(words, first, any)).toBe(1);
    expect(awaitPart(words, 0, first, 0)).toBe(false);
    const second = offerParts(words);
    expect([takePart(words, second, any), takePart(words, second, any)]).toEqual([1, null]);
    finishPart(words, late, true);
    expect(awaitPart(words, 0, second, 1)).toBe(false);
    const third = offerParts(words);
    expect(claimPart(words, any)?.part).toBe(0);
    expect(takePart(words, third, any)).toBe(1);
  });

  test('that a helper could not do are the asker’s', () => {
    const words = createTrialWords(1);
    openTrials(words, 0, 0);
    const turn = offerParts(words);
    finishPart(words, claimPart(words, any)!, false);
    expect(awaitPart(words, 0, turn, 1)).toBe(false);
  });

  test('are nobody’s once the trials are closed, and trials of two at once are not shared', () => {
    const words = createTrialWords(2);
    const session = openTrials(words, 0, 0)!;
    expect(openTrials(words, 0, 1)).toBeNull();
    offerParts(words);
    closeTrials(words);
    expect([hasOffered(words), claimPart(words, any)]).toEqual([false, null]);
    expect(openTrials(words, 1, 0)).toBe(session + 1);
    expect(claimPart(words, any)).toBeNull();
  });

  test('are counted beyond 2^29 turns', () => {
    const words = createTrialWords(1);
    words[4] = 2 ** 29 - 2;
    openTrials(words, 0, 0);
    for (let k = 0; k < 4; k++) {
      const turn = offerParts(words);
      finishPart(words, claimPart(words, any)!, true);
      expect(awaitPart(words, 0, turn, 0)).toBe(true);
    }
  });
});

describe('in whatever order threads do their atomic operations', () => {
  const valueOf = (session: number, part: number) => 100 * session + part;

  /** As in trialTeam.ts, with words in the place of numbers: so many trials, a session each. */
  function askerOf(words: Int32Array, found: Int32Array, done: Int32Array, trials: number): Turn {
    return (_, note) => {
      if (Atomics.load(done, 0) === trials) return;
      const session = openTrials(words, 0, 0)!;
      const turn = offerParts(words);
      const own = new Set<number>();
      for (let part = takePart(words, turn, any); part !== null; part = takePart(words, turn, any))
        own.add(part);
      for (let part = 0; part < found.length; part++) {
        if (own.has(part) || !awaitPart(words, part, turn, 0)) continue;
        expect(Atomics.load(found, part)).toBe(valueOf(session, part));
        note(`helped in ${session}`);
      }
      closeTrials(words);
      Atomics.add(done, 0, 1);
    };
  }

  function helperOf(words: Int32Array, found: Int32Array): Turn {
    return () => {
      const claimed = claimPart(words, any);
      if (claimed === null) return;
      Atomics.store(found, claimed.part, valueOf(claimed.session, claimed.part));
      finishPart(words, claimed, true);
    };
  }

  test.each([
    ['2 parts, a helper, three trials', { parts: 2, helpers: 1, trials: 3, preemptionsMax: 3 }],
    ['1 part, two helpers, two trials', { parts: 1, helpers: 2, trials: 2, preemptionsMax: 3 }],
    ['2 parts, two helpers, two trials', { parts: 2, helpers: 2, trials: 2, preemptionsMax: 2 }],
  ])(
    'the asker takes from helpers only what they found in its own trial: %s',
    (_, { parts, helpers, trials, preemptionsMax }) => {
      const words = createTrialWords(parts);
      const [found, done] = [new Int32Array(parts), new Int32Array(1)];
      const helped = new Set<string>();
      let ends = 0;
      const states = exploreInterleavings(
        [
          askerOf(words, found, done, trials),
          ...Array.from({ length: helpers }, () => helperOf(words, found)),
        ],
        [words, found, done],
        {
          isFixed: () => false,
          onEnd: ({ log, memory }) => {
            ends++;
            for (const event of log) helped.add(event);
            expect(memory.at(-1)).toBe(trials);
          },
          preemptionsMax,
        },
      );
      expect(ends).toBeGreaterThan(0);
      expect(helped.size).toBe(trials);
      expect(states).toBeGreaterThan(500);
    },
    120_000,
  );
});
