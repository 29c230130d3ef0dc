import type { Phrase } from '../../../views/parts/value.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { ChangedFile, CommitSummary, Committer } from '../../gitlab/things/code.js';
import { code, count, moment, quiet, shortSha, text } from './phrases.js';

/** `by Alice`: a link where GitLab knows who it is. */
export function by({ name, person }: Committer): Phrase {
  return [text('by '), text(name, person?.webUrl)];
}

/** The commit that something is at, or was last changed by. */
export function commitSection(title: string, commit: CommitSummary | undefined): SectionModel[] {
  return commit ? [{ is: 'rows', title, rows: [commitRow(commit)] }] : [];
}

/** A commit as a line of a list. */
export function commitRow({ sha, title, webUrl, author, authoredAt }: CommitSummary): RowModel {
  const when = authoredAt === undefined ? [] : [text(', '), moment(authoredAt)];
  return { icon: 'commit', main: [text(title, webUrl)], end: [code(shortSha(sha)), text(' '), ...by(author), ...when] };
}

const CHANGES = {
  added: { icon: 'added', label: 'Added' },
  deleted: { icon: 'deleted', label: 'Deleted' },
  renamed: { icon: 'arrow', label: 'Renamed' },
  modified: { icon: 'draft', label: 'Changed' },
} as const satisfies Record<ChangedFile['change'], { icon: RowModel['icon']; label: string }>;

/** A changed file as a line of a list. */
export function changeRow({ change, path, oldPath, additions, deletions }: ChangedFile): RowModel {
  const { icon, label } = CHANGES[change];
  const before: Phrase = oldPath === undefined ? [] : [quiet(` (was ${oldPath})`)];
  const counted: Phrase | undefined = additions === undefined || deletions === undefined ? undefined : [{ is: 'changes', additions, deletions }];
  return { icon, iconLabel: label, main: [code(path), ...before], end: counted };
}

/** `Files changed: 12`, `+40 −2 in 3 files` */
export function changesPhrase(stats: { additions: number; deletions: number } | undefined, files: number | undefined): Phrase {
  const where = files === undefined ? [] : [quiet(stats ? ` in ${count(files, 'file')}` : count(files, 'file'))];
  return [...(stats ? [{ is: 'changes' as const, additions: stats.additions, deletions: stats.deletions }] : []), ...where];
}
