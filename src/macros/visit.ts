import type { SeenLately, Viewers } from '../accounts/viewer.js';
import type { SharedUse } from '../audit/shared-use.js';
import type { ConnectCaller } from '../connect/caller.js';
import type { Embeds } from '../embeds/embeds.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { Reference } from '../gitlab/references/reference.js';
import type { Logger } from '../logger.js';
import type { SharedToken } from '../sites/shared-token.js';
import type { Site, Sites } from '../sites/site.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { OwnAddresses } from './content/place.js';
import type { Copies } from './copies/copies.js';
import type { Eyes } from './copies/copy-key.js';
import type { Turns } from './fetching.js';
import type { SeenAs, Subject } from './outcome.js';
import type { MacroPage, PageKnowledge } from './page-knowledge/page-knowledge.js';
import type { PageMacro } from './page-knowledge/page-macros.js';

export interface LookUpParts {
  readonly gitlab: Pick<GitLab, 'load'>;
  readonly sites: Sites;
  readonly viewers: Viewers;
  readonly copies: Copies;
  readonly knowledge: Pick<PageKnowledge, 'macrosOf' | 'saw'> | undefined;
  /** Told of what people are shown with their own accounts. */
  readonly saw?: SeenLately['saw'] | undefined;
  /** Told of each look at a macro in a page that Confluence signed. */
  readonly sawEmbed?: Embeds['saw'] | undefined;
  /** Whether somebody is a guest of the site; whoever can't be told from one counts as one. */
  readonly isGuest: (caller: ConnectCaller, signal: AbortSignal) => Promise<boolean>;
  /** Told of each thing that a shared token showed. */
  readonly sharedUse?: ((use: SharedUse) => void) | undefined;
  readonly logger: Pick<Logger, 'error'>;
  /** Told of whether there was a copy to show. */
  readonly lookedForCopy?: Metrics['lookedForCopy'] | undefined;
  /** Addresses of ours for what is shown to these eyes; without them pictures stay links. */
  readonly addresses?: ((caller: ConnectCaller, eyes: Eyes, instance: GitLabInstance, site: Site) => OwnAddresses) | undefined;
  readonly clock: () => number;
  /** For everything that one macro waits for, in milliseconds. */
  readonly timeLimit: number;
}

/** What a macro is asked to show. */
export interface Wanted {
  /** As the page stores it. */
  readonly macro: PageMacro;
  /** In place of what the macro's parameters point to. */
  readonly reference?: Reference;
  /** Where the macro is, if that is known: what else is there is fetched too. */
  readonly page?: MacroPage | undefined;
  /** The frame shows something already and asks for newer: a copy whose age would have to be told will not do. */
  readonly renewal?: boolean;
  /** Called once GitLab is asked for something, which may take a while. */
  readonly asking?: () => void;
  /** A person asks again: what GitLab did not give a moment ago is asked for nevertheless. */
  readonly insistent?: boolean;
  /** It will stand in a document, for whoever gets it. */
  readonly exporting?: boolean;
  /** Who exports, where the caller stands for everybody; nobody where the document goes to others. */
  readonly exportedBy?: ConnectCaller;
}

/** One macro being looked up for one caller. */
export interface Visit extends LookUpParts {
  readonly caller: ConnectCaller;
  readonly wanted: Wanted;
  readonly subject: Subject;
  readonly signal: AbortSignal;
  readonly site: Site;
  /** Key of the space around, where that is known. */
  readonly space: string | undefined;
  /** What a macro of the page points to. */
  readonly referenceOf: (macro: PageMacro) => Reference | undefined;
  /** What is being fetched anew behind an answer; of all visits. */
  readonly behind: Set<string>;
  readonly turns: Turns;
}

/** With whose eyes a visit looks, and by which token. */
export interface View {
  readonly eyes: Eyes;
  readonly accessToken: string | undefined;
  readonly seenAs: SeenAs;
  /** The token that the site's administrators share, where it is that. */
  readonly shared?: SharedToken;
}
