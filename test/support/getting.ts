import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fetching } from '../../src/data/get/fetchArchive.js';
import { disk } from '../../src/files/disk.js';
import { temporaryFolder } from './program.js';

/** Options to fetch with in a test, and what was told. */
export function fetching(options: Partial<Fetching> = {}): Fetching & { told: string[]; progress: number[] } {
  const told: string[] = [];
  const progress: number[] = [];
  return {
    folder: temporaryFolder(),
    disk,
    signal: new AbortController().signal,
    tell: { notice: (text) => void told.push(text), progress: (bytes) => void progress.push(bytes) },
    told,
    progress,
    ...options,
  };
}

/** Every file below a folder with its bytes, to compare. */
export function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(folder, file), readFileSync(file).toString('base64')]),
  );
}

/** A file with this content in a folder of its own. */
export function fileWith(content: Uint8Array, name = 'archive.tgz'): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

/** A server of one test; the address, and the ranges that were asked for. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, index: number) => void,
): Promise<{ url: string; ranges: (string | undefined)[]; server: Server }> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, ranges.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/made-up.tgz`, ranges, server };
}

/** Answers as a server that honours ranges, and ends the answer after `most` bytes as if that were all. */
export function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  most = Infinity,
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = bytes.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    ...(rest.length <= most && { 'content-length': rest.length }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  response.end(rest.subarray(0, most));
}
