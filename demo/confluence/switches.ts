import type { PersonalDataSwitches } from './personal-data.js';

/** What a test or a person may change about the site while it runs. */
export interface ConfluenceSwitches {
  /** The app user's own permission to see people, besides the app's scopes. */
  appUserMayReadUsers: boolean;
  /** REST calls of apps: never answered, answered with 500, or with a delay in milliseconds. */
  hang: boolean;
  status500: boolean;
  latencyMs: number;
  /** REST calls of apps are answered with exactly this, whatever they ask. */
  answer: { status: number; headers?: Record<string, string>; body: string } | undefined;
  /** The same for calls whose path and query match, before all else; `hangs` never answers. */
  answersTo: readonly { readonly call: RegExp; readonly answer: 'hangs' | { status: number; headers?: Record<string, string>; body: string } }[];
  keyServer: 'up' | 'hang' | 'error';
  /** Cross-Origin-Opener-Policy of the site's own pages. */
  coop: 'same-origin' | 'same-origin-allow-popups' | undefined;
  /** False takes `allow-popups` from the frames' sandbox, as some embedders do. */
  popupsInFrames: boolean;
  personalData: PersonalDataSwitches;
}

export function defaultSwitches(): ConfluenceSwitches {
  return {
    appUserMayReadUsers: true,
    hang: false,
    status500: false,
    latencyMs: 0,
    answer: undefined,
    answersTo: [],
    keyServer: 'up',
    coop: undefined,
    popupsInFrames: true,
    personalData: { closed: [], updated: [], cyclePeriod: '7', refusal: undefined },
  };
}
