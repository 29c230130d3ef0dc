import type { Words } from '../../../views/words/words.js';
import { linksFrom, linksInRepository, type ResolveLink } from './links.js';
import { parseUrl } from '../../urls.js';

/** The address of ours that shows a picture of GitLab's to this viewer, or undefined where there is none: it stays a link then. Takes absolute URLs. */
export type ShowPicture = (url: string) => string | undefined;

/** Where a foreign text stands: what its links and pictures mean. */
export interface TextPlace {
  readonly link: ResolveLink;
  /** Takes what stands in the text. */
  readonly picture: (source: string) => string | undefined;
  readonly diagrams: string | undefined;
  /** For what we add to the text. */
  readonly words: Words;
  readonly asWritten: boolean;
}

/** Addresses of ours that a text may use; without one, pictures are links and diagrams their source. */
export interface OwnAddresses {
  readonly pictures?: ShowPicture | undefined;
  /** The page that draws diagrams. */
  readonly diagrams?: string | undefined;
}

/** What texts are made fit for: the addresses that they may use, and who reads them. */
export interface ProseSetting extends OwnAddresses {
  readonly words: Words;
  /** References stay what their authors wrote: GitLab makes titles of them by the rights of whoever asks, which may not be the reader's. */
  readonly asWritten?: true | undefined;
}

/** The place of GitLab's own HTML: the page at `webUrl`, which its links are relative to. */
export function textAt(webUrl: string, setting: ProseSetting): TextPlace {
  return withUploads(placeOf(linksFrom(webUrl), setting), webUrl, setting);
}

/** The place of a file in a repository, by the URL of its page and its path; undefined where that URL makes no sense. */
export function fileAt(webUrl: string, path: string, setting: ProseSetting): TextPlace | undefined {
  const folder = parseUrl('.', webUrl)?.href;
  if (folder === undefined) return undefined;
  const depth = path.split('/').length - 1;
  const root = new URL('../'.repeat(depth) || '.', folder).href;
  const links = linksInRepository(folder, root);
  // `#heading` is one of this very file.
  const inRepository = placeOf((href) => links(href.startsWith('#') ? webUrl.replace(/#.*$/s, '') + href : href), setting);
  return withUploads(inRepository, webUrl, setting);
}

/** An upload's short form means the project, wherever the text stands: https://docs.gitlab.com/api/project_markdown_uploads/ */
function withUploads(place: TextPlace, webUrl: string, { pictures }: OwnAddresses): TextPlace {
  const project = webUrl.split('/-/', 1)[0] ?? '';
  return { ...place, picture: (source) => (/^\/uploads\/[0-9a-f]{32}\//.test(source) ? pictures?.(project + source) : place.picture(source)) };
}

function placeOf(link: ResolveLink, { pictures, diagrams, words, asWritten }: ProseSetting): TextPlace {
  return {
    link,
    diagrams,
    words,
    asWritten: asWritten === true,
    picture(source) {
      const url = pictures && link(source);
      return url === undefined ? undefined : pictures?.(url);
    },
  };
}
