import { createSocket } from 'node:dgram';

/** What a name leads to: IPv4 and IPv6 addresses, a failure, or no answer at all. */
export type Records = readonly string[] | 'silent' | 'failing';

/** A server of names on a loopback port, which knows these names and no other. */
export interface NameServer {
  readonly address: string;
  /** The names that were asked for, each with `A` or `AAAA`. */
  readonly asked: string[];
  close(): Promise<void>;
}

const A = 1;
const AAAA = 28;
const FAILED = 2;
const NO_SUCH_NAME = 3;

export async function startNameServer(names: Readonly<Record<string, Records>>): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const { name, type, question } = readQuestion(query);
    asked.push(`${name} ${type === A ? 'A' : 'AAAA'}`);
    const records = names[name];
    if (records === 'silent') return;
    const status = records === undefined ? NO_SUCH_NAME : records === 'failing' ? FAILED : 0;
    const found = typeof records === 'object' ? records.filter((one) => (one.includes(':') ? AAAA : A) === type) : [];
    socket.send(answer(query.readUInt16BE(0), status, question, found), port, address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => new Promise((done) => socket.close(() => done())) };
}

/** https://www.rfc-editor.org/rfc/rfc1035#section-4.1 */
function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), question: query.subarray(12, at + 5) };
}

function answer(id: number, status: number, question: Buffer, found: readonly string[]): Buffer {
  const header = Buffer.alloc(12);
  for (const [index, value] of [id, 0x8180 | status, 1, found.length, 0, 0].entries()) header.writeUInt16BE(value, index * 2);
  const records = found.map((address) => {
    const bytes = address.includes(':') ? sixteenBytes(address) : Buffer.from(address.split('.').map(Number));
    const head = Buffer.from([0xc0, 12, 0, bytes.length === 4 ? A : AAAA, 0, 1, 0, 0, 0, 60, 0, bytes.length]);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([header, question, ...records]);
}

function sixteenBytes(address: string): Buffer {
  const [left = '', right = ''] = address.split('::').map((half) => half.split(':').filter(Boolean).map((part) => part.padStart(4, '0')).join(''));
  return Buffer.from(left + right.padStart(32 - left.length, '0'), 'hex');
}
