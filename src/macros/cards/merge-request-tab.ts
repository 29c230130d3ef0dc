import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { MergeRequestThing } from '../../gitlab/things/things.js';
import type { MergeRequestTab } from '../../gitlab/things/merge-request-tab.js';
import { pipelineStatus } from './statuses.js';
import { wordsForDuration } from './durations.js';
import { code, moment, quiet, shortSha, text } from './phrases.js';

/** What a merge request's card shows in place of its description, where the link names one of its tabs. */
export function tabSection({ tab, webUrl }: Pick<MergeRequestThing, 'webUrl'> & { readonly tab: MergeRequestTab }, words: Words): SectionModel {
  switch (tab.is) {
    case 'changes': {
      const url = `${webUrl}/diffs`;
      const rows = tab.files.map(({ path, additions, deletions }): RowModel => ({ icon: 'file', main: [code(path)], end: [{ is: 'changes', additions, deletions }] }));
      return { is: 'rows', title: words.say('code.changedFileCount', { count: tab.total }), url, rows, more: moreOf(tab.total - rows.length, 'code.moreFiles', url, words) };
    }
    case 'commits': {
      const url = `${webUrl}/commits`;
      const rows = tab.commits.map((one): RowModel => ({
        icon: 'commit',
        main: [text(one.title, one.webUrl), ...(one.authorName === undefined ? [] : [quiet(` ${one.authorName}`)])],
        end: [code(one.shortId), ...(one.at === undefined ? [] : [quiet(' '), moment(one.at)])],
      }));
      return { is: 'rows', title: words.say('code.commitCount', { count: tab.total }), url, rows, more: moreOf(tab.total - rows.length, 'code.moreCommits', url, words) };
    }
    case 'pipelines': {
      const rows = tab.pipelines.map((one): RowModel => {
        const status = pipelineStatus(one, words);
        return {
          ...{ icon: status.icon, iconLabel: status.text, tone: status.tone },
          main: [text(`#${one.id}`, one.webUrl)],
          end: [...(one.sha === undefined ? [] : [code(shortSha(one.sha)), text(' ')]), ...(one.duration === undefined ? [] : [quiet(`${wordsForDuration(one.duration, words)}, `)]), moment(one.createdAt)],
        };
      });
      return { is: 'rows', title: words.say('pipelines.pipelines'), url: `${webUrl}/pipelines`, rows, more: rows.length === 0 ? [text(words.say('pipelines.none'))] : undefined };
    }
  }
}

function moreOf(left: number, key: MessageKey, url: string, words: Words): Phrase | undefined {
  return left > 0 ? [text(words.say(key, { count: left }), url)] : undefined;
}
