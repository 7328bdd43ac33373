import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { DataError } from '../errors/dataError.js';
import { checkSignature } from './runSignature.js';
import { unpackRun } from './unpackRun.js';
import { type Verified, verifyRun } from './verify.js';

/** A packed run in which nothing is wrong, and the fingerprint of the key that signed it; null: none did. */
export interface VerifiedArchive extends Verified {
  readonly signedBy: string | null;
}

/**
 * Checks a run that `packRun` has packed: every byte of the archive, its signature where it has one,
 * and the run in it as `verifyRun` does, in a folder of its own that is gone afterwards.
 * `signerFile`: the public key by which it has to be signed; null: by any or none.
 * Throws a DataError that names the place in the archive or in a file of it.
 */
export function verifyArchive(
  archive: string,
  { catalogue, signerFile }: { readonly catalogue: Catalogue; readonly signerFile: string | null },
): VerifiedArchive {
  const folder = mkdtempSync(path.join(tmpdir(), 'krumble-unpacked-'));
  try {
    const { sums, signature } = unpackRun(archive, folder);
    if (signature === null && signerFile !== null) throw new DataError('the run is not signed');
    const signedBy = signature === null ? null : checkSignature(sums, signature, signerFile);
    return { ...verifyRun(folder, undefined, catalogue), signedBy };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const message = error.message.replaceAll(`${folder}${path.sep}`, `${archive}: `);
    throw new DataError(message.startsWith(archive) ? message : `${archive}: ${message}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
