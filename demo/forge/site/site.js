import { listenToMenus } from '/wiki/stand-in/assets/menus.js';
import { listenToThemeSwitch } from '/wiki/stand-in/assets/theme.js';
import { showFrame, themeChanged } from './frames.js';
import { listenToConfigure } from './configure.js';

for (const element of document.querySelectorAll('[data-forge-frame]')) showFrame(element, JSON.parse(element.dataset.forgeFrame));
listenToConfigure();
listenToMenus();
listenToThemeSwitch();
new MutationObserver(themeChanged).observe(document.documentElement, { attributeFilter: ['data-color-mode'] });
