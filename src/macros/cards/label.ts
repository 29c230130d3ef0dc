import type { LabelModel } from '../../../views/parts/label.js';
import type { Label } from '../../gitlab/things/things.js';

/** `a::b::c` is `c` in the scope `a::b`: https://docs.gitlab.com/user/project/labels/#scoped-labels */
export function labelModel({ title, color }: Pick<Label, 'title' | 'color'>): LabelModel {
  const at = title.lastIndexOf('::');
  const scoped = at > 0 && at + 2 < title.length;
  return {
    scope: scoped ? title.slice(0, at) : undefined,
    value: scoped ? title.slice(at + 2) : title,
    color,
    ink: inkOn(color),
  };
}

/** Which of white and black has more contrast on a colour; that is 4.5 at least: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function inkOn(color: string): 'light' | 'dark' {
  const light = luminance(color);
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? 'dark' : 'light';
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
