import { countElements, type Layout, tensorViews } from './layout.js';

/**
 * The bytes of a safetensors file of all values of a layout: header length (u64 little-endian),
 * JSON header padded with blanks to a multiple of 8, float32 little-endian tensors in the layout's order.
 * The same values and metadata give the same bytes.
 */
export function toSafetensors(
  values: Float32Array,
  layout: Layout,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, object> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const { name, shape } of layout.tensors) {
    const end = offset + 4 * countElements(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(8 * Math.ceil(json.length / 8)));
  const bytes = new Uint8Array(8 + text.length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const tensor of tensorViews(layout, values)) {
    writeFloats(bytes, at, tensor);
    at += tensor.byteLength;
  }
  return bytes;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes floats in little-endian order; where that is the machine's, all at once: a state has 160,000. */
function writeFloats(bytes: Uint8Array, at: number, values: Float32Array): void {
  if (IS_LITTLE_ENDIAN) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    return;
  }
  const view = new DataView(bytes.buffer, at);
  for (let k = 0; k < values.length; k++) view.setFloat32(4 * k, values[k], true);
}
