import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { DataError } from '../../src/errors/dataError.js';
import { verifyArchive } from '../../src/runs/verifyArchive.js';
import { krumble } from '../support/inProcess.js';
import { copyRun, recordSmall } from '../support/recordedRun.js';

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-pack-'));
const at = (name: string) => path.join(cwd, name);
const unpackedFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('krumble-unpacked-'));

/** A pair of keys as PEM files: the private one and the public one. */
function makeKeys(name: string): [string, string] {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const files: [string, string] = [at(`${name}.pem`), at(`${name}.pub.pem`)];
  writeFileSync(files[0], privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(files[1], publicKey.export({ type: 'spki', format: 'pem' }));
  return files;
}

let run: string;
let signer: [string, string];
beforeAll(async () => {
  run = await recordSmall(cwd);
  signer = makeKeys('signer');
  await krumble(['pack', run, '--out', at('plain.tar')]);
  await krumble(['pack', run, '--out', at('signed.tar'), '--sign', signer[0]]);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('a run that is packed', () => {
  test('gives the same bytes again, signed or not, and from a copy', async () => {
    const copy = copyRun(run, cwd, 'copy');
    await krumble(['pack', copy, '--out', at('copy.tar')]);
    await krumble(['pack', copy, '--out', at('copy-signed.tar'), '--sign', signer[0]]);
    expect(readFileSync(at('copy.tar')).equals(readFileSync(at('plain.tar')))).toBe(true);
    expect(readFileSync(at('copy-signed.tar')).equals(readFileSync(at('signed.tar')))).toBe(true);
  });

  test('is found good as the run is, and by whom it is signed', async () => {
    const [folder, plain, signed] = await Promise.all([
      krumble(['verify', run]),
      krumble(['verify', at('plain.tar')]),
      krumble(['verify', at('signed.tar'), '--signed-by', signer[1]]),
    ]);
    expect(folder.code).toBe(0);
    expect(plain.stdout).toBe(`${folder.stdout}signed     by nobody\n`);
    expect(signed.stdout).toMatch(/\nsigned {5}by SHA256:[A-Za-z0-9+/]{43}, as expected\n$/);
    expect(unpackedFolders()).toEqual([]);
  });

  test('is told from one that somebody else signed, or nobody', async () => {
    const [, other] = makeKeys('other');
    const byOther = await krumble(['verify', at('signed.tar'), '--signed-by', other]);
    expect([byOther.code, byOther.stderr]).toEqual([
      4,
      expect.stringMatching(/is signed by another key: found SHA256:/),
    ]);
    const byNobody = await krumble(['verify', at('plain.tar'), '--signed-by', other]);
    expect([byNobody.code, byNobody.stderr]).toEqual([4, expect.stringMatching(/the run is not signed\n$/)]);
  });
});

/** The places of every kind of byte: headers, sums, signature, content, what fills blocks, the end. */
function placesIn(bytes: Buffer): number[] {
  const spread = Array.from({ length: 16 }, (_, k) => Math.floor((k * bytes.length) / 16));
  const first = Array.from({ length: 24 }, (_, k) => 128 * k + (k % 11));
  return [...new Set([...first, ...spread, bytes.length - 1025, bytes.length - 1024, bytes.length - 1])];
}

test('a byte that is altered anywhere is found, and nothing is left behind', () => {
  const bytes = readFileSync(at('signed.tar'));
  for (const place of placesIn(bytes)) {
    const altered = Buffer.from(bytes);
    altered[place] ^= 1;
    writeFileSync(at('altered.tar'), altered);
    const look = () => verifyArchive(at('altered.tar'), { catalogue: builtIn, signerFile: null });
    expect(look, `byte ${place}`).toThrow(DataError);
    expect(look, `byte ${place}`).toThrow(/altered\.tar: /);
  }
  expect(unpackedFolders()).toEqual([]);
});

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  ['cut in a file', (bytes) => bytes.subarray(0, 5000), /byte 5000: the archive ends here/],
  ['without its end', (bytes) => bytes.subarray(0, -512), /the archive ends here/],
  [
    'with more behind its end',
    (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
    /found more behind the end/,
  ],
  ['that is empty', () => Buffer.alloc(0), /byte 0: the archive ends here/],
  ['of zeros', () => Buffer.alloc(4096), /byte 0: found no header of SHA256SUMS/],
])('an archive %s is refused with the place', (_, spoil, message) => {
  writeFileSync(at('spoilt.tar'), spoil(readFileSync(at('plain.tar'))));
  const look = () => verifyArchive(at('spoilt.tar'), { catalogue: builtIn, signerFile: null });
  expect(look).toThrow(message);
});

test('what cannot be packed is refused in one line, and no file is written', async () => {
  const cut = copyRun(run, cwd, 'cut');
  for (const name of ['SHA256SUMS', 'result.json']) rmSync(path.join(cut, name));
  const [rsa] = [at('rsa.pem')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  writeFileSync(rsa, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  for (const [args, message] of [
    [[cut], /this run has not ended/],
    [[run, '--sign', rsa], /--sign: this is no such key, .*a private Ed25519 key as PEM/],
    [[run, '--sign', signer[1]], /--sign: this is no such key/],
    [[run, '--sign', at('missing.pem')], /missing\.pem/],
  ] as const) {
    const { code, stderr } = await krumble(['pack', ...args, '--out', at('never.tar')]);
    expect([code, stderr.split('\n')]).toEqual([2, [expect.stringMatching(message), '']]);
  }
  const there = await krumble(['pack', run, '--out', at('plain.tar')]);
  expect([there.code, there.stderr]).toEqual([2, expect.stringMatching(/--out: this is there already/)]);
  expect(readdirSync(cwd).filter((name) => name.startsWith('never'))).toEqual([]);
});
