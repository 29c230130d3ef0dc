import { html, Html } from '../html.js';
import { renderMarkdown } from '../markdown/markdown.js';
import { commitPath, filePath, issuePath, mergeRequestPath, milestonePath, projectPath } from '../paths.js';
import { placeFor, type Reader } from '../reader.js';
import { bytesOf } from '../world/blobs.js';
import type { Commit, FileContent, Issue, Label, MergeRequest, Project, User } from '../world/model.js';
import { canSeeCode, canSeeIssue, canSeeMergeRequests, canSeeProject } from '../world/visibility.js';

/** Marks the lines that `#L10` or `#L10-20` names, and goes there. */
const MARK_LINES = new Html(`<script>
const [, from, to = from] = /^#L(\\d+)(?:-L?(\\d+))?$/.exec(location.hash) ?? [];
for (let line = Number(from); line <= Number(to); line += 1) document.getElementById('L' + line)?.classList.add('wanted');
document.getElementById('L' + from)?.scrollIntoView({ block: 'center' });
</script>`);

/** A page's title and content. */
export interface View {
  readonly title: string;
  readonly body: Html;
}

export function overview(reader: Reader): View {
  const { root, viewer, world } = reader;
  const visible = world.projects.filter((project) => canSeeProject(world, viewer, project));
  const signOut = viewer && html`<form method="post" action="${root}/users/sign_out"><button>Sign out</button></form>`;
  return {
    title: 'Projects',
    body: html`<h1>Projects</h1><ul>${visible.map((project) => html`<li><a href="${projectPath(root, project)}">${project.fullPath}</a> <span class="quiet">${project.visibility}</span></li>`)}</ul>
      ${signOut ?? html`<p><a href="${root}/users/sign_in">Sign in</a></p>`}<p class="quiet"><a href="${root}/-/stand-in">What can go wrong here</a></p>`,
  };
}

