import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { z } from 'zod';
import { TENANT_ROLE } from '../../src/storage/row-security.js';
import { END_MS } from '../../src/supervisor.js';
import { createPrometheus } from '../../src/telemetry/prometheus.js';
import { describeWithProgram, runProgram } from '../support/programs.js';
import { ROOT, runNode } from '../support/processes.js';
import { startScriptedServer, type ScriptedServer } from '../support/scripted-server.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCKERFILE = read('Dockerfile');
const ROUTES = read('src/routes.ts');
const isRoute = (path: string) => ROUTES.includes(`router.get('${path}'`);

describe('the Dockerfile', () => {
  const instructions = DOCKERFILE.replace(/\\\n/g, ' ').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const last = (name: string) => instructions.filter((line) => line.startsWith(`${name} `)).at(-1);

  test('has nothing that a linter complains of', () => {
    expect(validate(DOCKERFILE)).toEqual([]);
    expect(validate('FROM node\nRUM npm ci\n')).not.toEqual([]);
  });

  test('builds on one image of an exact version, that of the oldest Node that the app takes', () => {
    const images = instructions.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(/^node:20\.\d+\.\d+-bookworm-slim$/);
    expect(new Set(images).size).toBe(1);
  });

  test('runs without rights, says how it is, and starts the server by itself [T30c]', () => {
    expect([last('USER'), last('CMD'), last('VOLUME')]).toEqual(['USER node', 'CMD ["node", "dist/server.js"]', 'VOLUME /app/data']);
    expect(last('HEALTHCHECK')).toMatch(/CMD \["node", "deploy\/healthcheck\.js"\]$/);
    expect(DOCKERFILE).toContain('npm prune --omit=dev');
    const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]).sort();
    expect(DOCKERFILE).toContain(`npm ci --include=dev --ignore-scripts --no-audit --no-fund && npm rebuild ${allowed.join(' ')}\n`);
    expect(DOCKERFILE).not.toMatch(/curl|ARG .*(KEY|SECRET|TOKEN|PASSWORD)/i);
  });

  test('copies nothing that the context lacks, and the context holds no settings and no data [T30c]', () => {
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(read('.dockerignore').split('\n').find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    const copied = instructions.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(/\s+/).slice(1, -1)).filter((path) => path !== '.');
    for (const path of [...copied, 'src', 'views', 'messages', 'scripts', 'tsconfig.json']) expect(allowed).toContain(path);
    for (const path of ['.env', 'data', '.git', 'node_modules', 'test']) expect(allowed).not.toContain(path);
    const kept = /COPY --from=build (.*) \.\/$/m.exec(DOCKERFILE)?.[1]?.split(' ').map((path) => path.replace('/app/', ''));
    expect(kept).toEqual(['package.json', 'config.json', 'atlassian-connect.json', 'LICENSE', 'THIRD-PARTY-NOTICES.txt']);
    for (const path of kept ?? []) expect(allowed).toContain(path);
  });
});

describe('the health check of the image', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());
  const check = (environment: Readonly<Record<string, string>> = {}) => runNode(['deploy/healthcheck.js'], { PORT: String(server.port), ...environment });

  test('ends with 0 where the app answers, below its path too', async () => {
    server.answer(({ url }, response) => response.writeHead(url === '/gitlab/healthz' ? 200 : 404).end());
    expect(await check({ AC_LOCAL_BASE_URL: 'https://app.example.com/gitlab/' })).toEqual({ code: 0, out: '', err: '' });
    expect(await check()).toEqual({ code: 1, out: '', err: '' });
  }, 30_000);

  test('ends with 1 where nothing listens', async () => {
    const closed = await startScriptedServer();
    await closed.close();
    expect(await check({ PORT: String(closed.port) })).toEqual({ code: 1, out: '', err: '' });
  }, 30_000);
});

const Compose = z.object({
  services: z.record(z.string(), z.looseObject({ image: z.string().optional(), environment: z.record(z.string(), z.string()).optional(), ports: z.array(z.string()).optional(), read_only: z.boolean().optional() })),
});

