import type { VNode } from 'preact';
import { Code, type CodeProps } from '../parts/code.js';
import { Outside } from '../parts/outside.js';
import { Prose, type ProseProps } from '../parts/prose.js';
import { Values, type Phrase } from '../parts/value.js';
import { Foot, Head, type FootModel, type HeadModel } from './frame.js';

export interface FileCardModel {
  readonly kind: 'file';
  readonly head: HeadModel;
  readonly foot: FootModel;
  readonly project: string;
  /** Branch, tag or commit as the link named it, and the commit that it means now. */
  readonly ref: string;
  readonly commit: { readonly short: string; readonly url: string } | undefined;
  /** `Lines 10 to 20 of 120`, `120 lines`. */
  readonly extent: string | undefined;
  /** `2.4 KB` */
  readonly size: string;
  /** Undefined where `note` says why there is nothing to see. */
  readonly code: CodeProps | undefined;
  readonly note: string | undefined;
  /** What the file means, where it is Markdown; a switch shows its source. */
  readonly rendered: ProseProps | undefined;
  /** That the file is pinned to a commit, and what has happened since. */
  readonly notice?: Phrase | undefined;
}

export function FileCard({ card }: { card: FileCardModel }): VNode {
  const { head, commit, rendered } = card;
  return (
    <article class="card">
      <Head {...head}>
        <span dir="ltr">{card.project}</span>
        <span>
          <code>{card.ref}</code>
          {commit ? (
            <>
              {' at '}
              <Outside href={commit.url} title="Permanent link to this version">
                <code>{commit.short}</code>
              </Outside>
            </>
          ) : null}
        </span>
        {card.extent === undefined ? null : <span>{card.extent}</span>}
        <span>{card.size}</span>
      </Head>
      {card.notice ? (
        <p class="card-notice">
          <Values phrase={card.notice} />
        </p>
      ) : null}
      {rendered ? <Switch /> : null}
      {rendered ? (
        <div class="file-text">
          <Prose {...rendered} />
        </div>
      ) : null}
      <div class="file-source">
        <Source {...card} />
      </div>
      <Foot {...card.foot} />
    </article>
  );
}

function Source({ code, note, head }: FileCardModel): VNode {
  return (
    <>
      {code ? <Code {...code} /> : null}
      {note === undefined ? null : (
        <p class="note">
          {note} <Outside href={head.url}>Open in GitLab</Outside>
        </p>
      )}
    </>
  );
}

/** Text or source: the style sheet shows what is chosen, without a script. */
function Switch(): VNode {
  return (
    <fieldset class="switch">
      <legend class="unseen">Show as</legend>
      <label>
        <input type="radio" name="view" value="text" checked /> <span>Text</span>
      </label>
      <label>
        <input type="radio" name="view" value="source" /> <span>Source</span>
      </label>
    </fieldset>
  );
}
