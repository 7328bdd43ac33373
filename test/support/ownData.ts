import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** An IDX file of unsigned bytes. */
export function idx(shape: readonly number[], values: readonly number[], type = 0x08): Uint8Array {
  const width = { 0x08: 1, 0x0c: 4, 0x0d: 4 }[type]!;
  const bytes = Buffer.alloc(4 + 4 * shape.length + width * values.length);
  bytes.set([0, 0, type, shape.length]);
  for (const [axis, extent] of shape.entries()) bytes.writeUInt32BE(extent, 4 + 4 * axis);
  for (const [k, value] of values.entries()) {
    const at = 4 + 4 * shape.length + width * k;
    if (type === 0x08) bytes[at] = value;
    else if (type === 0x0c) bytes.writeInt32BE(value, at);
    else bytes.writeFloatBE(value, at);
  }
  return bytes;
}

/** An NPY file (1.0) of a type that NumPy writes on most machines. */
export function npy(
  descr: '|u1' | '<i8' | '<f4' | '<f8',
  shape: readonly number[],
  values: readonly number[],
): Uint8Array {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${extents}), }`;
  const header = `${text.padEnd(117)}\n`;
  const data = {
    '|u1': () => Uint8Array.from(values),
    '<i8': () => BigInt64Array.from(values.map(BigInt)),
    '<f4': () => Float32Array.from(values),
    '<f8': () => Float64Array.from(values),
  }[descr]();
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([magic, Buffer.from(header), new Uint8Array(data.buffer)]);
}

/** Writes files into a folder; returns their paths by name. */
export function writeFiles<Name extends string>(
  folder: string,
  files: Readonly<Record<Name, string | Uint8Array>>,
): Record<Name, string> {
  const paths = Object.entries<string | Uint8Array>(files).map(([name, content]) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return [name, file];
  });
  return Object.fromEntries(paths) as Record<Name, string>;
}
