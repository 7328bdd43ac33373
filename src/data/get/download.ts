import { statSync } from 'node:fs';
import { isSystemError } from '../../errors/systemError.js';
import type { Disk } from '../../files/disk.js';

const ATTEMPTS_MAX = 5;

/** What is fetched, and where to. */
export interface Download {
  readonly url: string;
  /** The file that the bytes are added to; what it holds already is not fetched again. */
  readonly unfinishedFile: string;
  /** The size of the whole. */
  readonly bytes: number;
  readonly disk: Disk;
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number) => void;
}

/**
 * `unreachable`: the server does not answer, or offers something else.
 * `broken`: the server went silent on the way.
 */
export type DownloadOutcome =
  { readonly kind: 'complete' } | { readonly kind: 'unreachable' | 'broken'; readonly problem: string };

/**
 * Downloads a file of known size, and never writes more than that size.
 * Goes on where an earlier attempt ended, if the server can do that.
 * The bytes fetched stay in `unfinishedFile`, whatever happens.
 * Only their hash can tell whether they are the right ones.
 * Throws what the disk throws, and the signal's reason once it is aborted.
 */
export async function download(options: Download): Promise<DownloadOutcome> {
  const { unfinishedFile, bytes, disk, signal } = options;
  let outcome: DownloadOutcome = { kind: 'unreachable', problem: 'not tried' };
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    signal.throwIfAborted();
    const before = readFileSize(unfinishedFile);
    if (before === bytes) return { kind: 'complete' };
    if (before > bytes) await disk.remove(unfinishedFile);
    outcome = await fetchRest(options, before > bytes ? 0 : before);
    if (outcome.kind !== 'broken') return outcome;
  }
  return outcome;
}

/** The size of a file; 0 where there is none. */
export function readFileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function fetchRest(options: Download, have: number): Promise<DownloadOutcome> {
  const { url, unfinishedFile, bytes, disk, signal } = options;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (have > 0) headers.range = `bytes=${have}-`;
  let response: Response;
  try {
    response = await fetch(url, { headers, signal });
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unreachable', problem: describeFailure(error) };
  }
  const start = response.status === 206 ? have : 0;
  const problem = checkResponse(response, start, bytes);
  if (problem !== null) {
    await response.body?.cancel();
    return { kind: 'unreachable', problem };
  }
  if (start < have) await disk.remove(unfinishedFile); // the server begins anew
  return save(response, options, start);
}

/** What is wrong with a response that should bring the bytes from `start` to `bytes`. */
function checkResponse(response: Response, start: number, bytes: number): string | null {
  const { status, headers } = response;
  if (status !== 200 && status !== 206) return `the server answers ${status}`;
  const range = headers.get('content-range');
  if (status === 206 && range !== `bytes ${start}-${bytes - 1}/${bytes}`) {
    return `the server sends the range "${range}" instead of ${start}-${bytes - 1}/${bytes}`;
  }
  const length = headers.get('content-length');
  if (length === null || Number(length) === bytes - start) return null;
  return `the server offers ${length} bytes, expected ${bytes - start}`;
}

async function save(response: Response, options: Download, start: number): Promise<DownloadOutcome> {
  const { unfinishedFile, bytes, disk, signal, onProgress } = options;
  const file = await disk.open(unfinishedFile, 'existing');
  let have = start;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      if (have + chunk.length > bytes) {
        await disk.cut(unfinishedFile, 0);
        return { kind: 'unreachable', problem: `the server sends more than ${bytes} bytes` };
      }
      await file.write(chunk);
      have += chunk.length;
      onProgress(have);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isSystemError(error)) throw error; // the disk's; those of a connection come wrapped
    return { kind: 'broken', problem: brokenAt(have, bytes, describeFailure(error)) };
  } finally {
    await file.close();
  }
  if (have === bytes) return { kind: 'complete' };
  return { kind: 'broken', problem: brokenAt(have, bytes, 'the server ended early') };
}

function brokenAt(have: number, bytes: number, reason: string): string {
  return `broke off after ${have} of ${bytes} bytes (${reason})`;
}

function describeFailure(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
