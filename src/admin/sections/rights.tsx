import type { VNode } from 'preact';
import { z } from 'zod';
import { Rights as RightsView, type RightModel } from '../../../views/admin/rights.js';
import type { AppRight, AppRights, CheckedRight } from '../../connect/app-rights.js';
import { readForm, type Section } from '../section.js';

export interface RightsParts {
  readonly appRights: AppRights;
}

/** Ids of pages are numbers; one may as well be the address that it stands in. */
const Check = z.object({ page: z.string().trim().max(2_000).default('') });

/** The tab of what the app may do in Confluence: its scopes with the calls behind them, and which of them work. */
export function createRightsSection({ appRights }: RightsParts): Section {
  return {
    show(_asked, done): Promise<VNode> {
      const checked = done?.shown as readonly CheckedRight[] | undefined;
      const scopes = [...new Set(appRights.list.map(({ scope }) => scope))];
      const modelOf = (right: AppRight) => rightModel(right, checked?.find((one) => one.right.name === right.name));
      const groups = scopes.map((scope) => ({ scope, rights: appRights.list.filter((right) => right.scope === scope).map(modelOf) }));
      return Promise.resolve(<RightsView groups={groups} isChecked={checked !== undefined} />);
    },
    actions: {
      async check({ caller: { tenant }, accountId, words, signal }, body) {
        const pageId = pageIdIn(readForm(Check, body).page);
        const shown = await appRights.check(tenant, { accountId, ...(pageId === undefined ? {} : { pageId }) }, signal);
        const refused = shown.filter(({ result }) => result === 'refused').length;
        const works = shown.filter(({ result }) => result === 'works').length;
        return { say: words.say('rights.checked', { works, refused, unknown: shown.length - works - refused }), shown };
      },
    },
  };
}

function pageIdIn(text: string): string | undefined {
  return (/^(\d{1,20})$/.exec(text) ?? /\/pages\/(?:edit-v2\/)?(\d{1,20})(?:[/?#]|$)/.exec(text))?.[1];
}

function rightModel({ name, method, path, by, purpose }: AppRight, checked: CheckedRight | undefined): RightModel {
  return { name, call: `${method} ${path}`, by, purpose, checked: checked && { result: checked.result, status: checked.status, grant: checked.grant } };
}
