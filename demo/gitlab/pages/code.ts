import { html, Html } from '../html.js';
import { renderMarkdown } from '../markdown/markdown.js';
import { commitPath, filePath, projectPath } from '../paths.js';
import { placeFor, type Reader } from '../reader.js';
import { entriesBelow } from '../world/blobs.js';
import { changesBetween } from '../world/changes.js';
import type { Commit, Project, Snippet } from '../world/model.js';
import { commitsBetween, resolveRef } from '../world/repository.js';
import { canSeeAsGuest, canSeeCode, canSeeSnippet } from '../world/visibility.js';
import type { View } from './things.js';

/** The page of a folder, a comparison, a tag, a release, a snippet or a page of the wiki, as far as this reader may see it. */
export function codeView(reader: Reader, project: Project, kind: string, words: readonly string[]): View | undefined {
  const { world, viewer } = reader;
  const name = words.join('/');
  if (kind === 'releases') return canSeeAsGuest(world, viewer, project) ? releaseView(reader, project, name) : undefined;
  if (kind === 'wikis') return canSeeAsGuest(world, viewer, project) ? wikiView(reader, project, name || 'home') : undefined;
  if (kind === 'snippets') {
    const found = project.snippets?.find(({ id }) => String(id) === words[0]);
    return found && canSeeSnippet(world, viewer, found, project) ? snippetView(found) : undefined;
  }
  if (!canSeeCode(world, viewer, project)) return undefined;
  if (kind === 'tree') return folderView(reader, project, words);
  if (kind === 'compare') return comparisonView(reader, project, name);
  const commit = kind === 'tags' || kind === 'branches' ? resolveRef(project.repository, name) : undefined;
  return commit && { title: name, body: html`<h1>${name}</h1><p>${commitLink(reader, project, commit)}</p>` };
}

/** A snippet that belongs to a person. */
export function personalSnippetView({ world, viewer }: Reader, id: string | undefined): View | undefined {
  const found = world.snippets?.find((one) => String(one.id) === id);
  return found && canSeeSnippet(world, viewer, found) ? snippetView(found) : undefined;
}

/** The longest ref that the words begin with, and the folder below it. */
function folderView(reader: Reader, project: Project, words: readonly string[]): View | undefined {
  const all = words.length === 0 ? [project.repository.defaultBranch] : words;
  for (let length = all.length; length > 0; length -= 1) {
    const ref = all.slice(0, length).join('/');
    const path = all.slice(length).join('/');
    const head = resolveRef(project.repository, ref);
    if (!head) continue;
    const { folders, files } = entriesBelow(head.tree, path, false);
    if (folders.length + files.length === 0) return undefined;
    const link = (page: string) => (entry: string) => html`<li><a href="${filePath(reader.root, project, page, ref, entry)}">${entry}</a></li>`;
    return { title: path || project.name, body: html`<h1>${path || project.name}</h1><p class="quiet">${ref}</p><ul>${folders.map(link('tree'))}${files.map(link('blob'))}</ul>` };
  }
  return undefined;
}

function comparisonView(reader: Reader, project: Project, name: string): View | undefined {
  const [from, to] = name.split(/\.{2,3}/).map((ref) => resolveRef(project.repository, ref));
  if (!from || !to) return undefined;
  const changes = changesBetween(from.tree, to.tree);
  return {
    title: name,
    body: html`<h1>${name}</h1><ul>${commitsBetween(project.repository, from, to).map((commit) => html`<li>${commitLink(reader, project, commit)}</li>`)}</ul>
      ${changes.map(({ newPath, diff }) => html`<h2>${newPath}</h2><article><pre>${diff}</pre></article>`)}`,
  };
}

function commitLink({ root }: Reader, project: Project, { sha, title, author }: Commit): Html {
  return html`<a href="${commitPath(root, project, sha)}">${title}</a> <span class="quiet">${sha.slice(0, 8)} by ${author.name}</span>`;
}

function releaseView(reader: Reader, project: Project, tag: string): View | undefined {
  const newest = [...(project.releases ?? [])].sort((left, right) => right.releasedAt - left.releasedAt);
  const found = tag === 'permalink/latest' ? newest[0] : newest.find((one) => one.tag === tag);
  return found && { title: found.name, body: html`<h1>${found.name}</h1><article>${new Html(renderMarkdown(found.description, placeFor(reader, project)))}</article>` };
}

function wikiView(reader: Reader, project: Project, slug: string): View | undefined {
  const found = project.wiki?.find((page) => page.slug === slug);
  return found && { title: found.title, body: html`<p class="quiet"><a href="${projectPath(reader.root, project)}">${project.fullPath}</a></p><h1>${found.title}</h1><article>${new Html(renderMarkdown(found.content, placeFor(reader, project)))}</article>` };
}

function snippetView({ title, files }: Snippet): View {
  return { title, body: html`<h1>${title}</h1>${files.map(({ name, text }) => html`<h2>${name}</h2><article><pre>${text}</pre></article>`)}` };
}
