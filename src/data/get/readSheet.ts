import { decode } from 'fast-png';
import { buildDataError } from './buildDataError.js';

const SIGNATURE = '89504e470d0a1a0a0000000d49484452'; // of every PNG, and the start of its header
const KIND = '0802000000'; // 8 bits, red green blue, deflate, its filters, not interlaced

/**
 * The pixels of a PNG of 8-bit red, green and blue: [height, width, 3].
 * The header is checked before anything is decoded: a small file cannot claim a large image.
 * Throws a DataError that names it.
 */
export function readSheet(
  content: Uint8Array,
  { width, height }: { width: number; height: number },
  name: string,
): Uint8Array {
  const header = Buffer.from(content.buffer, content.byteOffset, Math.min(29, content.length));
  if (header.length < 29 || header.toString('hex', 0, 16) !== SIGNATURE)
    throw buildDataError(name, 'is not a PNG');
  const found = [header.readUInt32BE(16), header.readUInt32BE(20)];
  if (found[0] !== width || found[1] !== height) {
    throw buildDataError(name, `found ${found.join(' x ')} pixels, expected ${width} x ${height}`);
  }
  if (header.toString('hex', 24, 29) !== KIND) {
    throw buildDataError(name, 'is not a PNG of 8-bit red, green and blue that is not interlaced');
  }
  try {
    const { data } = decode(content, { checkCrc: true });
    if (data instanceof Uint8Array && data.length === width * height * 3) return data;
  } catch (cause) {
    throw buildDataError(name, `cannot be decoded (${(cause as Error).message})`, { cause });
  }
  throw buildDataError(name, 'has too few pixels');
}
