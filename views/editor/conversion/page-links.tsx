import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../../words/context.js';
import type { InstanceChoice } from '../answer.js';
import { useHost } from '../host.js';
import { ConversionPanel } from './conversion-panel.js';
import { lookAtPage, type Looked } from './look.js';

export interface PageLinksProps {
  readonly instances: readonly InstanceChoice[];
  /** What the dialog begins with. */
  readonly children: ComponentChildren;
}

/** Offers to make macros of what is on the page already, beside what the dialog begins with and then in its place. */
export function PageLinks({ instances, children }: PageLinksProps): VNode {
  const words = useWords();
  const host = useHost();
  const [looked, setLooked] = useState<Looked | undefined>();
  const [open, setOpen] = useState(false);
  const look = () => {
    setLooked(undefined);
    void lookAtPage(host, instances.map(({ baseUrl }) => baseUrl)).then(setLooked);
  };
  useEffect(look, [host]);

  if (open) return <ConversionPanel looked={looked} onLook={look} onBack={() => setOpen(false)} />;
  return (
    <div class="page-links" data-looked={looked?.state}>
      {looked === undefined || looked.state === 'nothing' ? null : (
        <button type="button" class="page-links-open" onClick={() => setOpen(true)}>
          {looked.state === 'found' ? words.say('conversion.open', { count: looked.links.length }) : words.say('conversion.title')}
        </button>
      )}
      {children}
    </div>
  );
}
