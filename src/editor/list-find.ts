import { z } from 'zod';
import type { ProjectChoice } from '../../views/editor/answer.js';
import type { ValueChoice } from '../../views/editor/list-vocabulary.js';
import type { AsViewer as AsAuthor } from '../accounts/viewer.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Sites } from '../sites/site.js';
import { allowsPlace } from '../sites/policies.js';
import { createFinding, instance, refuseElsewhere, words } from './finding.js';

/** What the list's editor asks; each answers an `Answer` as JSON and expects a verified caller. */
export interface ListFind {
  readonly groups: ConnectHandler;
  /** Labels, milestones or people of a project or group. */
  readonly values: ConnectHandler;
}

export function createListFind({ gitlab, sites, asAuthor }: { gitlab: Pick<GitLab, 'finder'>; sites: Pick<Sites, 'of'>; asAuthor: AsAuthor }): ListFind {
  const finding = createFinding({ sites, asAuthor });
  return {
    groups: finding(z.object({ instance, words }), async (author, query, policies): Promise<readonly ProjectChoice[]> => {
      const groups = await gitlab.finder.groups(author, query.words);
      return groups.filter(({ fullPath }) => allowsPlace(policies, author.instance.id, fullPath));
    }),
    values: finding(
      z.object({ instance, words, place: z.string().min(1).max(500), of: z.enum(['labels', 'milestones', 'people']) }),
      async (author, query, policies): Promise<readonly ValueChoice[]> => {
        refuseElsewhere(policies, author, query.place);
        return gitlab.finder.values(author, query);
      },
    ),
  };
}
