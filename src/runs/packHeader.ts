const BLOCK = 512;
const NAME_MAX = 100;
const SIZE_DIGITS = 11;
const MODE = '0000644\0';
const NOBODY = '0000000\0';
const CHECKSUM_PLACE = 148;

/** Blocks of a packed run: each file begins at one, behind its header. */
export const PACK_BLOCK = BLOCK;

/**
 * The header of a file in a tar archive (POSIX ustar): 512 bytes that follow from name and size alone,
 * for mode, owner and time are always the same.
 */
export function packHeader(name: string, bytes: number): Buffer {
  if (Buffer.byteLength(name) > NAME_MAX) throw new RangeError(`${name} is too long for a tar archive`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(`${MODE}${NOBODY}${NOBODY}${octal(bytes)}\0${octal(0)}\0`, 100);
  header.write(' '.repeat(8), CHECKSUM_PLACE);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_PLACE);
  return header;
}

/** How many zero bytes fill the last block of a file. */
export function countFill(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

/** The size that a header gives; null where it gives none. */
export function readHeaderSize(header: Uint8Array): number | null {
  const text = Buffer.from(header.subarray(124, 124 + SIZE_DIGITS)).toString('latin1');
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : null;
}

function octal(value: number): string {
  const digits = value.toString(8);
  if (digits.length > SIZE_DIGITS) throw new RangeError(`${value} bytes are too many for a tar archive`);
  return digits.padStart(SIZE_DIGITS, '0');
}
