import type { AddressInfo } from 'node:net';
import express from 'express';

/** A page of plain frames, and a script that others may load: neither knows of Confluence. */
export interface PlainFrames {
  /** Where the script is; its text may come later. */
  readonly scriptUrl: string;
  /** Of the frames, unlike that of the page. */
  readonly frameOrigin: string;
  readonly pageUrl: string;
  serveScript(text: string): void;
  /** The documents of the frames; what they load from `/assets/` is looked for at `assetsFrom`. */
  serveFrames(documents: readonly string[], assetsFrom: string): void;
  close(): Promise<void>;
}

export async function startPlainFrames(): Promise<PlainFrames> {
  const app = express().disable('x-powered-by').disable('etag');
  let script = '';
  let documents: readonly string[] = [];
  let assetsFrom = '';
  const assets = new Map<string, { type: string; text: string }>();
  // The bridge finds its own script by these words of its address.
  app.get('/atlassian-connect/all.js', (_req, res) => void res.set({ 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' }).type('js').send(script));
  app.get('/page', (_req, res) => {
    const frames = documents.map((_document, index) => `<div><iframe src="${frameOrigin}/frame/${index}" style="width:100%;height:100px;border:0"></iframe></div>`);
    res.type('html').send(`<!doctype html><title>Plain frames</title>${frames.join('')}`);
  });
  app.get('/frame/:index', (req, res) => void res.type('html').send(documents[Number(req.params.index)] ?? ''));
  app.get('/assets/*', (req, res, next) => {
    const kept = assets.get(req.path);
    const send = ({ type, text }: { type: string; text: string }) => void res.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': type }).send(text);
    if (kept) return send(kept);
    fetch(assetsFrom + req.path)
      .then(async (answer) => ({ type: answer.headers.get('content-type') ?? '', text: await answer.text() }))
      .then((asset) => {
        assets.set(req.path, asset);
        send(asset);
      }, next);
  });
  const server = app.listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const frameOrigin = `http://127.0.0.1:${port}`;
  return {
    scriptUrl: `http://localhost:${port}/atlassian-connect/all.js`,
    frameOrigin,
    pageUrl: `http://localhost:${port}/page`,
    serveScript: (text) => void (script = text),
    serveFrames(given, from) {
      documents = given;
      assetsFrom = from;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
