import { crc32, deflateSync } from 'node:zlib';

type Pixel = readonly [red: number, green: number, blue: number];

/** A square PNG whose pixels are told by `pixel(x, y)`; x and y run from -1 to 1. https://www.w3.org/TR/png-3/ */
function drawPng(size: number, pixel: (x: number, y: number) => Pixel): Buffer {
  const rows: number[] = [];
  for (let row = 0; row < size; row += 1) {
    rows.push(0);
    for (let column = 0; column < size; column += 1) {
      rows.push(...pixel((2 * column + 1) / size - 1, (2 * row + 1) / size - 1));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from(rows))), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A head and shoulders in white on the given `#rrggbb`. */
export function drawAvatar(color: string): Buffer {
  const ground = parseColor(color);
  return drawPng(64, (x, y) => {
    const head = x * x + (y + 0.22) * (y + 0.22) < 0.13;
    const shoulders = x * x * 1.3 + (y - 0.95) * (y - 0.95) < 0.55;
    return head || shoulders ? [255, 255, 255] : ground;
  });
}

/** A project's avatar: three waves. */
export function drawWaves(color: string): Buffer {
  const ground = parseColor(color);
  return drawPng(64, (x, y) => {
    const wave = (y + 0.12 * Math.sin(x * 7) + 1.05) % 0.55;
    return Math.abs(y) < 0.75 && Math.abs(x) < 0.8 && wave < 0.17 ? [255, 255, 255] : ground;
  });
}

/** The tide as a ring, three quarters full: the picture in the README and in an issue. */
export function drawRing(): Buffer {
  return drawPng(220, (x, y) => {
    const radius = Math.hypot(x, y);
    if (radius < 0.62 || radius > 0.86) return [255, 255, 255];
    const turn = (Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1;
    return turn < 0.74 ? [36, 113, 163] : [223, 230, 236];
  });
}

/** A plan of the harbour: a basin, four piers, and one berth that is taken twice. */
export function drawHarbour(): Buffer {
  return drawPng(260, (x, y) => {
    if (Math.abs(x) > 0.92 || y < -0.86) return [196, 186, 166];
    const pier = y < 0.55 && Math.abs((x + 2.25) % 0.5 - 0.25) < 0.035;
    if (pier) return [122, 94, 66];
    const boat = Math.abs(((y + 1) % 0.3) - 0.15) < 0.055 && Math.abs((x + 2.25) % 0.25 - 0.125) < 0.05 && y < 0.5;
    if (boat) return x > 0.2 && x < 0.42 && y > 0.1 && y < 0.4 ? [192, 57, 43] : [245, 246, 247];
    return [93, 147, 178];
  });
}

function parseColor(color: string): Pixel {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
