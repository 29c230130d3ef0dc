import type { StandInConfluence } from '../../demo/confluence/confluence.js';
import { signFrameToken } from '../../demo/confluence/tokens.js';
import { startChild } from './child.js';
import type { Product } from './product.js';
import type { SharedTokenQuestions } from './shared-token-design.js';

/** The other design, in a process of its own, on the site and in front of the GitLab of the product beside it. */
export interface SharedToken {
  /** The signed address of a macro's frame, as `Product.frameUrl`. */
  frameUrl(viewer: string, url: string): string;
  close(): Promise<void>;
}

/** `username` is whose token it has; `cacheMs` for how long an answer serves everybody, 0 for not at all. */
export async function startSharedToken({ confluence, gitlab, gitlabUrl }: Pick<Product, 'confluence' | 'gitlab' | 'gitlabUrl'>, username: string, cacheMs: number): Promise<SharedToken> {
  const [token] = await gitlab.ask('tokens', { username, count: 1 });
  const { sharedSecret } = confluence.installation();
  const child = startChild<SharedTokenQuestions>(new URL('./shared-token-design.js', import.meta.url), {
    environment: { SHARED_SECRET: sharedSecret, GITLAB_URL: gitlabUrl, GITLAB_TOKEN: token?.accessToken ?? '', CACHE_MS: String(cacheMs) },
  });
  const base = await child.ask('url');
  return {
    frameUrl(viewer, url) {
      const address = `${base}/frame?url=${encodeURIComponent(url)}`;
      return `${address}&jwt=${signFrameToken(sharedSecret, subjectOf(confluence, viewer), address, base)}`;
    },
    close: () => child.stop(),
  };
}

function subjectOf(confluence: StandInConfluence, viewer: string) {
  const { clientKey } = confluence.installation();
  const accountId = confluence.users.find(({ key }) => key === viewer)?.accountId;
  return { clientKey, accountId, issuedAt: Math.floor(Date.now() / 1000) };
}
