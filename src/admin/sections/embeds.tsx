import type { AdministratorHandler } from '../../connect/caller.js';
import { readAskedEmbeds, type EmbedsView } from '../../embeds/embeds-view.js';
import type { Section } from '../section.js';

export interface EmbedsSection extends Section {
  /** All that match as CSV, in JSON: what the list's own script makes a file of. */
  readonly file: AdministratorHandler;
}

const ADDRESS = '/api/configure/embeds';

/** The tab of what the macros of all spaces were seen to show. */
export function createEmbedsSection({ view }: { readonly view: EmbedsView }): EmbedsSection {
  return {
    show: ({ caller: { tenant }, query }) => view.show(tenant, readAskedEmbeds(query), { address: ADDRESS, spaces: undefined, moreSpaces: false }),
    actions: {},
    async file({ caller: { tenant } }, req, res) {
      res.json(await view.file(tenant, readAskedEmbeds(req.query).filter));
    },
  };
}
