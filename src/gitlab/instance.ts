/** A GitLab installation that this app may talk to. */
export interface GitLabInstance {
  /** Stable id that links are stored under; `default` for the one in `GITLAB_URL`. */
  readonly id: string;
  /** Origin plus relative root, without a trailing slash: `https://gitlab.com`, `https://host/gitlab`. */
  readonly baseUrl: string;
  /** Undefined where the operator has not set linking up. */
  readonly oauth: Application | undefined;
  /** What someone without a link may see: what the instance shows to anybody, or nothing. */
  readonly unlinkedContent: 'public' | 'none';
}

/** An OAuth application on a GitLab instance; one without a secret is public and relies on PKCE. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

/** `gitlab.com`, `host:8443/gitlab`: how an instance is named to people. */
export function instanceName(instance: Pick<GitLabInstance, 'baseUrl'>): string {
  const url = new URL(instance.baseUrl);
  return url.host + url.pathname.replace(/\/$/, '');
}
