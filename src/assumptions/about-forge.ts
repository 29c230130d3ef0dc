import type { Assumption } from './assumption.js';

/** What is relied on of Forge, and was never tried on a real site. */
export const ABOUT_FORGE = [
  {
    id: 'export-caller',
    about: 'site',
    claim: 'Whoever exports a page is named to the app, so that an export holds what that person may see.',
    fallback: 'Exports hold what GitLab shows to anybody, and of anything else the bare link; with Forge’s own modules always the bare link.',
    usedIn: ['src/macros/exports/exports.ts', 'forge/function/index.ts'],
    check: {
      by: 'person',
      steps: ['Export a page with a GitLab macro to PDF, and look at the server’s log for the request that the export makes.'],
      question: 'Does the log show such a request, by the account that exported?',
    },
  },
  {
    id: 'connect-modules-deploy',
    about: 'site',
    claim: 'Forge takes a new app whose manifest carries Connect modules, and a site installs it.',
    fallback: 'The manifest’s native profile, which has none.',
    usedIn: ['forge/manifest/connect-profile.ts'],
    check: {
      by: 'person',
      steps: ['Run npm run forge:install for a test site, with the profile connect, as docs/install.md describes.'],
      question: 'Did both forge deploy and forge install succeed?',
    },
  },
  {
    id: 'move-keeps-client-key',
    about: 'site',
    claim: 'A Forge install over one from a descriptor comes under the same client key, and no uninstall of the old one comes after it.',
    fallback: 'The app has to be installed once more; with UNINSTALL_GRACE_HOURS set, links are found again where the client key is the same.',
    usedIn: ['src/connect/lifecycle.ts'],
    check: {
      by: 'person',
      steps: ['On a test site that has the app from a descriptor, link an account.', 'Run npm run forge:install for it, with the profile connect, and open a page with a GitLab macro of something private.'],
      question: 'Does it show without linking again?',
    },
  },
  {
    id: 'native-takes-over-macros',
    about: 'site',
    claim: 'Forge’s own macros with the same keys take over the macros that are in pages.',
    fallback: 'Those macros show as unknown until they are inserted anew; what they point to is kept in the page.',
    usedIn: ['forge/manifest/native-profile.ts'],
    check: {
      by: 'person',
      steps: ['On a test site with the profile connect and a page with a GitLab macro, deploy and install the profile native.'],
      question: 'Does the macro in that page still show the same thing?',
    },
  },
  {
    id: 'forge-tells-client-key',
    about: 'site',
    claim: 'Under Forge’s own modules Confluence tells the app the client key that its Connect install had, until Connect ends.',
    fallback: 'The installation gets a record of its own: people link their accounts anew.',
    usedIn: ['src/connect/forge/client-key.ts'],
    check: {
      by: 'person',
      steps: ['On a test site with the profile connect, link an account.', 'Deploy and install the profile native, and open a page with a GitLab macro of something private.'],
      question: 'Does it show without linking again?',
    },
  },
  {
    id: 'forge-names-page',
    about: 'site',
    claim: 'Forge’s invocation tokens name the page that a macro stands on.',
    fallback: 'Each frame fetches for itself instead of for the whole page.',
    usedIn: ['src/connect/forge/invocation-token.ts'],
    check: { by: 'person', steps: ['With the profile native, open a page with several GitLab macros.', 'Run this live check again.'], question: 'Did page-named-in-frames hold?' },
  },
  {
    id: 'forge-pasted-links',
    about: 'site',
    claim: 'A link that turned into one of Forge’s own macros is told to its frame and to exports, though no parameter holds it.',
    fallback: 'The macro asks its author for the link.',
    usedIn: ['forge/ui/place.ts', 'forge/function/payload.ts'],
    check: { by: 'person', steps: ['With the profile native, paste a GitLab link into a page that you edit, publish it, and export it to PDF.'], question: 'Do both the page and the PDF show it?' },
  },
  {
    id: 'forge-opens-tab',
    about: 'site',
    claim: 'Forge’s frames may have Confluence open a new tab for linking (router.open).',
    fallback: 'The frame offers the link itself, and says that its address can be copied.',
    usedIn: ['forge/ui/host.ts', 'public/link-panel.ts'],
    check: { by: 'person', steps: ['With the profile native and without a linked account, press Connect GitLab in a macro.'], question: 'Does a new tab open that leads to GitLab?' },
  },
  {
    id: 'forge-loads-pictures',
    about: 'site',
    claim: 'Forge’s frames load pictures and diagrams from the server’s own address, as the manifest asks.',
    fallback: 'Their descriptions stand in their place.',
    usedIn: ['forge/manifest/native-profile.ts'],
    check: { by: 'person', steps: ['With the profile native, open a page with a GitLab macro of a file with a picture and a Mermaid diagram, such as a README.'], question: 'Do both show?' },
  },
] as const satisfies readonly Assumption[];
