const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const CHECKSUM = Buffer.alloc(4);

const chunk = (name: string, data: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), Buffer.from(data, 'latin1'), CHECKSUM]);
};

/** The frame of a PNG with these chunks. */
export const pngOf = (...chunks: readonly (readonly [name: string, data: string])[]): Buffer =>
  Buffer.concat([SIGNATURE, ...[...chunks, ['IEND', ''] as const].map(([name, data]) => chunk(name, data))]);

/** A segment of a JPEG. */
export const segment = (marker: number, body: Buffer | string): Buffer => {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};

/** The frame of a JPEG with these segments, and a scan with marker-like data. */
export const jpegOf = (...segments: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    segment(0xda, 'scan header'),
    Buffer.from([1, 2, 0xff, 0x00, 0xff, 0xd3, 3, 0xff, 0xd9]),
  ]);
