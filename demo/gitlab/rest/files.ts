import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { blobId, bytesOf } from '../world/blobs.js';
import type { Commit, FileContent, Project } from '../world/model.js';
import { lastCommit, resolveRef } from '../world/repository.js';
import { notFound } from './guard.js';

interface Found {
  readonly ref: string;
  readonly commit: Commit;
  readonly content: FileContent;
  readonly bytes: Buffer;
}

/** https://docs.gitlab.com/api/repository_files/ ; HEAD gives the same in headers. */
export function sendFile(project: Project, path: string, request: Request, response: Response): void {
  const found = find(project, path, request, response);
  if (!found) return;
  const { ref, commit, content, bytes } = found;
  const file = {
    file_name: path.slice(path.lastIndexOf('/') + 1),
    file_path: path,
    size: bytes.length,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(bytes).digest('hex'),
    ref,
    blob_id: blobId(content),
    commit_id: commit.sha,
    last_commit_id: lastCommit(project.repository, commit, path).sha,
    execute_filemode: false,
  };
  setHeaders(response, file);
  response.json({ ...file, content: bytes.toString('base64') });
}

export function sendRawFile(project: Project, path: string, request: Request, response: Response): void {
  const found = find(project, path, request, response);
  if (!found) return;
  setHeaders(response, { file_name: path.slice(path.lastIndexOf('/') + 1), file_path: path, ref: found.ref, commit_id: found.commit.sha, size: found.bytes.length });
  response.set({ 'Content-Disposition': 'inline', 'X-Content-Type-Options': 'nosniff' });
  response.type(found.content.kind === 'binary' ? 'application/octet-stream' : 'text/plain').send(found.bytes);
}

function find(project: Project, path: string, request: Request, response: Response): Found | undefined {
  const ref = typeof request.query.ref === 'string' && request.query.ref !== '' ? request.query.ref : 'HEAD';
  const commit = resolveRef(project.repository, ref);
  if (!commit) return void notFound(response, 'Commit ');
  const content = commit.tree.get(path);
  if (!content) return void notFound(response, 'File ');
  return { ref, commit, content, bytes: bytesOf(content) };
}

function setHeaders(response: Response, file: Readonly<Record<string, string | number | boolean>>): void {
  for (const [name, value] of Object.entries(file)) {
    response.set(`X-Gitlab-${name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-')}`, encodeURI(String(value)));
  }
}
