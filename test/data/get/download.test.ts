import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { smallFacts, smallRecords } from '../../support/archives.js';
import { fetching, sendRange, serve, snapshot } from '../../support/getting.js';
import { getDataSet } from '../../../src/data/get/getDataSet.js';
import { DataError } from '../../../src/errors/dataError.js';
import { disk } from '../../../src/files/disk.js';
import { faultyDisk } from '../../../src/files/faultyDisk.js';

const { bytes } = smallRecords();
const PART = 'official.tgz.part';
const get = (url: string, options = fetching()) => getDataSet(smallRecords(url).gettable, options);

describe('a download', () => {
  test('becomes the set, with progress up to the whole, and is removed', async () => {
    const { url, ranges } = await serve((request, response) => sendRange(request, response, bytes));
    const options = fetching();
    const { set, wasHere } = await get(url, options);
    expect([set.name, wasHere]).toEqual(['made-up', false]);
    expect(ranges).toEqual([undefined]);
    expect(options.progress.at(-1)).toBe(bytes.length);
    expect(options.told).toEqual([url, 'decoding official.tgz']);
    expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
  });

  test('of a server that ends early goes on where it broke off', async () => {
    const { url, ranges } = await serve((request, response, index) =>
      sendRange(request, response, bytes, index < 2 ? 100 : Infinity),
    );
    await get(url);
    expect(ranges).toEqual([undefined, 'bytes=100-', 'bytes=200-']);
  });

  test('whose connection is cut goes on where it broke off', async () => {
    let cut: () => void = () => undefined;
    const { url, ranges } = await serve((request, response, index) => {
      if (index > 0) return sendRange(request, response, bytes);
      cut = () => void response.destroy();
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 60));
    });
    await get(url, fetching({ tell: { notice: () => undefined, progress: () => cut() } }));
    expect(ranges).toEqual([undefined, 'bytes=60-']);
  });

  test('that broke off is kept, and the next command goes on with it', async () => {
    let isMended = false;
    const { url, ranges } = await serve((request, response) =>
      sendRange(request, response, bytes, isMended ? Infinity : 20),
    );
    const options = fetching();
    const broken = get(url, options);
    await expect(broken).rejects.toThrow(DataError);
    await expect(broken).rejects.toThrow(
      `broke off after 100 of ${bytes.length} bytes (the server ended early). The same command goes on from there; what was fetched is in ${path.join(options.folder, PART)}`,
    );
    expect(snapshot(options.folder)).toEqual({ [PART]: bytes.subarray(0, 100).toString('base64') });
    isMended = true;
    await get(url, options);
    expect(ranges.at(-1)).toBe('bytes=100-');
    expect(options.told).toContain(`${url}, going on after 100 bytes`);
    expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
  });

  test('begins anew where the server knows no ranges', async () => {
    const { url, ranges } = await serve((_, response) => response.end(bytes));
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), bytes.subarray(0, 77));
    await get(url, options);
    expect(ranges).toEqual(['bytes=77-']);
  });

  test('begins anew with a part that is too long', async () => {
    const { url, ranges } = await serve((request, response) => sendRange(request, response, bytes));
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), Buffer.concat([bytes, bytes]));
    await get(url, options);
    expect(ranges).toEqual([undefined]);
  });

  test('asks no server for what is there in whole', async () => {
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), bytes);
    await get('http://127.0.0.1:1/never', options);
    expect(readdirSync(options.folder)).toEqual(['made-up.krumble']);
  });

  test('of other content is refused by its hash and not kept, so that the next command begins anew', async () => {
    const altered = Buffer.from(bytes);
    altered[50] ^= 1;
    let sent: Buffer = altered;
    const { url } = await serve((request, response) => sendRange(request, response, sent));
    const options = fetching();
    await expect(get(url, options)).rejects.toThrow(
      /SHA-256 .*, expected .*: truncated or altered, and not kept/,
    );
    expect(snapshot(options.folder)).toEqual({});
    sent = bytes;
    await get(url, options);
  });

  test('that goes on from a part of something else is refused, and the part removed', async () => {
    const { url } = await serve((request, response) => sendRange(request, response, bytes));
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), 'something else');
    await expect(get(url, options)).rejects.toThrow('truncated or altered, and not kept');
    await get(url, options);
  });

  test.each<[string, (url: string) => string, Parameters<typeof serve>[0]]>([
    ['is not there', () => 'the server answers 404', (_, response) => response.writeHead(404).end('no')],
    ['is out of order', () => 'the server answers 503', (_, response) => response.writeHead(503).end('no')],
    [
      'is a page to log in',
      () => `the server offers 5 bytes, expected ${bytes.length}`,
      (_, response) => response.writeHead(200, { 'content-length': 5 }).end('hello'),
    ],
  ])('of a server that %s is refused with what to do', async (_, problem, answer) => {
    const { url } = await serve(answer);
    const options = fetching();
    const refused = get(url, options);
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(
      `${url} cannot be had: ${problem(url)}. Fetch the archive where it can be had, and run \`krumble data get made-up --from FILE\``,
    );
    const left = Object.values(snapshot(options.folder));
    expect(left.join('')).toBe('');
  });

  test('of a server that sends more than it should is refused, and nothing of it kept', async () => {
    let sendMore: () => void = () => undefined;
    const { url } = await serve((_, response) => {
      sendMore = () => void response.end(bytes);
      response.write(bytes.subarray(0, 60)); // without a length: in pieces
    });
    const options = fetching({ tell: { notice: () => undefined, progress: () => sendMore() } });
    await expect(get(url, options)).rejects.toThrow(`the server sends more than ${bytes.length} bytes`);
    expect(Object.values(snapshot(options.folder)).join('')).toBe('');
  });

  test('keeps its part when the server is out of order for once', async () => {
    const { url } = await serve((_, response) => response.writeHead(503).end('no'));
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), bytes.subarray(0, 77));
    await expect(get(url, options)).rejects.toThrow('the server answers 503 (the first 77 bytes are kept in');
    expect(readFileSync(path.join(options.folder, PART))).toEqual(bytes.subarray(0, 77));
  });

  test('refuses a range that was not asked for', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(206, { 'content-range': `bytes 0-9/${bytes.length}` }).end('0123456789'),
    );
    const options = fetching();
    writeFileSync(path.join(options.folder, PART), bytes.subarray(0, 77));
    await expect(get(url, options)).rejects.toThrow(
      `the server sends the range "bytes 0-9/${bytes.length}" instead of 77-${bytes.length - 1}/${bytes.length}`,
    );
  });

  test('that is interrupted keeps what it has, and goes on with it', async () => {
    const controller = new AbortController();
    const { url, ranges } = await serve((request, response, index) => {
      if (index > 0) return sendRange(request, response, bytes);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 60)); // and never goes on
    });
    const folder = fetching().folder;
    const tell = { notice: () => undefined, progress: () => controller.abort() };
    const stopped = get(url, fetching({ folder, tell, signal: controller.signal }));
    await expect(stopped).rejects.toThrow(/abort/);
    expect(snapshot(folder)).toEqual({ [PART]: bytes.subarray(0, 60).toString('base64') });
    await get(url, fetching({ folder }));
    expect(ranges).toEqual([undefined, 'bytes=60-']);
  });

  test('onto a disk that is full keeps what fits, and goes on with it', async () => {
    const { url, ranges } = await serve((request, response) => sendRange(request, response, bytes));
    const folder = fetching().folder;
    const full = faultyDisk(disk, [{ operation: 1, kind: 'full', part: 0.5 }]);
    await expect(get(url, fetching({ folder, disk: full }))).rejects.toThrow('ENOSPC');
    const half = Math.floor(bytes.length / 2);
    expect(snapshot(folder)).toEqual({ [PART]: bytes.subarray(0, half).toString('base64') });
    await get(url, fetching({ folder }));
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);
  });

  test('leaves a damaged set where it is until there is a good one', async () => {
    const { url } = await serve((_, response) => response.writeHead(404).end());
    const options = fetching();
    appendFileSync(path.join(options.folder, `${smallFacts.name}.krumble`), 'damaged');
    const before = snapshot(options.folder);
    await expect(get(url, options)).rejects.toThrow('404');
    expect(snapshot(options.folder)).toEqual(before);
  });
});
