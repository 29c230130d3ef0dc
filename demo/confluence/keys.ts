import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { Router } from 'express';
import type { ConfluenceSwitches } from './switches.js';

/** The key that signs installs, and what the key server tells about it. */
export interface InstallKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKeyPem: string;
}

export function createInstallKey(): InstallKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { kid: randomUUID(), privateKey, publicKeyPem };
}

/**
 * Serves `GET /<kid>`, as connect-install-keys.atlassian.com does. `requests` collects every kid that was asked for.
 * https://developer.atlassian.com/cloud/confluence/security-for-connect-apps/#validating-installation-lifecycle-requests
 */
export function keyServer(key: InstallKey, switches: ConfluenceSwitches, requests: string[]): Router {
  const router = Router();
  router.get('/:kid([0-9a-fA-F-]{36})', (req, res) => {
    requests.push(String(req.params.kid));
    if (switches.keyServer === 'hang') return;
    if (switches.keyServer === 'error') return void res.status(500).type('text').send('Internal Server Error');
    if (req.params.kid !== key.kid) return void res.status(404).type('xml').send('<Error><Code>NoSuchKey</Code></Error>');
    res.type('application/x-pem-file').send(key.publicKeyPem);
  });
  return router;
}
