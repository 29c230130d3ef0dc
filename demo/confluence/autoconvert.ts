/**
 * The expression that Confluence makes of a pattern: `{}` is anything but a slash, the rest is meant literally, and the whole
 * address must match. As in the editor's script of Atlassian's own Connect plugin (js/confluence/macro/autoconvert.js).
 */
export function expressionOf(pattern: string): RegExp {
  const literal = pattern.split('{}').map((text) => text.replace(/[-[\]/()*+?.\\^$|]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]*?')}$`);
}
