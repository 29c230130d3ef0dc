import { z } from 'zod';
import { placePart } from '../loading/place-part.js';

function names(within: 'project' | 'group') {
  return placePart({ name: `${within} names`, within, select: () => '', cost: () => 0, answer: z.object({ fullPath: z.string() }) });
}

/** Whether a project or group is there for this viewer, and how GitLab spells it. */
export const PROJECT_NAMES = names('project');
export const GROUP_NAMES = names('group');
