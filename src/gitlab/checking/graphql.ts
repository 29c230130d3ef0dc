import { fieldOf, isReply, type Ask } from './asking.js';
import { noReply } from './reachable.js';
import { found, type Finding } from './step.js';

/** Whether GraphQL answers at all, which it does without a token too: https://docs.gitlab.com/api/graphql/ */
export async function checkGraphQL(ask: Ask, baseUrl: string): Promise<Finding> {
  const reply = await ask({ url: `${baseUrl}/api/graphql`, body: JSON.stringify({ query: '{ __typename }' }) });
  if (!isReply(reply)) return noReply(reply);
  if (reply.status === 200 && typeof fieldOf(fieldOf(reply.json, 'data'), '__typename') === 'string') return found('ok', 'checks.graphqlAnswers');
  if (reply.status === 429) return found('unknown', 'checks.limited');
  return found('problem', 'checks.graphqlHidden', { status: reply.status }, { say: 'checks.adviseGraphql' });
}
