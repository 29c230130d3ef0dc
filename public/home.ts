import { bringHomeToLife } from './home-page.js';

/** The script of the GitLab page in a page of Connect's, besides that of every frame. */
bringHomeToLife();
