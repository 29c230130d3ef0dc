import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { Words } from '../../../views/words/words.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { referenceUrl } from '../../gitlab/references/reference-url.js';
import type { Deployment, EnvironmentThing } from '../../gitlab/things/ci.js';
import type { Setting } from './card.js';
import { deploymentStatus, environmentStatus } from './ci-status.js';
import { code, moment, named, phrase, shortSha, text } from './phrases.js';

/** The first lines of an environment's card, and of its chip. */
export function headOfEnvironment({ name, webUrl, state }: EnvironmentThing, words: Words): HeadModel {
  const status = environmentStatus(state, words);
  return { icon: 'environment', kind: words.say('kinds.environment'), tone: status.tone, title: name, url: webUrl, badges: [status] };
}

export function environmentCard(thing: EnvironmentThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { tier, externalUrl, autoStopAt, lastDeployment } = thing;
  const { words } = setting;
  return {
    kind: 'plain',
    head: headOfEnvironment(thing, words),
    foot,
    about: [[text(thing.fullPath)]],
    facts: [
      ...(tier === undefined ? [] : [{ name: words.say('pipelines.tier'), value: [text(words.say('pipelines.tierName', { tier }))] }]),
      // Its host is named, since it may be any.
      ...(externalUrl === undefined ? [] : [{ name: words.say('pipelines.runsAt'), value: [text(new URL(externalUrl).host, externalUrl)] }]),
      ...(autoStopAt === undefined ? [] : [{ name: words.say('pipelines.stops'), value: [moment(autoStopAt)] }]),
      ...(lastDeployment ? deploymentFacts(lastDeployment, thing, setting) : [{ name: words.say('pipelines.lastDeployment'), value: [text(words.say('pipelines.noDeployment'))] }]),
    ],
    sections: [],
  };
}

function deploymentFacts(deployment: Deployment, { fullPath, instance: id }: EnvironmentThing, { instance, words }: { instance: GitLabInstance; words: Words }): PlainFact[] {
  const { status, ref, tag, sha, commitTitle, user, createdAt, job } = deployment;
  const refUrl = referenceUrl(tag ? { kind: 'tag', instance: id, fullPath, name: ref } : { kind: 'folder', instance: id, fullPath, refAndPath: ref }, instance);
  const commitUrl = referenceUrl({ kind: 'commit', instance: id, fullPath, sha }, instance);
  return [
    { name: words.say('pipelines.lastDeployment'), value: [{ is: 'status', status: deploymentStatus(status, words) }] },
    { name: words.say('pipelines.deployed'), value: user ? phrase(words, 'pipelines.deployedBy', { time: moment(createdAt), person: named(user) }) : [moment(createdAt)] },
    { name: words.say(tag ? 'pipelines.tag' : 'pipelines.branch'), value: [code(ref, refUrl)] },
    { name: words.say('pipelines.commit'), value: [code(shortSha(sha), commitUrl), ...(commitTitle === undefined ? [] : [text(` ${commitTitle}`)])] },
    ...(job ? [{ name: words.say('pipelines.jobFact'), value: [text(job.name, job.webUrl)] }] : []),
  ];
}
