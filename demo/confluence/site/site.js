import { defineModules } from './bridge-modules.js';
import { showFrames } from './frames.js';
import { listenToMenus } from './menus.js';
import { listenToThemeSwitch } from './theme.js';

defineModules(window.connectHost);
showFrames(window.connectHost);
listenToMenus();
listenToThemeSwitch();
