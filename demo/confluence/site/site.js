import { defineModules } from './bridge-modules.js';
import { showFrames } from './frames.js';
import { listenToMenus } from './menus.js';
import { listenToThemeSwitch } from './theme.js';

// No feature of the bridge is on trial here.
window.connectHost.getBooleanFeatureFlag = () => false;
defineModules(window.connectHost);
showFrames(window.connectHost);
listenToMenus();
listenToThemeSwitch();
