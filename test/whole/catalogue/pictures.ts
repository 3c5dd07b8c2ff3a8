const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, data: string): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), Buffer.from(data, 'latin1'), checksum]);
}

/** The frame of a PNG. */
export const pictureOf = (what: string): Buffer =>
  Buffer.concat([SIGNATURE, chunk('IHDR', 'size'), chunk('IDAT', what), chunk('IEND', '')]);
