import { invokeRemote } from '@forge/bridge/out/invoke-endpoint/invoke-remote.js';
import { router } from '@forge/bridge/out/router/router.js';
import { theme } from '@forge/bridge/out/view/theme.js';
import type { ApiAnswer, ApiCall, Host } from '../../public/host.js';
import { forgeSentence } from './words.js';

/**
 * A Confluence page around a frame of Forge's. Forge carries our calls and says who is looking; it follows the content's size by
 * itself, and its sandbox lets frames open no windows: https://developer.atlassian.com/platform/forge/custom-ui/iframe/
 */
export const forgeHost: Host = {
  send,
  async followTheme() {
    await theme.enable();
  },
  async openTab(url) {
    await router.open(url);
  },
};

async function send({ method, path, headers, body }: ApiCall): Promise<ApiAnswer> {
  const answer: unknown = await invokeRemote({ path, method, headers: { ...headers }, ...(body ? { body } : {}) });
  if (typeof answer !== 'object' || answer === null || !('status' in answer)) throw new Error(forgeSentence('unreachable'));
  return { status: Number(answer.status), body: 'body' in answer ? answer.body : undefined };
}
