import type { VNode } from 'preact';
import { Code, type CodeProps } from '../parts/code.js';
import { Outside } from '../parts/outside.js';
import { Prose, type ProseProps } from '../parts/prose.js';
import { Values, type Phrase } from '../parts/value.js';
import { useWords } from '../words/context.js';
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
  const { head, rendered } = card;
  return (
    <article class="card">
      <Head {...head}>
        <span dir="ltr">{card.project}</span>
        <span>
          <Version {...card} />
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

/** `main at 4f1c2a9b` */
function Version({ ref, commit }: FileCardModel): VNode {
  const words = useWords();
  const name = <code>{ref}</code>;
  if (!commit) return name;
  const link = (
    <Outside href={commit.url} title={words.say('code.permanent')}>
      <code>{commit.short}</code>
    </Outside>
  );
  return <>{words.rich('code.refAtCommit', { ref: name, commit: link })}</>;
}

function Source({ code, note, head }: FileCardModel): VNode {
  const words = useWords();
  return (
    <>
      {code ? <Code {...code} /> : null}
      {note === undefined ? null : (
        <p class="note">
          {note} <Outside href={head.url}>{words.say('cards.openInGitLab')}</Outside>
        </p>
      )}
    </>
  );
}

/** Text or source: the style sheet shows what is chosen, without a script. */
function Switch(): VNode {
  const words = useWords();
  return (
    <fieldset class="switch">
      <legend class="unseen">{words.say('code.showAs')}</legend>
      <label>
        <input type="radio" name="view" value="text" checked /> <span>{words.say('code.text')}</span>
      </label>
      <label>
        <input type="radio" name="view" value="source" /> <span>{words.say('code.source')}</span>
      </label>
    </fieldset>
  );
}