export function projectView(reader: Reader, project: Project): View {
  const { root, world, viewer } = reader;
  const issues = project.issues.filter((issue) => canSeeIssue(world, viewer, project, issue));
  const requests = canSeeMergeRequests(world, viewer, project) ? project.mergeRequests : [];
  const head = canSeeCode(world, viewer, project) ? project.repository.commits.get(project.repository.branches.get('main') ?? '') : undefined;
  const readme = head?.tree.get('README.md');
  const files = head ? [...head.tree.keys()] : [];
  return {
    title: project.name,
    body: html`<h1>${project.name} <span class="state">${project.visibility}</span>${project.archived && html` <span class="state">archived</span>`}</h1>
      ${markdown(reader, project, project.description)}
      <h2>Issues</h2><ul>${issues.map((issue) => html`<li><a href="${issuePath(root, project, issue)}">#${issue.iid} ${issue.title}</a> <span class="quiet">${issue.state}</span></li>`)}</ul>
      <h2>Merge requests</h2><ul>${requests.map((one) => html`<li><a href="${mergeRequestPath(root, project, one)}">!${one.iid} ${one.title}</a> <span class="quiet">${one.state}</span></li>`)}</ul>
      <h2>Files</h2><ul>${files.map((path) => html`<li><a href="${filePath(root, project, 'blob', 'main', path)}">${path}</a></li>`)}</ul>
      ${readme?.kind === 'text' && html`<h2>README.md</h2><article>${markdown(reader, project, readme.text)}</article>`}`,
  };
}

export function issueView(reader: Reader, project: Project, issue: Issue): View {
  return {
    title: `${issue.title} (#${issue.iid})`,
    body: html`${crumb(reader, project)}<h1>${issue.title} <span class="quiet">#${issue.iid}</span></h1>
      <p><span class="state">${issue.state}</span>${issue.confidential && html` <span class="state">confidential</span>`} opened by ${issue.author.name}</p>
      ${facts(reader, project, issue.labels, [['Assignees', names(issue.assignees)], ['Due', issue.dueDate]], issue.milestone)}
      <article>${markdown(reader, project, issue.description)}</article>`,
  };
}

export function mergeRequestView(reader: Reader, project: Project, given: MergeRequest): View {
  const rows: [string, string | undefined][] = [
    ['Branches', `${given.sourceBranch} into ${given.targetBranch}`],
    ['Reviewers', names(given.reviews.map(({ user }) => user))],
    ['Approved by', names(given.reviews.filter(({ state }) => state === 'APPROVED').map(({ user }) => user))],
    ['Pipeline', given.pipeline?.status.toLowerCase()],
    ['Changes', given.changes.map(({ path, additions, deletions }) => `${path} +${additions} −${deletions}`).join(', ')],
  ];
  return {
    title: `${given.title} (!${given.iid})`,
    body: html`${crumb(reader, project)}<h1>${given.title} <span class="quiet">!${given.iid}</span></h1>
      <p><span class="state">${given.state}</span> opened by ${given.author.name}</p>${facts(reader, project, given.labels, rows, given.milestone)}
      <article>${markdown(reader, project, given.description)}</article>`,
  };
}

export function fileView(reader: Reader, project: Project, commit: Commit, { ref, path, content }: { ref: string; path: string; content: FileContent }): View {
  const raw = filePath(reader.root, project, 'raw', ref, path);
  const rows = content.kind === 'text' ? content.text.replace(/\n$/, '').split('\n').slice(0, 5000) : [];
  return {
    title: path,
    body: html`${crumb(reader, project)}<h1>${path}</h1>
      <p class="quiet">${ref} · <a href="${commitPath(reader.root, project, commit.sha)}">${commit.sha.slice(0, 8)}</a> · <a href="${raw}">raw</a> ·
      <a href="${filePath(reader.root, project, 'blob', commit.sha, path)}">permalink</a></p>
      ${path.endsWith('.png') ? html`<img src="${raw}" alt="">` : content.kind === 'text' ? html`<article><table class="lines">${rows.map((line, index) => html`<tr id="L${index + 1}"><td>${index + 1}</td><td>${line}</td></tr>`)}</table></article>${MARK_LINES}` : html`<p>This file is not shown.</p>`}`,
  };
}

export function plainView(reader: Reader, project: Project, title: string, text: string): View {
  return { title, body: html`${crumb(reader, project)}<h1>${title}</h1><p>${text}</p>` };
}

/** A picture is sent as one; all else is text, or a download. */
export function rawFile(path: string, content: FileContent): { type: string; bytes: Buffer } {
  return { type: path.endsWith('.png') ? 'png' : content.kind === 'binary' ? 'application/octet-stream' : 'text/plain', bytes: bytesOf(content) };
}

function crumb({ root }: Reader, project: Project): Html {
  return html`<p class="quiet"><a href="${projectPath(root, project)}">${project.fullPath}</a></p>`;
}

function markdown(reader: Reader, project: Project, text: string): Html {
  const rendered = renderMarkdown(text, placeFor(reader, project));
  // GitLab's own script does this when a picture comes near.
  return new Html(rendered.replace(/src="data:image\/gif[^"]*"([^>]*) data-src=/g, '$1 src='));
}

function facts({ root }: Reader, project: Project, labels: readonly Label[], rows: readonly [string, string | undefined][], milestone: Issue['milestone']): Html {
  return html`<p>${labels.map(({ title, color, textColor }) => html`<span class="label" style="background:${color};color:${textColor}">${title}</span>`)}</p>
    <table>${rows.map(([name, value]) => value && html`<tr><th>${name}</th><td>${value}</td></tr>`)}
    ${milestone && html`<tr><th>Milestone</th><td><a href="${milestonePath(root, project, milestone.iid)}">${milestone.title}</a></td></tr>`}</table>`;
}

const names = (users: readonly User[]) => users.map(({ name }) => name).join(', ') || undefined;
