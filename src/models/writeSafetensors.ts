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
    for (const value of tensor) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
