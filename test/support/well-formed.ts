import { SaxesParser } from 'saxes';

/** The names of the elements of a piece of storage format. @throws where it is no well-formed XML, or holds what runs */
export function elementsOf(storage: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name);
    if (name === 'script' || name === 'style' || name === 'iframe') throw new Error(`There is an element ${name}.`);
    for (const { name: attribute, value } of Object.values(attributes)) {
      if (/^on/i.test(attribute) || /^\s*(?:javascript|data|vbscript):/i.test(value)) throw new Error(`There is an attribute ${attribute}="${value}".`);
    }
  });
  parser.write(`<page xmlns:ac="urn:ac" xmlns:ri="urn:ri">${storage}</page>`).close();
  return names.slice(1);
}
