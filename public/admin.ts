import { bringConfigureToLife } from './admin-page.js';

/** The script of the configure page in a page of Connect's, besides that of every frame. */
bringConfigureToLife();
