import { z } from 'zod';
import { PlacePath, SpaceKey } from './policies.js';

/** What GitLab said of a shared token when an administrator set it, and what they let it be used for. */
export const SharedTokenAbout = z.object({
  /** Whose it is: of a group, of a project, of a service account, or of a person. */
  kind: z.enum(['group', 'project', 'service-account', 'person']),
  /** The account that GitLab counts its use by. */
  username: z.string().max(255),
  /** What its maker called it. */
  name: z.string().max(255),
  scopes: z.array(z.string().max(100)).max(50),
  /** A day, `2027-05-01`; null where it never ends. */
  expiresOn: z.string().regex(/^\d{4}-\d\d-\d\d$/).nullable(),
  /** Groups and projects. */
  places: z.array(PlacePath).min(1).max(100),
  /** Keys of Confluence spaces. */
  spaces: z.array(SpaceKey).min(1).max(100),
  guests: z.boolean(),
  anonymous: z.boolean(),
  exports: z.boolean(),
});

export type SharedTokenAbout = Readonly<z.infer<typeof SharedTokenAbout>>;

/** A token by which people without a link see what an administrator has named, for as long as the policy says so. */
export interface SharedToken extends Pick<SharedTokenAbout, 'kind' | 'places' | 'spaces' | 'guests' | 'anonymous' | 'exports'> {
  readonly token: string;
  /** Another one each time that a token is set: what was fetched with an older one is not shown. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined;
}

/** @throws where it is not what is stored, or the token is not the one that it was stored with */
export function makeSharedToken(about: string, token: string, version: string): SharedToken {
  const { expiresOn, ...rest } = SharedTokenAbout.parse(JSON.parse(about));
  return Object.freeze({ ...rest, token, version, expiresAt: expiresOn === null ? undefined : Date.parse(`${expiresOn}T00:00:00Z`) });
}
