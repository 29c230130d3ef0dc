import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Viewer, Viewers } from '../../accounts/viewer.js';
import type { ConnectCaller, Tenant } from '../../connect/caller.js';
import { forbidden } from '../../errors.js';
import { GitLabError } from '../../gitlab/errors.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import { inTime } from '../../gitlab/calls/in-time.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { picturePaths, picturePlace } from '../../gitlab/references/picture-paths.js';
import type { Settings } from '../../settings.js';
import { allowsPlace, type Policies } from '../../sites/policies.js';
import type { Site, Sites } from '../../sites/site.js';
import type { Sealer } from '../../storage/sealing.js';
import type { ShowPicture } from '../content/place.js';
import type { Eyes } from '../copies/copy-key.js';
import { createPictureTokens, type PictureClaims } from './picture-tokens.js';
import { pictureType } from './picture-type.js';
import { sendPlaceholder } from './placeholder.js';

/** GitLab's pictures at addresses of ours, each for one viewer. */
export interface Pictures {
  /**
   * The addresses for whoever looks with these eyes, under the site's settings as they are. There are none by a shared token, which
   * would show whatever an address named, nor for what is outside of the groups and projects that the site's policies allow.
   */
  showTo(caller: Viewing, eyes: Eyes, instance: GitLabInstance, site: Pick<Site, 'policies' | 'version'>): ShowPicture;
  /** Answers such an address. @throws AppError 403 where it has run out, or the right to look by it */
  serve(req: Request, res: Response): Promise<void>;
}

/** For which site, and whether on a page of ours. */
type Viewing = Pick<ConnectCaller, 'tenant' | 'elsewhere'>;

