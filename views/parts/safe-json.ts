/** Nothing in it can end the element that holds it, or begin a comment in it: https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements */
export function safeJson(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
