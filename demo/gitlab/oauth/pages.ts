import { html, page } from '../html.js';
import type { User } from '../world/model.js';
import type { AuthorizationRequest } from './authorization-request.js';

const SCOPES: Record<string, string> = {
  api: 'Access the API on your behalf',
  read_api: 'Read the API',
  read_user: 'Read your personal information',
  read_repository: 'Allows read-only access to the repository',
  openid: 'Authenticate using OpenID Connect',
  profile: 'Read your profile',
  email: 'Read your email address',
};

/** One button a person; `returnTo` is a path of the stand-in. */
export function signInPage(root: string, users: readonly User[], returnTo: string): string {
  const buttons = users.map((user) => html`<p><button name="username" value="${user.username}">Sign in as <b>${user.name}</b></button>
    <span class="quiet">${user.jobTitle}</span></p>`);
  return page('Sign in', html`<h1>Sign in to GitLab</h1><form method="post" action="${root}/users/sign_in">
    <input type="hidden" name="return_to" value="${returnTo}">${buttons}</form>`);
}

/** Asks the person to allow the application what it wants. */
export function consentPage(root: string, request: AuthorizationRequest, user: User, formToken: string): string {
  const name = request.application.name ?? request.application.clientId;
  const hidden = Object.entries({
    authenticity_token: formToken,
    client_id: request.application.clientId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: request.scopes.join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: request.challengeMethod,
  }).map(([field, value]) => value !== undefined && html`<input type="hidden" name="${field}" value="${value}">`);
  return page(`Authorize ${name}`, html`<h1>${name} wants to use your account</h1>
    <p>Signed in as <b>${user.name}</b> (@${user.username}). The application will be able to:</p>
    <ul>${request.scopes.map((scope) => html`<li>${SCOPES[scope] ?? scope} <span class="quiet">(${scope})</span></li>`)}</ul>
    <p class="quiet">You will be sent back to ${new URL(request.redirectUri).origin}.</p>
    <form class="inline" method="post" action="${root}/oauth/authorize">${hidden}<button class="primary" data-testid="authorize-button">Authorize ${name}</button></form>
    <form class="inline" method="post" action="${root}/oauth/authorize">${hidden}<input type="hidden" name="_method" value="delete"><button data-testid="deny-button">Deny</button></form>`, user.username);
}

/** GitLab tells the person, never the application, that a request can't be asked for. */
export function authorizationErrorPage(description: string, user: User): string {
  return page('Error', html`<h1>An error has occurred</h1><p>${description}</p>`, user.username);
}

/** Where no consent is needed GitLab sends a page whose script goes on, not a redirect. */
export function redirectPage(url: string): string {
  const target = JSON.stringify(url).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Redirecting</title></head>
<body><p>Redirecting…</p><a href="${html`${url}`.text}">Continue</a><script>window.location = ${target};</script></body></html>`;
}
