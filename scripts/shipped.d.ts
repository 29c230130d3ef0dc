export interface ShippedPackage {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly where: 'server' | 'browser' | 'server and browser';
}
export const ROOT: string;
export function shippedPackages(): readonly ShippedPackage[];
