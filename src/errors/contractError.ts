/**
 * A module of the user's own that does not keep what its kind of entry promises: its author can mend it.
 * Exit code 2.
 * The message names the module, the entry, the function
 * and what was expected; the round is added where it is known.
 */
export class ContractError extends Error {
  override readonly name = 'ContractError' as const;
  readonly code = 'KRUMBLE_CONTRACT' as const;
}
