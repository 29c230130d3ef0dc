import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { ComparisonThing, MergedRequest } from '../../gitlab/things/code.js';
import { changeRow, changesPhrase, commitRow } from './commit-words.js';
import { moment, quiet, text } from './phrases.js';

/** The first lines of a comparison's card, and of its chip. */
export function headOfComparison({ from, to, straight, webUrl }: ComparisonThing): HeadModel {
  return { icon: 'compare', kind: 'Comparison', tone: 'neutral', title: `${from}${straight ? '..' : '...'}${to}`, url: webUrl, badges: [] };
}

/** What lies between two refs: merge requests as release notes name them, the other commits, the files. Pure. */
export function comparisonCard(thing: ComparisonThing, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, from, to, straight, commitCount, commitsCut, commits, files, mergeRequests } = thing;
  return {
    kind: 'plain',
    head: headOfComparison(thing),
    foot,
    about: [[text(fullPath)], [text(straight ? `All that differs between ${from} and ${to}` : `What ${to} adds to ${from}`)]],
    facts: [
      { name: 'Commits', value: [text(commitsCut ? `${commitCount} or more` : String(commitCount))] },
      ...(mergeRequests.length > 0 ? [{ name: 'Merge requests', value: [text(String(mergeRequests.length))] }] : []),
      ...(files && files.length > 0 ? [{ name: 'Changes', value: changesOf(files) }] : []),
    ],
    notice: noticeOf(thing),
    sections: [...releaseNotes(thing), ...(commits.length > 0 ? [commitsSection(thing)] : []), ...filesSection(thing)],
  };
}

function noticeOf({ from, to, same, commitCount, files, webUrl }: ComparisonThing): Phrase | undefined {
  if (same) return [text(`${from} and ${to} are the same commit.`)];
  if (commitCount === 0 && files?.length === 0) return [text(`${to} has nothing that ${from} does not have.`)];
  return files === undefined ? [text('The changes are too many to show here. They are '), text('in GitLab', webUrl)] : undefined;
}

function changesOf(files: NonNullable<ComparisonThing['files']>): Phrase {
  const sum = (key: 'additions' | 'deletions') => files.reduce((all, file) => all + (file[key] ?? 0), 0);
  return changesPhrase({ additions: sum('additions'), deletions: sum('deletions') }, files.length);
}

/** Words of labels that tell what kind of change a merge request is; what has none of them is just a change. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  ['Security', /\bsecurity\b/i],
  ['New', /\b(?:feature|enhancement|added)\b/i],
  ['Fixed', /\b(?:bug|fix|fixed|regression)\b/i],
  ['Documentation', /\b(?:documentation|docs)\b/i],
];

function releaseNotes({ mergeRequests, mergeRequestsCut, webUrl }: ComparisonThing): SectionModel[] {
  const groupOf = ({ labels }: MergedRequest) => GROUPS.find(([, words]) => labels.some(({ title }) => words.test(title)))?.[0] ?? 'Changed';
  const names = [...GROUPS.map(([name]) => name), 'Changed'];
  const groups = names.map((name) => ({ name, requests: mergeRequests.filter((one) => groupOf(one) === name) })).filter(({ requests }) => requests.length > 0);
  return groups.map(({ name, requests }, index) => ({
    is: 'rows',
    title: groups.length === 1 ? 'Merge requests' : name,
    rows: requests.map(requestRow),
    more: mergeRequestsCut && index === groups.length - 1 ? [text('There may be more merge requests '), text('in GitLab', webUrl)] : undefined,
  }));
}

function requestRow({ iid, title, webUrl, author, mergedAt }: MergedRequest): RowModel {
  const when = mergedAt === undefined ? [] : [text(', merged '), moment(mergedAt)];
  return { icon: 'merge', main: [text(title, webUrl), quiet(` !${iid}`)], end: [...(author ? [text('by '), text(author.name, author.webUrl)] : []), ...when] };
}

function commitsSection({ mergeRequests, commits, otherCommits, webUrl }: ComparisonThing): SectionModel {
  const left = otherCommits - commits.length;
  return {
    is: 'rows',
    title: mergeRequests.length > 0 ? 'Commits without a merge request' : 'Commits',
    rows: commits.map(commitRow),
    more: left > 0 ? [text(`${left} more are `), text('in GitLab', webUrl)] : undefined,
  };
}

const MOST_FILES = 100;

function filesSection({ files, webUrl }: ComparisonThing): SectionModel[] {
  if (!files || files.length === 0) return [];
  const left = files.length - MOST_FILES;
  return [{ is: 'rows', title: 'Changed files', rows: files.slice(0, MOST_FILES).map(changeRow), more: left > 0 ? [text(`${left} more are `), text('in GitLab', webUrl)] : undefined }];
}