export interface PicturesParts {
  readonly gitlab: Pick<GitLab, 'raw'>;
  readonly sites: Pick<Sites, 'of'>;
  readonly viewers: Pick<Viewers, 'viewerOf' | 'refused'>;
  readonly tenants: { find(clientKey: string): Promise<Tenant | undefined> };
  readonly sealer: Pick<Sealer, 'signingKeys'>;
  readonly settings: Pick<Settings, 'baseUrl'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const STEP_MS = 5 * 60_000;
/** An address lives for 25 to 30 minutes, and stays the same for five. */
const STEPS = 6;
const TIME_LIMIT_MS = 8_000;
/** A longer one, and the address of it, is more than is worth it. */
const MAX_URL = 1_000;

export function createPictures({ gitlab, sites, viewers, tenants, sealer, settings, clock }: PicturesParts): Pictures {
  const tokens = createPictureTokens(sealer, clock);
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');

  /** @throws GitLabError; AppError where the right to look has ended. */
  async function fetch({ instance: id, link, url, clientKey, epoch, site: version }: PictureClaims): Promise<Buffer> {
    const tenant = await tenants.find(clientKey);
    const site = tenant && (await sites.of(tenant));
    const instance = site?.instance(id);
    if (!site || !instance || tenant?.epoch !== epoch || site.version !== version) throw forbidden({ say: 'pictureOver' }, 'another install, or other settings');
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    const paths = picturePaths(url, instance);
    const load = async (viewer: Viewer) => {
      const accessToken = tokenOf(viewer, link, instance);
      const whose = { crowd: clientKey, user: viewer.state === 'linked' ? viewer.username : undefined };
      const ask = (asked: readonly string[]) => gitlab.raw(instance, asked, accessToken, signal, whose);
      await inTime(refuseElsewhere(site.policies, instance, url, (path) => ask([path])), signal);
      return inTime(ask(paths), signal);
    };
    if (link === null) return load({ state: 'anonymous' });
    const caller = { tenant, accountId: link.accountId };
    const viewer = await inTime(viewers.viewerOf(caller, instance, signal), signal);
    return load(viewer).catch(async (error: unknown) => {
      if (!(error instanceof GitLabError) || error.failure !== 'unauthorized' || viewer.state !== 'linked') throw error;
      return load(await inTime(viewers.refused(caller, instance, viewer.accessToken, signal), signal));
    });
  }

  return {
    showTo: ({ tenant: { clientKey, epoch }, elsewhere }, eyes, instance, site) => {
      if (eyes.of === 'shared') return () => undefined;
      const expiresAt = (Math.floor(clock() / STEP_MS) + STEPS) * STEP_MS;
      const link = eyes.of === 'link' ? { accountId: eyes.link.accountId, version: eyes.link.version } : null;
      return (url) => {
        if (url.length > MAX_URL || /\.svgz?(?:[?#]|$)/i.test(url) || picturePaths(url, instance).length === 0) return undefined;
        const place = picturePlace(url, instance);
        if (place && 'fullPath' in place && !allowsPlace(site.policies, instance.id, place.fullPath)) return undefined;
        const claims = { clientKey, epoch, site: site.version, instance: instance.id, link, url, ...(elsewhere && { elsewhere }), expiresAt };
        return `${elsewhere ? settings.baseUrl : base}/pictures?of=${tokens.issue(claims)}`;
      };
    },
    async serve(req, res) {
      const claims = typeof req.query.of === 'string' ? tokens.read(req.query.of) : undefined;
      refuseOtherUses(req, claims?.elsewhere ?? false);
      if (!claims) throw forbidden({ say: 'pictureOver' }, 'no picture, or too late');
      setHeaders(res, claims.elsewhere ?? false);
      try {
        const bytes = await fetch(claims);
        const type = await pictureType(bytes);
        if (type === undefined) return sendPlaceholder(res, 404);
        const seconds = Math.max(0, Math.floor((claims.expiresAt - clock()) / 1000));
        res.set('Cache-Control', `private, max-age=${seconds}`).type(type).send(bytes);
      } catch (error) {
        if (!(error instanceof GitLabError)) throw error;
        sendPlaceholder(res, error.failure === 'limited' || error.failure === 'unavailable' ? 503 : 404);
      }
    },
  };
}

/** The token to look with. @throws AppError where what the address was made for has ended. */
function tokenOf(viewer: Viewer, link: PictureClaims['link'], instance: GitLabInstance): string | undefined {
  if (link === null && instance.unlinkedContent === 'public') return undefined;
  if (link !== null && viewer.state === 'linked' && viewer.link.version === link.version) return viewer.accessToken;
  throw forbidden({ say: 'pictureOver' }, 'the link has ended');
}

/** Of a project or group, by REST. */
const Told = z.union([z.object({ path_with_namespace: z.string() }).transform((one) => one.path_with_namespace), z.object({ full_path: z.string() }).transform((one) => one.full_path)]);

/** Where the policies name places and the address a number, GitLab has to say which place that is. @throws GitLabError */
async function refuseElsewhere(policies: Policies, instance: GitLabInstance, url: string, ask: (path: string) => Promise<Buffer>): Promise<void> {
  const place = policies.places === null ? undefined : picturePlace(url, instance);
  if (!place || !('numbered' in place)) return;
  const told = Told.safeParse(readJson(await ask(`${place.numbered}?simple=true&with_projects=false`)));
  if (!told.success || !allowsPlace(policies, instance.id, told.data)) throw new GitLabError('not-found', 'The policies of the site keep that picture back.');
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Only as a picture, and but for those made for elsewhere only on a page of ours. Both headers are absent in browsers that don't send them. */
function refuseOtherUses(req: Request, elsewhere: boolean): void {
  const [destination, site] = [req.get('sec-fetch-dest'), req.get('sec-fetch-site')];
  const isOurPage = (site ?? 'same-origin') === 'same-origin';
  if ((destination ?? 'image') !== 'image' || !(isOurPage || elsewhere)) throw forbidden({ say: 'pictureOnly' });
}

function setHeaders(res: Response, elsewhere: boolean): void {
  res.set({
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': elsewhere ? 'cross-origin' : 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': 'inline; filename="picture"',
  });
}
