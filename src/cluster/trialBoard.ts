import { countTrialParts, sizeTrialPart } from '../actors/trialParts.js';
import { countParameters, type World } from '../actors/world.js';
import { countParticipants } from '../scenario/participants.js';

// Places in the words: whether there are trials, of what, and how each part stands.
const [OPEN, SESSION, ROUND, ATTACK, TURN, PART] = [0, 1, 2, 3, 4, 5];
/** How a part stands in a turn: anyone's, a helper's, done by a helper, or the asker's own. */
const [OFFERED, CLAIMED, DONE, TAKEN] = [0, 1, 2, 3] as const;
const STATES = 4;

/**
 * Memory that threads share, by which one that tries a defense, the asker, has others help.
 * A turn is a trial; each of its parts is a word, that says the turn and how the part stands in it.
 *
 * Nobody waits for a helper: what it does not bring in time the asker does itself, and that part is not
 * offered again while the helper is at it. So a helper that is late, or lost, holds up nothing, and writes
 * to where nobody reads. Turns and sessions never go back: what it copied in one session it uses in no other.
 */
export interface TrialBoard {
  readonly words: Int32Array;
  /** The report that is tried. */
  readonly report: Float32Array;
  /** The weights by which all rows are mixed; of which the first is NaN where none are. */
  readonly weights: Float64Array;
  /** What helpers found, part after part, in places of equal length. */
  readonly found: Float64Array;
}

/** A board of which nothing is offered; of no length where no attack of the world's tries the defense. */
export function createTrialBoard(world: World): TrialBoard {
  const isTried = world.entries.attacks.some(({ entry }) => entry.sees === 'defense');
  const parts = isTried ? countTrialParts(world) : 0;
  const bytes = {
    report: isTried ? 4 * countParameters(world) : 0,
    weights: isTried ? 8 * countParticipants(world.scenario) : 0,
    found: 8 * parts * sizeTrialPart(world),
  };
  return {
    words: createTrialWords(parts),
    report: new Float32Array(new SharedArrayBuffer(bytes.report)),
    weights: new Float64Array(new SharedArrayBuffer(bytes.weights)).fill(NaN),
    found: new Float64Array(new SharedArrayBuffer(bytes.found)),
  };
}

/** The asker: writes what is tried, before it offers parts of that. */
export function writeTrial(board: TrialBoard, report: Float32Array, weights: readonly number[] | null): void {
  board.report.set(report);
  if (weights === null) board.weights[0] = NaN;
  else board.weights.set(weights);
}

/** A helper: by which weights the rows are mixed; null: by none. */
export function readWeights({ weights }: TrialBoard): readonly number[] | null {
  return Number.isNaN(weights[0]) ? null : Array.from(weights);
}

/** Words of which no part is offered. */
export function createTrialWords(parts: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(4 * (PART + parts)));
  words.fill(TAKEN, PART);
  return words;
}

/** The asker: opens trials of an attack's in a round. Their session; null: another adversary's are open. */
export function openTrials(words: Int32Array, round: number, attack: number): number | null {
  if (Atomics.compareExchange(words, OPEN, 0, 1) !== 0) return null;
  Atomics.store(words, ROUND, round);
  Atomics.store(words, ATTACK, attack);
  return Atomics.add(words, SESSION, 1) + 1;
}

/** The asker: nothing is offered any more. */
export function closeTrials(words: Int32Array): void {
  const turn = Atomics.load(words, TURN);
  for (let part = PART; part < words.length; part++)
    Atomics.compareExchange(words, part, wordOf(turn, OFFERED), wordOf(turn, TAKEN));
  Atomics.store(words, OPEN, 0);
}

/** The asker: begins a turn, and offers all parts but those that helpers are still at. Returns the turn. */
export function offerParts(words: Int32Array): number {
  const turn = (Atomics.load(words, TURN) + 1) | 0;
  Atomics.store(words, TURN, turn);
  for (let part = PART; part < words.length; part++)
    if (stateOf(Atomics.load(words, part)) !== CLAIMED) Atomics.store(words, part, wordOf(turn, OFFERED));
  return turn;
}

/** The asker: takes a part that nobody has, the last one or one that it prefers; null: there is none. */
export function takePart(
  words: Int32Array,
  turn: number,
  isPreferred: (part: number) => boolean,
): number | null {
  return giveOut(words, turn, TAKEN, isPreferred);
}

/**
 * The asker, of a part that it does not have: whether a helper has done it,
 * for whom it waits so long where one is at it.
 */
export function awaitPart(words: Int32Array, part: number, turn: number, patienceMs: number): boolean {
  const claimed = wordOf(turn, CLAIMED);
  if (patienceMs > 0) Atomics.wait(words, PART + part, claimed, patienceMs);
  return Atomics.load(words, PART + part) === wordOf(turn, DONE);
}

/** A part that a helper has, and of what. */
export interface ClaimedPart {
  readonly part: number;
  readonly turn: number;
  readonly session: number;
  readonly round: number;
  readonly attack: number;
}

/** A helper: takes a part that nobody has, the first one or one that it prefers; null: there is none. */
export function claimPart(
  words: Int32Array,
  isPreferred: (part: number, session: number) => boolean,
): ClaimedPart | null {
  if (!hasOffered(words)) return null;
  const turn = Atomics.load(words, TURN);
  // Those of the turn, if the claim succeeds: the next ones are not written while anything of it is offered.
  const of = {
    ...{ session: Atomics.load(words, SESSION), round: Atomics.load(words, ROUND) },
    attack: Atomics.load(words, ATTACK),
  };
  const part = giveOut(words, turn, CLAIMED, (one) => isPreferred(one, of.session));
  return part === null ? null : { part, turn, ...of };
}

/** A helper: what it found is written; or nothing is, and the asker is to see itself why. */
export function finishPart(words: Int32Array, { part, turn }: ClaimedPart, isDone: boolean): void {
  change(words, part, turn, CLAIMED, isDone ? DONE : TAKEN);
  Atomics.notify(words, PART + part);
}

/** Whether there is a part that nobody has. */
export function hasOffered(words: Int32Array): boolean {
  if (Atomics.load(words, OPEN) === 0) return false;
  for (let part = PART; part < words.length; part++)
    if (stateOf(Atomics.load(words, part)) === OFFERED) return true;
  return false;
}

/** Gives out a part, to a helper from the front and to the asker from behind: one it prefers first. */
function giveOut(
  words: Int32Array,
  turn: number,
  to: typeof CLAIMED | typeof TAKEN,
  isPreferred: (part: number) => boolean,
): number | null {
  const count = words.length - PART;
  for (const isWanted of [isPreferred, () => true]) {
    for (let k = 0; k < count; k++) {
      const part = to === CLAIMED ? k : count - 1 - k;
      if (isWanted(part) && change(words, part, turn, OFFERED, to)) return part;
    }
  }
  return null;
}

function change(words: Int32Array, part: number, turn: number, from: number, to: number): boolean {
  const before = wordOf(turn, from);
  return Atomics.compareExchange(words, PART + part, before, wordOf(turn, to)) === before;
}

function wordOf(turn: number, state: number): number {
  return (turn * STATES + state) | 0;
}

function stateOf(word: number): number {
  return word & (STATES - 1);
}
