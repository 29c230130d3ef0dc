import type { Phrase } from '../../../views/parts/value.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { ChangedFile, CommitSummary, Committer } from '../../gitlab/things/code.js';
import { code, linkTo, moment, phrase, quiet, shortSha, text } from './phrases.js';

/** Who committed: a link where GitLab knows who it is. */
export function committer({ name, person }: Committer): Phrase[number] {
  return text(name, person?.webUrl);
}

/** The commit that something is at, or was last changed by. */
export function commitSection(title: string, commit: CommitSummary | undefined, words: Words): SectionModel[] {
  return commit ? [{ is: 'rows', title, rows: [commitRow(commit, words)] }] : [];
}

/** A commit as a line of a list. */
export function commitRow({ sha, title, webUrl, author, authoredAt }: CommitSummary, words: Words): RowModel {
  const values = { sha: code(shortSha(sha)), author: committer(author) };
  const end = authoredAt === undefined ? phrase(words, 'code.commitRowUndated', values) : phrase(words, 'code.commitRow', { ...values, time: moment(authoredAt) });
  return { icon: 'commit', main: [text(title, webUrl)], end };
}

const CHANGES = {
  added: { icon: 'added', label: 'code.added' },
  deleted: { icon: 'deleted', label: 'code.deleted' },
  renamed: { icon: 'arrow', label: 'code.renamed' },
  modified: { icon: 'draft', label: 'code.changed' },
} as const satisfies Record<ChangedFile['change'], { icon: RowModel['icon']; label: MessageKey }>;

/** A changed file as a line of a list. */
export function changeRow({ change, path, oldPath, additions, deletions }: ChangedFile, words: Words): RowModel {
  const { icon, label } = CHANGES[change];
  const before: Phrase = oldPath === undefined ? [] : [quiet(` ${words.say('code.was', { path: oldPath })}`)];
  const counted: Phrase | undefined = additions === undefined || deletions === undefined ? undefined : [{ is: 'changes', additions, deletions }];
  return { icon, iconLabel: words.say(label), main: [code(path), ...before], end: counted };
}

/** `+40 −2 in 3 files`, `3 files` */
export function changesPhrase(stats: { additions: number; deletions: number } | undefined, files: number | undefined, words: Words): Phrase {
  if (!stats) return files === undefined ? [] : [quiet(words.say('code.files', { count: files }))];
  const where = files === undefined ? [] : [quiet(` ${words.say('cards.inFiles', { count: files })}`)];
  return [{ is: 'changes', additions: stats.additions, deletions: stats.deletions }, ...where];
}

/** That so many more are to be seen at GitLab; undefined where none are. */
export function moreThere(left: number, url: string, words: Words): Phrase | undefined {
  return left > 0 ? phrase(words, 'code.more', { count: left, link: linkTo(url) }) : undefined;
}
