import { ContractError } from '../errors/contractError.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import type { Failure } from './runStep.js';

/** The error that a failure on a thread was; one without a code of krumble's is an InvariantError. */
export function reviveFailure({ name, code, message, stack, actor }: Failure): Error {
  if (code === 'KRUMBLE_INPUT') return new InputError({ problem: message });
  if (code === 'KRUMBLE_CONTRACT') return new ContractError(message);
  if (code === 'KRUMBLE_FAULT') return new InvariantError(message);
  const cause = new Error(message);
  cause.stack = stack;
  return new InvariantError(`${actor ?? 'a thread'} failed: ${name}: ${message}`, { cause });
}

/** Of several failures the first by its text: not by time. */
export function pickFailure(failures: readonly Failure[]): Failure {
  const text = ({ actor, message }: Failure) => `${actor} ${message}`;
  return [...failures].sort((a, b) => (text(a) < text(b) ? -1 : 1))[0];
}
