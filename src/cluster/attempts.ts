import { ContractError } from '../errors/contractError.js';
import { InvariantError } from '../errors/invariantError.js';
import { LostThread } from './crewJobs.js';
import type { Lane } from './stageCounters.js';

const ATTEMPTS_MAX = 3;

/**
 * What comes of a round's work on a lane, which is begun anew when a thread is lost; attempts count from 1.
 * That another lane lost a thread does not count as one.
 * Throws what `act` throws otherwise, or at once when all is over.
 * Throws an InvariantError after three losses, or a ContractError where a user's own code did not come back.
 */
export async function withAttempts<T>(
  { lane, round }: { readonly lane: Lane; readonly round: number },
  { isOver, onIncident }: { readonly isOver: () => boolean; readonly onIncident: (incident: string) => void },
  act: (attempt: number) => Promise<T>,
): Promise<T> {
  // A thread that is begun anew may not even get as far as the function that is to blame.
  let blamed: LostThread | null = null;
  for (let attempt = 1; ;) {
    try {
      return await act(attempt);
    } catch (error) {
      if (!(error instanceof LostThread) || isOver()) throw error;
      if (error.lane !== null && error.lane !== lane) continue; // the other one's loss
      if (error.ownCode !== null) blamed ??= error;
      if (attempt === ATTEMPTS_MAX) throw giveUp(error, blamed);
      onIncident(`round ${round}: ${error.message}; the round is begun anew`);
      attempt++;
    }
  }
}

function giveUp({ message }: LostThread, blamed: LostThread | null): Error {
  if (blamed !== null) {
    return new ContractError(`${blamed.ownCode} did not come back: ${blamed.message}; expected an end to it`);
  }
  return new InvariantError(`a thread was lost ${ATTEMPTS_MAX} times in this round; at last: ${message}`);
}
