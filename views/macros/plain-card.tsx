import type { VNode } from 'preact';
import { Values, type Phrase } from '../parts/value.js';
import { Fact, Facts, Foot, Head, type FootModel, type HeadModel } from './frame.js';
import { Section, type SectionModel } from './section.js';

/** What many kinds share: a head with phrases about the thing, facts side by side, and parts below. */
export interface PlainCardModel {
  readonly kind: 'plain';
  readonly head: HeadModel;
  readonly foot: FootModel;
  /** `acme/orbit`, `Committed 3 Nov 2026 by Alice`: the line below the title. */
  readonly about: readonly Phrase[];
  readonly facts: readonly PlainFact[];
  /** One sentence above the facts that a reader must not miss. */
  readonly notice?: Phrase | undefined;
  readonly sections: readonly SectionModel[];
}

export interface PlainFact {
  readonly name: string;
  readonly value: Phrase;
}

export function PlainCard({ card }: { card: PlainCardModel }): VNode {
  return (
    <article class="card">
      <Head {...card.head}>
        {card.about.map((phrase) => (
          <span>
            <Values phrase={phrase} />
          </span>
        ))}
      </Head>
      {card.notice ? (
        <p class="card-notice">
          <Values phrase={card.notice} />
        </p>
      ) : null}
      {card.facts.length === 0 ? null : (
        <Facts>
          {card.facts.map(({ name, value }) => (
            <Fact name={name}>
              <Values phrase={value} />
            </Fact>
          ))}
        </Facts>
      )}
      {card.sections.map((section) => (
        <Section {...section} />
      ))}
      <Foot {...card.foot} />
    </article>
  );
}