describe('the compose file', () => {
  test('has nothing that a linter complains of', async () => {
    expect(await runNode(['node_modules/dclint/bin/dclint.cjs', '--max-warnings', '0', 'deploy/compose.yaml'])).toMatchObject({ code: 0 });
  }, 30_000);

  test('keeps secrets in files and databases within, and takes images of exact versions', () => {
    const { services } = Compose.parse(parse(read('deploy/compose.yaml')));
    const names = [...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    for (const [service, { image, environment = {}, ports = [] }] of Object.entries(services)) {
      if (image !== undefined) expect([service, image]).toEqual([service, expect.stringMatching(/^\w+:\d+\.\d+(\.\d+)?-bookworm$/)]);
      expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
      for (const name of Object.keys(environment)) if (/KEY|SECRET|PASSWORD|DATABASE_URL/.test(name)) expect(name).toMatch(/_FILE$/);
      if (service === 'app') expect(Object.keys(environment).filter((name) => !names.includes(name.replace(/_FILE$/, '')))).toEqual([]);
      else expect(ports).toEqual([]);
    }
    expect(services.app?.read_only).toBe(true);
    expect(read('.gitignore').split('\n')).toContain('/deploy/secrets/');
  });

  test('has PostgreSQL make a user for the app that is no superuser', () => {
    const { services } = Compose.parse(parse(read('deploy/compose.yaml')));
    expect(services.postgres?.environment).not.toHaveProperty('POSTGRES_USER');
    expect(read('deploy/compose.yaml')).toContain('- ./postgres-init.sql:/docker-entrypoint-initdb.d/postgres-init.sql:ro');
    const init = read('deploy/postgres-init.sql');
    expect(init).toContain(`CREATE ROLE ${services.postgres?.environment?.POSTGRES_DB} LOGIN PASSWORD`);
    expect(init).not.toMatch(/(?<!NO)(CREATEROLE|CREATEDB|SUPERUSER|BYPASSRLS)/);
    // As a start asks for it where it is missing.
    expect(init).toContain(`CREATE ROLE ${TENANT_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;\n`);
  });

  test('gives the app time to end, as does the command in docs/operate.md', () => {
    const graces = [/stop_grace_period: (\d+)s/.exec(read('deploy/compose.yaml')), /--stop-timeout (\d+) /.exec(read('docs/operate.md'))].map((found) => Number(found?.[1]));
    expect(Math.min(...graces)).toBeGreaterThan(END_MS / 1_000);
  });
});

const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const Container = z.object({
  name: z.string(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  startupProbe: Probe, livenessProbe: Probe, readinessProbe: Probe,
  resources: z.object({ requests: z.object({ cpu: z.string(), memory: z.string() }), limits: z.object({ memory: z.string() }) }),
  securityContext: z.object({ allowPrivilegeEscalation: z.literal(false), readOnlyRootFilesystem: z.literal(true), capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }) }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const Deployment = z.object({
  spec: z.object({
    replicas: z.number().min(2),
    strategy: z.object({ rollingUpdate: z.object({ maxUnavailable: z.literal(0) }) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number().min(1) }),
        topologySpreadConstraints: z.array(z.object({ topologyKey: z.string() })).min(1),
        containers: z.tuple([Container]),
        volumes: z.array(z.object({ name: z.string(), secret: z.object({ secretName: z.string() }).optional() })),
      }),
    }),
  }),
});
const Named = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.object({ name: z.literal('gitlab-for-confluence') }) });
const Selecting = z.object({ spec: z.object({ selector: z.looseObject({}).optional(), podSelector: z.looseObject({}).optional() }) });

