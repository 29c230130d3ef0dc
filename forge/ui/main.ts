import { hearConfiguring } from '../../public/admin-page.js';
import { drawDiagrams } from '../../public/diagrams.js';
import { bringHomeToLife } from '../../public/home-page.js';
import { theHost, useHost } from '../../public/host.js';
import { comeAlive } from '../../public/live.js';
import { showMore } from '../../public/more.js';
import { sortList } from '../../public/sort.js';
import { followTheme } from '../../public/theming.js';
import { showContent, showProblem } from './content.js';
import { paintAsBefore } from './first-paint.js';
import { showForm } from './form.js';
import { forgeHost } from './host.js';
import { shareInvitation } from './invitation.js';
import { findPlace } from './place.js';
import { forgeSentence } from './words.js';

/** The script of every frame of the Forge app: a client of the routes that Connect's frames use. */

async function show(): Promise<void> {
  const place = await findPlace();
  document.title = place.module.name;
  if (place.isConfiguring) return showForm(place);
  await showContent(place);
  if (place.module.look === 'page') {
    bringHomeToLife();
    hearConfiguring();
  }
  comeAlive({ showMore: (button) => void showMore(button), sortList: (button) => void sortList(button), drawDiagrams });
}

/** Forge's sandbox lets no link open a tab, so Confluence does it. */
function leadOut(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  theHost().openTab?.(link.href).catch(() => undefined);
}

paintAsBefore();
useHost(forgeHost);
document.addEventListener('click', leadOut);
shareInvitation();
followTheme().catch(() => undefined);
show().catch((error: unknown) => showProblem(error instanceof Error ? error.message : forgeSentence('nothing')));
