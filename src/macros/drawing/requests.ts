import type { AccessRequest } from '../../../views/macros/request.js';
import type { SubjectModel } from '../../../views/macros/notice.js';
import type { Words } from '../../../views/words/words.js';
import { instanceName } from '../../gitlab/instance.js';
import type { MacroResult } from '../outcome.js';
import type { RenderSetting } from './block.js';

type Of<Outcome> = Extract<MacroResult, { outcome: Outcome }>;

/** What somebody without access may send to an owner: nothing but what the macro's own address tells. */
export function accessRequest({ subject: { instance }, seenAs }: Of<'no-access'>, { text, url }: SubjectModel, words: Words): AccessRequest {
  return {
    label: words.say('notices.askAccess'),
    hint: words.say('notices.askAccessHint'),
    text: words.say('notices.accessRequest', { username: seenAs, host: instanceName(instance), subject: text, url }),
  };
}

/** What a reader may send to whoever wrote the page, where its macro is set up in a way that can't work. */
export function authorNote({ text, problem }: { readonly text: string; readonly problem: string | undefined }, { page, words }: Pick<RenderSetting, 'page' | 'words'>): AccessRequest {
  return {
    label: words.say('notices.tellAuthor'),
    hint: words.say('notices.tellAuthorHint'),
    text: words.say('notices.authorNote', {
      ...{ hasPage: page === undefined ? 'no' : 'yes', page: page ?? '', hasLink: text.trim() === '' ? 'no' : 'yes', link: text.trim() },
      problem: problem || words.say('notices.authorProblem'),
    }),
  };
}
