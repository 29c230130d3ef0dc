import { networkInterfaces } from 'node:os';
import { isPublicAddress } from '../../addresses.js';
import type { CheckSentence } from './step.js';

/** The addresses that this machine has towards others, without those that only neighbours know. */
export function localAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address)).map(({ address }) => address);
}

/** What can be told of the address that GitLab sees: behind NAT it is another than the machine's own. */
export function sayOwnAddress(addresses: readonly string[]): CheckSentence {
  const visible = addresses.filter(isPublicAddress);
  if (visible.length > 0) return { say: 'checks.ownAddress', values: { addresses: visible.slice(0, 4).join(', ') } };
  if (addresses.length > 0) return { say: 'checks.ownAddressInside', values: { addresses: addresses.slice(0, 4).join(', ') } };
  return { say: 'checks.ownAddressUnknown' };
}
