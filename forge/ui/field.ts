import { element } from './element.js';
import type { Parameter } from './modules.js';
import { forgeSentence } from './words.js';

/** A parameter's label, its control with the value in it, and what may be written there. */
export function field(parameter: Parameter, value: string): HTMLElement {
  const { identifier, name, description, required } = parameter;
  const id = `parameter-${identifier}`;
  const control = parameter.isSwitch ? tick(value) : parameter.values ? choice(parameter.values, value) : text(parameter, value);
  control.id = id;
  control.name = identifier;
  control.required = required;
  control.setAttribute('aria-describedby', `${id}-about`);
  const label = element('label', { htmlFor: id, textContent: name });
  if (required) label.append(element('span', { className: 'quiet', textContent: forgeSentence('required') }));
  return element('div', { className: 'form-field' }, label, control, element('p', { id: `${id}-about`, className: 'form-about', textContent: description }));
}

/** A form leaves out what is not ticked. */
function tick(value: string): HTMLInputElement {
  return element('input', { type: 'checkbox', value: 'true', checked: value === 'true' });
}

function text({ isUrl }: Parameter, value: string): HTMLInputElement {
  return element('input', { type: isUrl ? 'url' : 'text', value, autocomplete: 'off', spellcheck: false });
}

/** A value that is no longer offered stays what it is until its author chooses another. */
function choice(values: readonly string[], value: string): HTMLSelectElement {
  const offered = value === '' || values.includes(value) ? values : [...values, value];
  const options = offered.map((one) => element('option', { value: one, textContent: one.replaceAll('_', ' ') }));
  const select = element('select', {}, element('option', { value: '', textContent: forgeSentence('notSet') }), ...options);
  select.value = value;
  return select;
}
