/**
 * Small faults that somebody could make, each at a place where the code keeps people apart. `npm run proof:mutations` makes one at
 * a time in a copy and says whether the proof finds it. Each text stands in its file exactly once. `shared`: needs two instances.
 *
 * @type {readonly { readonly name: string; readonly shared?: true; readonly edits: readonly { readonly file: string; readonly find: string; readonly put: string }[] }[]}
 */
export const MUTATIONS = [
  one('copies are found without their viewer', 'src/macros/copies/copy-key.ts', 'return [linkName(eyes.link), eyes.link.version];', "return ['', ''];"),
  {
    name: 'copies outlive the link that they were fetched with',
    edits: [
      edit('src/macros/copies/copy-key.ts', 'return [linkName(eyes.link), eyes.link.version];', "return [linkName(eyes.link), ''];"),
      edit('src/macros/macros.ts', 'invalidation.on(LINK_ENDED, copies.purgeLink);', ''),
    ],
  },
  {
    name: 'copies are one person\'s in all sites',
    edits: [
      edit('src/macros/copies/copy-key.ts', 'return [linkName(eyes.link), eyes.link.version];', "return [eyes.link.accountId, ''];"),
      edit('src/macros/copies/copy-key.ts', '`${clientKey} ${epoch} ${instance.baseUrl} ', '`${instance.baseUrl} '),
    ],
  },
  one('copies are good for an hour', 'src/macros/copies/copies.ts', 'export const STALE_MS = 5 * 60_000;', 'export const STALE_MS = 75 * 60_000;'),
  one('a queue of the loader serves all viewers', 'src/gitlab/loading/loader.ts', 'who.instance.baseUrl, who.accessToken ?? { crowd: who.crowd }]', 'who.instance.baseUrl]'),
  one('a remembered link is everybody\'s of the site', 'src/accounts/viewer.ts', 'return `${clientKey} ${accountId} ${instanceId}`;', 'return `${clientKey} ${instanceId}`;'),
  one('a link is looked for in all sites', 'src/accounts/links.ts', 'const where = { ...keyOf(owner), [Op.and]: OF_NO_ENDED_SITE };', 'const where = { accountId: owner.accountId, instanceId: owner.instanceId, [Op.and]: OF_NO_ENDED_SITE };'),
  one('a link that has ended is still remembered', 'src/accounts/links.ts', '    remembered.changed(linkName(owner));\n    invalidation.announce(LINK_ENDED', '    invalidation.announce(LINK_ENDED'),
  one('people share the refreshing of their tokens', 'src/accounts/refresh.ts', 'JSON.stringify([seen.clientKey, seen.accountId, seen.instanceId, seen.version, seen.cas]);', 'JSON.stringify([seen.instanceId]);'),
  one('what waits for somebody is kept without their name', 'src/home/last-work.ts', 'return `${linkName(link)} ${link.version} ${tenant.epoch} ${instance.baseUrl}`;', "return [typeof linkName, typeof link, typeof tenant, instance.baseUrl].join(' ');"),
  one('a picture is fetched by whatever link there is', 'src/macros/pictures/pictures.ts', "viewer.state === 'linked' && viewer.link.version === link.version)", "viewer.state === 'linked')"),
  one('a shared token shows in all spaces', 'src/macros/policies/shared-sight.ts', '  if (space === undefined || !token.spaces.includes(space)) return false;\n', '  if (space === undefined) return false;\n'),
  one('a shared token shows all that it sees', 'src/macros/policies/shared-sight.ts', "  return fullPath !== undefined && isWithin(fullPath, places);", "  return fullPath !== undefined && places.length > 0 && isWithin(fullPath, [fullPath]);"),
  one('a shared token shows what is confidential', 'src/macros/policies/shared-sight.ts', 'if (isConfidential(thing) || !pathsOf', 'if (!pathsOf'),
  one('a shared token tells of parents', 'src/macros/policies/shared-sight.ts', 'return { ...thing, parent: undefined, children: undefined, movedTo: undefined };', 'return thing;'),
  one('a shared token names what texts refer to', 'src/macros/look-up.ts', "return of === 'shared' || site.policies.places !== null ?", "return of !== 'shared' && site.policies.places !== null ?"),
  one('guests see by a shared token', 'src/macros/policies/shared-sight.ts', 'guest: token.guests,', 'guest: true,'),
  one('exports hold what a shared token shows, ticked or not', 'src/macros/policies/shared-sight.ts', '(token.exports || !exporting) && ', ''),
  one('people without a link see what is public, whatever the policy', 'src/macros/policies/views.ts', " && site.policies.unlinked !== 'nothing';", ';'),
  one('the policy on spaces is forgotten', 'src/sites/policies.ts', 'return spaces === null || (space !== undefined && spaces.includes(space));', 'return spaces === null || space !== undefined || spaces.length > 0;'),
  one('the policy on places is forgotten', 'src/sites/policies.ts', '  if (places === null) return true;\n  const roots', '  if (places === null || places.length > 0) return true;\n  const roots'),
  one('the policy on exports is forgotten', 'src/macros/exports/exports.ts', "atMost(policies.exports, exportPolicyOf(req.query['export']))", "atMost(policies === undefined ? 'link' : 'content', exportPolicyOf(req.query['export']))"),
  one('e-mails hold what their sender sees', 'src/macros/exports/exports.ts', 'const asPerson = !forOthers && ', 'const asPerson = '),
  one('exports may be kept by whoever passes them on', 'src/macros/exports/exports.ts', "(isPublic || !asPerson) && !isShared && forAll.outcome !== 'unavailable' ? SHARED : OWN", "(isPublic || !asPerson) && !isShared && forAll.outcome !== 'unavailable' ? OWN : SHARED"),
  one('answers carry names by which others may ask for them', 'src/app.ts', ".disable('etag')", ''),
  one('the log tells what GitLab has answered', 'src/gitlab/calls/client.ts', "ms: clock() - started }, 'asked GitLab');", "ms: clock() - started, body: answer.body.toString('utf8').slice(0, 400) }, 'asked GitLab');"),
  {
    name: 'what is sealed is written in the clear',
    edits: [
      edit('src/storage/sealing.ts', "seal: (plaintext, place) => freshPrefix +", "seal: (plaintext, place) => place.field.startsWith('known_pages') ? plaintext : freshPrefix +"),
      edit('src/storage/sealing.ts', "    open(sealed, place) {\n", "    open(sealed, place) {\n      if (place.field.startsWith('known_pages')) return sealed;\n"),
    ],
  },
  {
    name: 'tokens are written in the clear',
    edits: [
      edit('src/storage/sealing.ts', "seal: (plaintext, place) => freshPrefix +", "seal: (plaintext, place) => place.field.includes('access_token') ? plaintext : freshPrefix +"),
      edit('src/storage/sealing.ts', "    open(sealed, place) {\n", "    open(sealed, place) {\n      if (!sealed.startsWith('v1.') && place.field.includes('access_token')) return sealed;\n"),
    ],
  },
  {
    name: 'copies in Redis are written in the clear',
    shared: true,
    edits: [
      edit('src/macros/copies/shared-copies.ts', 'const sealed = sealer.seal(JSON.stringify({ takenAt, json }), placeOf(key));', 'const sealed = JSON.stringify({ takenAt, json });'),
      edit('src/macros/copies/shared-copies.ts', 'JSON.parse(sealer.open(sealed, placeOf(key)))', 'JSON.parse(sealed)'),
    ],
  },
  {
    name: 'copies in Redis are found without their viewer',
    shared: true,
    edits: [
      edit('src/macros/copies/shared-copies.ts', 'const nameOf = ({ tenant, owner, text }: CopyKey) => below(tenant, owner) + hash(text);', "const nameOf = ({ tenant, text }: CopyKey) => below(tenant) + hash(text.slice(text.indexOf('{')));"),
      edit('src/macros/copies/shared-copies.ts', 'const placeOf = ({ tenant, text }: CopyKey) => ({ tenant, field: `copy ${text}` });', "const placeOf = ({ tenant, text }: CopyKey) => ({ tenant, field: `copy ${text.slice(text.indexOf('{'))}` });"),
    ],
  },
];

function one(name, file, find, put) {
  return { name, edits: [edit(file, find, put)] };
}

function edit(file, find, put) {
  return { file, find, put };
}
