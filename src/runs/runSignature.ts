import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { parseJson } from '../files/parseJson.js';
import { readBounded } from '../files/readBounded.js';
import { asJson } from './format.js';

const KEY_BYTES_MAX = 10_000;
/** So that a signature of a run is never one of something else. */
const PREFIX = Buffer.from('krumble run\n');
const BASE64_MAX = 200;
const base64 = z.base64().max(BASE64_MAX);

const schema = z.strictObject({
  krumble: z.literal('signature'),
  algorithm: z.literal('ed25519'),
  publicKey: base64,
  signature: base64,
});

/**
 * A signature (Ed25519, RFC 8032) of a run's SHA256SUMS, which vouches for every byte of it,
 * as the text of a file that says the public key as well. `keyFile`: a private key as PEM.
 * Throws an InputError for what is no such key.
 */
export function signRun(sums: Uint8Array, keyFile: string): string {
  const key = readKey(keyFile, '--sign', createPrivateKey, 'a private Ed25519 key as PEM');
  const signature = sign(null, Buffer.concat([PREFIX, sums]), key).toString('base64');
  const publicKey = encodeKey(createPublicKey(key));
  return asJson({ krumble: 'signature', algorithm: 'ed25519', publicKey, signature });
}

/**
 * The fingerprint of the key that signed a run's SHA256SUMS. `signerFile`: the public key that it has to be.
 * Throws a DataError where the signature is not one of these bytes, or not by that key.
 */
export function checkSignature(sums: Uint8Array, text: string, signerFile: string | null): string {
  const parsed = schema.safeParse(tryJson(text));
  if (!parsed.success || asJson(parsed.data) !== text) throw new DataError('the signature is no signature');
  const { publicKey, signature } = parsed.data;
  const key = decodeKey(publicKey);
  const isGood = verify(null, Buffer.concat([PREFIX, sums]), key, Buffer.from(signature, 'base64'));
  if (!isGood) throw new DataError('the signature is not one of this run');
  if (signerFile !== null) {
    const signer = readKey(signerFile, '--signed-by', createPublicKey, 'a public Ed25519 key as PEM');
    if (encodeKey(signer) !== publicKey) {
      const found = `found ${fingerprint(key)}, expected ${fingerprint(signer)}`;
      throw new DataError(`the run is signed by another key: ${found}`);
    }
  }
  return fingerprint(key);
}

function readKey(
  file: string,
  option: string,
  create: (pem: string) => KeyObject,
  allowed: string,
): KeyObject {
  const bytes = readBounded(file, { bytesMax: KEY_BYTES_MAX, field: option, links: true });
  try {
    const key = create(Buffer.from(bytes).toString('latin1'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // refused below: what OpenSSL says of it helps nobody
  }
  throw new InputError({ place: { file: option }, found: file, problem: 'this is no such key', allowed });
}

function encodeKey(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function decodeKey(publicKey: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // refused below
  }
  throw new DataError('the signature has no Ed25519 key');
}

/** As ssh shows keys: SHA-256 of the public key, in base64. */
function fingerprint(key: KeyObject): string {
  const hash = createHash('sha256').update(key.export({ type: 'spki', format: 'der' }));
  return `SHA256:${hash.digest('base64').replace(/=+$/, '')}`;
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
