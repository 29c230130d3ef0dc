import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { referenceUrl } from '../../gitlab/references/reference-url.js';
import type { Deployment, EnvironmentThing } from '../../gitlab/things/ci.js';
import { deploymentStatus, environmentStatus } from './ci-status.js';
import { code, moment, shortSha, text } from './phrases.js';

/** The first lines of an environment's card, and of its chip. */
export function headOfEnvironment({ name, webUrl, state }: EnvironmentThing): HeadModel {
  const status = environmentStatus(state);
  return { icon: 'environment', kind: 'Environment', tone: status.tone, title: name, url: webUrl, badges: [status] };
}

export function environmentCard(thing: EnvironmentThing, instance: GitLabInstance, foot: FootModel): PlainCardModel {
  const { tier, externalUrl, autoStopAt, lastDeployment } = thing;
  return {
    kind: 'plain',
    head: headOfEnvironment(thing),
    foot,
    about: [[text(thing.fullPath)]],
    facts: [
      ...(tier === undefined ? [] : [{ name: 'Tier', value: [text(tier.charAt(0).toUpperCase() + tier.slice(1))] }]),
      // Its host is named, since it may be any.
      ...(externalUrl === undefined ? [] : [{ name: 'Runs at', value: [text(new URL(externalUrl).host, externalUrl)] }]),
      ...(autoStopAt === undefined ? [] : [{ name: 'Stops', value: [moment(autoStopAt)] }]),
      ...(lastDeployment ? deploymentFacts(lastDeployment, thing, instance) : [{ name: 'Last deployment', value: [text('None yet')] }]),
    ],
    sections: [],
  };
}

function deploymentFacts(deployment: Deployment, { fullPath, instance: id }: EnvironmentThing, instance: GitLabInstance): PlainFact[] {
  const { status, ref, tag, sha, commitTitle, user, createdAt, job } = deployment;
  const refUrl = referenceUrl(tag ? { kind: 'tag', instance: id, fullPath, name: ref } : { kind: 'folder', instance: id, fullPath, refAndPath: ref }, instance);
  const commitUrl = referenceUrl({ kind: 'commit', instance: id, fullPath, sha }, instance);
  const who = user ? [text(' by '), text(user.name, user.webUrl)] : [];
  return [
    { name: 'Last deployment', value: [{ is: 'status', status: deploymentStatus(status) }] },
    { name: 'Deployed', value: [moment(createdAt), ...who] },
    { name: tag ? 'Tag' : 'Branch', value: [code(ref, refUrl)] },
    { name: 'Commit', value: [code(shortSha(sha), commitUrl), ...(commitTitle === undefined ? [] : [text(` ${commitTitle}`)])] },
    ...(job ? [{ name: 'Job', value: [text(job.name, job.webUrl)] }] : []),
  ];
}
