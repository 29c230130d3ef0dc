import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { ComparisonThing, MergedRequest } from '../../gitlab/things/code.js';
import { changeRow, changesPhrase, commitRow, moreThere } from './commit-words.js';
import { linkTo, moment, named, phrase, quiet, text } from './phrases.js';

/** The first lines of a comparison's card, and of its chip. */
export function headOfComparison({ from, to, straight, webUrl }: ComparisonThing, words: Words): HeadModel {
  return { icon: 'compare', kind: words.say('kinds.comparison'), tone: 'neutral', title: `${from}${straight ? '..' : '...'}${to}`, url: webUrl, badges: [] };
}

/** What lies between two refs: merge requests as release notes name them, the other commits, the files. Pure. */
export function comparisonCard(thing: ComparisonThing, words: Words, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, from, to, straight, commitCount, commitsCut, commits, files, mergeRequests } = thing;
  return {
    kind: 'plain',
    head: headOfComparison(thing, words),
    foot,
    about: [[text(fullPath)], [text(words.say(straight ? 'code.differs' : 'code.adds', { from, to }))]],
    facts: [
      { name: words.say('code.commits'), value: [text(commitsCut ? words.say('code.orMore', { count: commitCount }) : words.number(commitCount))] },
      ...(mergeRequests.length > 0 ? [{ name: words.say('code.mergeRequests'), value: [text(words.number(mergeRequests.length))] }] : []),
      ...(files && files.length > 0 ? [{ name: words.say('cards.changes'), value: changesOf(files, words) }] : []),
    ],
    notice: noticeOf(thing, words),
    sections: [...releaseNotes(thing, words), ...(commits.length > 0 ? [commitsSection(thing, words)] : []), ...filesSection(thing, words)],
  };
}

function noticeOf({ from, to, same, commitCount, files, webUrl }: ComparisonThing, words: Words): Phrase | undefined {
  if (same) return [text(words.say('code.sameCommit', { from, to }))];
  if (commitCount === 0 && files?.length === 0) return [text(words.say('code.nothingNew', { from, to }))];
  return files === undefined ? phrase(words, 'code.tooManyChanges', { link: linkTo(webUrl) }) : undefined;
}

function changesOf(files: NonNullable<ComparisonThing['files']>, words: Words): Phrase {
  const sum = (key: 'additions' | 'deletions') => files.reduce((all, file) => all + (file[key] ?? 0), 0);
  return changesPhrase({ additions: sum('additions'), deletions: sum('deletions') }, files.length, words);
}

/** Words of labels that tell what kind of change a merge request is; what has none of them is just a change. */
const GROUPS: readonly { readonly title: MessageKey; readonly labels: RegExp }[] = [
  { title: 'code.security', labels: /\bsecurity\b/i },
  { title: 'code.new', labels: /\b(?:feature|enhancement|added)\b/i },
  { title: 'code.fixed', labels: /\b(?:bug|fix|fixed|regression)\b/i },
  { title: 'code.documentation', labels: /\b(?:documentation|docs)\b/i },
];
const OTHERS: MessageKey = 'code.otherChanges';

function releaseNotes({ mergeRequests, mergeRequestsCut, webUrl }: ComparisonThing, words: Words): SectionModel[] {
  const groupOf = ({ labels }: MergedRequest) => GROUPS.find((group) => labels.some(({ title }) => group.labels.test(title)))?.title ?? OTHERS;
  const titles = [...GROUPS.map(({ title }) => title), OTHERS];
  const groups = titles.map((title) => ({ title, requests: mergeRequests.filter((one) => groupOf(one) === title) })).filter(({ requests }) => requests.length > 0);
  return groups.map(({ title, requests }, index) => ({
    is: 'rows',
    title: words.say(groups.length === 1 ? 'code.mergeRequests' : title),
    rows: requests.map((request) => requestRow(request, words)),
    more: mergeRequestsCut && index === groups.length - 1 ? phrase(words, 'code.maybeMore', { link: linkTo(webUrl) }) : undefined,
  }));
}

function requestRow(request: MergedRequest, words: Words): RowModel {
  const { iid, title, webUrl } = request;
  return { icon: 'merge', main: [text(title, webUrl), quiet(` !${iid}`)], end: mergedBy(request, words) };
}

function mergedBy({ author, mergedAt }: MergedRequest, words: Words): Phrase {
  if (author && mergedAt !== undefined) return phrase(words, 'code.requestRow', { author: named(author), time: moment(mergedAt) });
  if (author) return phrase(words, 'code.requestUndated', { author: named(author) });
  return mergedAt === undefined ? [] : phrase(words, 'code.requestUnsigned', { time: moment(mergedAt) });
}

function commitsSection({ mergeRequests, commits, otherCommits, webUrl }: ComparisonThing, words: Words): SectionModel {
  return {
    is: 'rows',
    title: words.say(mergeRequests.length > 0 ? 'code.withoutMergeRequest' : 'code.commits'),
    rows: commits.map((commit) => commitRow(commit, words)),
    more: moreThere(otherCommits - commits.length, webUrl, words),
  };
}

const MOST_FILES = 100;

function filesSection({ files, webUrl }: ComparisonThing, words: Words): SectionModel[] {
  if (!files || files.length === 0) return [];
  const rows = files.slice(0, MOST_FILES).map((file) => changeRow(file, words));
  return [{ is: 'rows', title: words.say('code.changedFiles'), rows, more: moreThere(files.length - MOST_FILES, webUrl, words) }];
}
