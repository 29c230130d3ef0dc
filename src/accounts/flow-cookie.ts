import type { Request, Response } from 'express';

/**
 * The cookie that ties a flow to the browser of its popup. `__Host-` keeps other hosts of our domain from planting one;
 * Lax lets it come along when GitLab sends the browser back.
 */
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Ties the flow to this browser for its ten minutes. */
export function setFlowCookie(res: Response, flowId: string, value: string): void {
  res.append('Set-Cookie', `${nameOf(flowId)}=${value}; Max-Age=600; ${attributes}`);
}

/** Makes the browser forget the flow. */
export function clearFlowCookie(res: Response, flowId: string): void {
  res.append('Set-Cookie', `${nameOf(flowId)}=; Max-Age=0; ${attributes}`);
}

/** The cookie's value; undefined when it is absent or there are several of its name. */
export function readFlowCookie(req: Request, flowId: string): string | undefined {
  const start = `${nameOf(flowId)}=`;
  const values = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(start));
  return values.length === 1 ? values[0]?.slice(start.length) : undefined;
}

function nameOf(flowId: string): string {
  return `__Host-glf_${flowId.slice(0, 8)}`;
}
