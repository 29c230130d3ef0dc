import type { Tenants } from './tenants.js';

/** The part of ACE's store interface that is used: ACE asks for a tenant by its client key, for verifying and for signing. */
export interface StoreAdapter {
  get(key: string, clientKey: unknown): Promise<ClientInfo | null>;
  set(): Promise<never>;
  del(): Promise<never>;
}

interface ClientInfo {
  readonly key: string;
  readonly clientKey: string;
  readonly baseUrl: string;
  readonly sharedSecret: string;
}

/** ACE reads tenants through us and writes none: installs are our own routes' business. */
export function createStoreAdapter(tenants: Pick<Tenants, 'findWithSecret'>, appKey: string): StoreAdapter {
  const refuse = () => Promise.reject(new Error('ACE writes nothing to this store'));
  return {
    async get(key, clientKey) {
      if (key !== 'clientInfo' || typeof clientKey !== 'string') return null;
      const found = await tenants.findWithSecret(clientKey);
      return found ? { key: appKey, clientKey, baseUrl: found.tenant.baseUrl, sharedSecret: found.sharedSecret } : null;
    },
    set: refuse,
    del: refuse,
  };
}
