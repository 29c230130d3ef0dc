import express, { type Request } from 'express';
import { listen } from '../../demo/listen.js';

export interface Received {
  readonly path: string;
  readonly authorization: string;
  readonly body: Record<string, string>;
}

export interface FakeApp {
  readonly baseUrl: string;
  readonly descriptorUrl: string;
  /** What `/atlassian-connect.json` answers; tests change it. */
  descriptor: Record<string, unknown>;
  readonly lifecycle: Received[];
  /** URL of every module page that was asked for, oldest first. */
  readonly frames: string[];
  lifecycleStatus: number;
  close(): Promise<void>;
}

/** A Connect app of a few lines, on 127.0.0.1 below `/app`, that keeps what Confluence sends and shows a page with the bridge. */
export async function startFakeApp(page: (req: Request) => string = () => ''): Promise<FakeApp> {
  const server = express();
  const { origin, close } = await listen(server, 0, '127.0.0.1');
  const baseUrl = `${origin}/app`;
  const app: FakeApp = {
    baseUrl,
    descriptorUrl: `${baseUrl}/atlassian-connect.json`,
    descriptor: exampleDescriptor(baseUrl),
    lifecycle: [],
    frames: [],
    lifecycleStatus: 204,
    close,
  };
  server.get('/app/atlassian-connect.json', (_req, res) => void res.json(app.descriptor));
  server.post(['/app/installed', '/app/uninstalled'], express.json(), (req, res) => {
    app.lifecycle.push({ path: req.path, authorization: req.headers.authorization ?? '', body: req.body as Record<string, string> });
    res.status(app.lifecycleStatus).end();
  });
  server.get(['/app/macro', '/app/chip', '/app/home'], (req, res) => {
    app.frames.push(`${origin}${req.originalUrl}`);
    res.type('html').send(page(req));
  });
  return app;
}

export function exampleDescriptor(baseUrl: string): Record<string, unknown> {
  const parameters = [{ identifier: 'url', name: { value: 'URL' }, type: 'url', required: true }];
  const macro = (key: string, path: string, more: object) => ({
    key,
    name: { value: key },
    url: `${path}?url={url}&page={page.id}&version={page.version}`,
    parameters,
    ...more,
  });
  return {
    key: 'example-app',
    name: 'Example app',
    baseUrl,
    authentication: { type: 'jwt' },
    lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
    scopes: ['READ'],
    apiMigrations: { 'signed-install': true, 'context-qsh': true, gdpr: true },
    modules: {
      dynamicContentMacros: [
        macro('example-card', '/macro', { outputType: 'block', height: '80px', autoconvert: { urlParameter: 'url', matchers: [{ pattern: 'https://example.com/{}' }] } }),
        macro('example-chip', '/chip', { outputType: 'inline', width: '120px', height: '20px' }),
      ],
      generalPages: [{ key: 'example-home', name: { value: 'Example home' }, url: '/home' }],
    },
  };
}
