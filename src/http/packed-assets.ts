import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { RequestHandler, Response } from 'express';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Above it the best that brotli can do takes seconds. */
const SMALL = 256 * 1024;

type Encoding = 'br' | 'gzip';

/**
 * Answers text files of `folder` compressed, each packed once and kept, where the browser takes that; leaves everything else to
 * `plain`. `setHeaders` is called for each answer with the file's name.
 */
export function packedAssets(folder: string, names: readonly string[], setHeaders: (res: Response, name: string) => void, plain: RequestHandler): RequestHandler {
  const known = new Set(names.filter((name) => extname(name) in TYPES));
  const packed = new Map<string, Promise<Buffer>>();

  function packOnce(name: string, encoding: Encoding): Promise<Buffer> {
    const key = `${encoding} ${name}`;
    const mine = packed.get(key) ?? pack(join(folder, name), encoding);
    packed.set(key, mine);
    mine.catch(() => packed.delete(key));
    return mine;
  }

  return (req, res, next) => {
    const name = req.path.slice(1);
    if (!known.has(name) || !['GET', 'HEAD'].includes(req.method)) return plain(req, res, next);
    res.setHeader('Vary', 'Accept-Encoding');
    // Asked for both at once, Express goes by the browser's order, in which gzip comes first.
    const encoding = req.acceptsEncodings('br') ? 'br' : req.acceptsEncodings('gzip') ? 'gzip' : undefined;
    if (!encoding) return plain(req, res, next);
    packOnce(name, encoding).then((bytes) => {
      setHeaders(res, name);
      res.setHeader('Content-Type', TYPES[extname(name)] ?? '');
      res.setHeader('Content-Encoding', encoding);
      res.setHeader('Content-Length', bytes.length);
      res.end(bytes);
    }, next);
  };
}

async function pack(path: string, encoding: Encoding): Promise<Buffer> {
  const bytes = await readFile(path);
  if (encoding === 'gzip') return promisify(gzip)(bytes, { level: 9 });
  const quality = bytes.length <= SMALL ? constants.BROTLI_MAX_QUALITY : 6;
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}