describe('the manifests for Kubernetes', () => {
  const manifest = (name: string): unknown => parse(read(`deploy/kubernetes/${name}.yaml`));
  const { replicas, template } = Deployment.parse(manifest('deployment')).spec;
  const [container] = template.spec.containers;

  test('are one object each, all of one name', () => {
    const kinds = readdirSync(join(ROOT, 'deploy/kubernetes')).map((file) => Named.parse(parse(read(`deploy/kubernetes/${file}`))).kind);
    expect(kinds.sort()).toEqual(['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Secret', 'Service']);
  });

  test('ask for paths that there are, on the port that the app listens on', () => {
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe].map(({ httpGet }) => httpGet);
    expect(probes.filter(({ path, port }) => !isRoute(path) || port !== 'http')).toEqual([]);
    expect(probes.map(({ path }) => path)).toEqual(['/healthz', '/healthz', '/readyz']);
    const http = container.ports.find(({ name }) => name === 'http')?.containerPort;
    expect([http, read('.env.example')]).toEqual([3000, expect.stringContaining(`#PORT=${http}\n`)]);
  });

  test('give the app time to drain, and never take away the last instance', () => {
    const sleep = Number(/command: \["sleep", "(\d+)"\]/.exec(read('deploy/kubernetes/deployment.yaml'))?.[1]);
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(sleep + END_MS / 1_000);
    expect(z.object({ spec: z.object({ maxUnavailable: z.number() }) }).parse(manifest('disruption-budget')).spec.maxUnavailable).toBeLessThan(replicas);
  });

  test('select the pods that there are', () => {
    for (const name of ['service', 'disruption-budget', 'network-policy']) expect([name, JSON.stringify(Selecting.parse(manifest(name)).spec)]).toEqual([name, expect.stringContaining(JSON.stringify(template.metadata.labels).slice(1, -1))]);
  });

  test('mount each secret under the name that the settings read it by, and hold no value', () => {
    const { stringData } = z.object({ stringData: z.record(z.string(), z.literal('')) }).parse(manifest('secret.example'));
    const { data } = z.object({ data: z.record(z.string(), z.string()) }).parse(manifest('config'));
    const mounted = container.env.map(({ name, value }) => [name, value.replace('/run/secrets/gitlab-for-confluence/', '')] as const);
    expect(mounted.map(([, file]) => file).sort()).toEqual(Object.keys(stringData).sort());
    for (const [name, file] of mounted) expect(name).toBe(`${file.toUpperCase().replaceAll('-', '_')}_FILE`);
    const documented = read('.env.example') + read('README.md');
    for (const name of [...Object.keys(data), ...mounted.map(([name]) => name.replace(/_FILE$/, ''))]) expect(documented).toContain(name);
    const mounts = new Map(container.volumeMounts.map(({ name, mountPath }) => [mountPath, name]));
    expect([mounts.get('/app/data'), template.spec.volumes.map(({ name }) => name).sort()]).toEqual(['data', ['data', 'secrets', 'tmp']]);
  });
});

const Rules = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string(), labels: z.object({ severity: z.enum(['page', 'ticket']) }), annotations: z.object({ summary: z.string().min(20), todo: z.string().min(40) }) })) })) });

/** The names of all series that an instance tells, without the common beginning. */
async function metricNames(): Promise<readonly string[]> {
  const metrics = createPrometheus();
  metrics.watch({ jobs: () => Promise.resolve({}), database: () => ({ used: 0, idle: 0, waiting: 0 }), redisIsUp: () => true });
  const types = [...(await metrics.text()).matchAll(/^# TYPE gitlab_for_confluence_(\w+) (\w+)$/gm)];
  return types.flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]));
}

describe('the alert rules', () => {
  const { groups } = Rules.parse(parse(read('deploy/alerts.yaml')));
  const rules = groups.flatMap((group) => group.rules);

  test('each say what to do, and ask for metrics that there are', async () => {
    expect(rules.length).toBeGreaterThan(10);
    const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/gitlab_for_confluence_(\w+)/g)].map(([, name = '']) => name));
    const names = await metricNames();
    expect(asked.length).toBeGreaterThan(rules.length);
    expect(asked.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('are explained in docs/operate.md by name, as are no others', () => {
    const explained = [...read('docs/operate.md').matchAll(/^\| `(\w+)` \| (page|ticket) \|/gm)].map(([, name, severity]) => `${name} ${severity}`);
    expect(explained.sort()).toEqual(rules.map(({ alert, labels }) => `${alert} ${labels.severity}`).sort());
  });
});

describeWithProgram('promtool', 'the alert rules, as promtool takes them', () => {
  test('can be loaded, and fire when they should', () => {
    expect(runProgram('promtool', ['check', 'rules', 'deploy/alerts.yaml'], {}, ROOT)).toMatchObject({ code: 0 });
    expect(runProgram('promtool', ['test', 'rules', 'deploy/alerts.test.yaml'], {}, ROOT)).toMatchObject({ code: 0, said: expect.stringContaining('SUCCESS') });
  }, 30_000);
});

describeWithProgram('yamllint', 'all files of YAML in deploy', () => {
  test('are as yamllint wants them', () => {
    expect(runProgram('yamllint', ['--strict', '-c', 'deploy/.yamllint', 'deploy'], {}, ROOT)).toEqual({ code: 0, said: '' });
  }, 30_000);
});
