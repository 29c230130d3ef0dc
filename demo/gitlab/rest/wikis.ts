import type { Request, Response } from 'express';
import { renderMarkdown, type MarkdownPlace } from '../markdown/markdown.js';
import type { WikiPage } from '../world/model.js';
import { notFound } from './guard.js';

/** https://docs.gitlab.com/api/wikis/#get-a-wiki-page */
export function sendWikiPage(wiki: readonly WikiPage[] | undefined, place: MarkdownPlace, request: Request, response: Response): void {
  const page = wiki?.find(({ slug }) => slug === request.params.slug);
  if (!page) return notFound(response, 'Wiki Page ');
  const { slug, title, content } = page;
  const html = request.query.render_html === 'true';
  response.json({ slug, title, format: 'markdown', encoding: 'UTF-8', front_matter: {}, content: html ? renderMarkdown(content, place) : content });
}
