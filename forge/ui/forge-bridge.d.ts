// The package's index would bring all of it; its parts are reached by their files, which its `exports` does not name.
declare module '@forge/bridge/out/invoke-endpoint/invoke-remote.js' {
  import type { invokeRemote as whole } from '@forge/bridge';
  export const invokeRemote: typeof whole;
}
declare module '@forge/bridge/out/router/router.js' {
  import type { router as whole } from '@forge/bridge';
  export const router: typeof whole;
}
declare module '@forge/bridge/out/view/getContext.js' {
  import type { view } from '@forge/bridge';
  export const getContext: (typeof view)['getContext'];
}
declare module '@forge/bridge/out/view/submit.js' {
  import type { view } from '@forge/bridge';
  export const submit: (typeof view)['submit'];
}
declare module '@forge/bridge/out/view/close.js' {
  import type { view } from '@forge/bridge';
  export const close: (typeof view)['close'];
}
declare module '@forge/bridge/out/view/theme.js' {
  import type { view } from '@forge/bridge';
  export const theme: (typeof view)['theme'];
}
