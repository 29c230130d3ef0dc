import { Router } from 'express';

/** What the instance says of its OAuth endpoints: https://openid.net/specs/openid-connect-discovery-1_0.html */
export function discoveryRoute({ url }: { readonly url: string }): Router {
  const router = Router();
  router.get('/.well-known/openid-configuration', (_request, response) => {
    const endpoint = (path: string) => `${url}/oauth/${path}`;
    response.json({
      issuer: url,
      authorization_endpoint: endpoint('authorize'),
      token_endpoint: endpoint('token'),
      revocation_endpoint: endpoint('revoke'),
      introspection_endpoint: endpoint('introspect'),
      userinfo_endpoint: endpoint('userinfo'),
      jwks_uri: endpoint('discovery/keys'),
      scopes_supported: ['api', 'read_api', 'read_user', 'openid'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['plain', 'S256'],
    });
  });
  return router;
}
