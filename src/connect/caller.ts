import type { Request, RequestHandler, Response } from 'express';
import type { WayOfKnowing } from './administrators.js';

/** A Confluence site that has installed the app. URLs are WHATWG-normalised, without a trailing slash. */
export interface Tenant {
  readonly clientKey: string;
  /** e.g. `https://example.atlassian.net/wiki` */
  readonly baseUrl: string;
  /** What people see in the address bar when the site has a custom domain. */
  readonly displayUrl: string | undefined;
  /** Raised by every install and uninstall; whatever was issued under another epoch is dead. */
  readonly epoch: number;
}

/** The topic on which changes of a tenant are announced, by its client key. */
export const TENANT_CHANGED = 'tenant';

/** Who is asking, verified: the only thing that features learn from a Confluence token. Frozen. */
export interface ConnectCaller {
  readonly tenant: Tenant;
  /** Atlassian account id; undefined for an anonymous reader. */
  readonly accountId: string | undefined;
  /** Key of the Confluence space around, where what Confluence signed tells it. */
  readonly space?: string | undefined;
  /** What is shown to them stands on a page of another origin than ours, as Forge's frames do. */
  readonly elsewhere?: true;
}

export type ConnectHandler = (caller: ConnectCaller, req: Request, res: Response) => Promise<void> | void;

/** Somebody who administers the site's Confluence, and how that is known: asked for this very request. Frozen. */
export interface Administrator {
  readonly caller: ConnectCaller;
  readonly accountId: string;
  readonly by: WayOfKnowing;
}

export type AdministratorHandler = (administrator: Administrator, req: Request, res: Response) => Promise<void> | void;

/** A guard turns a handler that needs a caller into middleware that never runs it without one. */
export interface Guards {
  /** Module pages: HS256 in `?jwt=`, qsh exact, GET, loaded in a frame. Forge has no such: its frames come from Atlassian, and call the API. */
  frame(handler: ConnectHandler): RequestHandler[];
  /** What Confluence's own server asks for, as in exports: HS256 in `?jwt=`, qsh exact, GET. No browser gets an answer. */
  rendering(handler: ConnectHandler): RequestHandler[];
  /** API routes called by a frame's script: `Authorization: JWT`, qsh `context-qsh`; or by Forge: `Authorization: Bearer`, its invocation token. */
  context(handler: ConnectHandler): RequestHandler[];
  /** The same for what only administrators of the site's Confluence may do: everybody else gets 403, also while Confluence doesn't tell. */
  administrator(handler: AdministratorHandler): RequestHandler[];
}
