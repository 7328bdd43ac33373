import type { Overflow } from '../errors/overflowError.js';
import type { RoundRecord } from '../rounds/round.js';

/**
 * The content of result.json: the outcome of a run.
 * `complete` is false when it was stopped early; an overflow is an end too.
 */
export interface Result {
  readonly complete: boolean;
  /** Rounds that were played. */
  readonly rounds: number;
  /**
   * The round in which the model overflowed, so that it could
   * not be played to its end; absent where none did.
   */
  readonly overflow?: Overflow;
  /** Highest and last test accuracy, percent. */
  readonly accuracyMax: number | null;
  readonly accuracyFinal: number | null;
  /**
   * Mean over rounds of the percentage of a backdoor's images
   * answered with its target; null without a backdoor.
   */
  readonly backdoorHitRate: number | null;
  /** How a backdoor outlived its attack; absent without one, and where no round came after the attack. */
  readonly backdoorLifespan?: Lifespan;
  /** Mean over rounds of the corrupted workers' share of the aggregate. */
  readonly corruptedInfluenceMean: number | null;
  /** Digest of the last round; it vouches for all of them. */
  readonly digest: string | null;
}

/** How long a backdoor hit after the last round in which workers were attacked. */
export interface Lifespan {
  /** Rounds after it, up to the first in which half of the images or fewer were answered with the target. */
  readonly rounds: number;
  /** Whether there was such a round; if not, it hit to the end. */
  readonly ended: boolean;
}

/** Gathers a result, round by round. */
export class ResultSummary {
  #rounds = 0;
  #accuracyMax: number | null = null;
  #accuracyFinal: number | null = null;
  #influenceSum = 0;
  #digest: string | null = null;
  #hitRates = 0;
  #hitRateSum = 0;
  /** Since the last attacked round; null: nobody was attacked yet, or nothing came after it. */
  #lifespan: Lifespan | null = null;
  #isAttacked = false;

  add({ accuracy, corruptedInfluence, digest, backdoor, confided }: RoundRecord): void {
    this.#rounds++;
    this.#addLife(backdoor?.hit, confided !== undefined);
    if (backdoor && backdoor.of > 0) {
      this.#hitRates++;
      this.#hitRateSum += (100 * backdoor.hits) / backdoor.of;
    }
    this.#influenceSum += corruptedInfluence;
    this.#digest = digest;
    if (accuracy === undefined) return;
    this.#accuracyFinal = accuracy;
    this.#accuracyMax = Math.max(this.#accuracyMax ?? accuracy, accuracy);
  }

  #addLife(hit: boolean | undefined, isAttacked: boolean): void {
    if (isAttacked) {
      this.#isAttacked = true;
      this.#lifespan = null;
    } else if (this.#isAttacked && hit !== undefined) {
      const { rounds, ended } = this.#lifespan ?? { rounds: 0, ended: false };
      this.#lifespan = ended || !hit ? { rounds, ended: true } : { rounds: rounds + 1, ended };
    }
  }

  /**
   * The result so far of a run that is meant to have `roundsWanted` rounds. `overflow`: how it ended before.
   */
  result(roundsWanted: number, overflow: Overflow | null = null): Result {
    const isShort = this.#rounds < roundsWanted;
    return {
      complete: !isShort || overflow !== null,
      rounds: this.#rounds,
      ...(overflow && isShort && { overflow: { ...overflow, round: this.#rounds } }),
      accuracyMax: this.#accuracyMax,
      accuracyFinal: this.#accuracyFinal,
      backdoorHitRate: this.#hitRates === 0 ? null : this.#hitRateSum / this.#hitRates,
      ...(this.#lifespan && { backdoorLifespan: this.#lifespan }),
      corruptedInfluenceMean: this.#rounds === 0 ? null : this.#influenceSum / this.#rounds,
      digest: this.#digest,
    };
  }
}
