import { defineModules } from './bridge-modules.js';
import { listenToDialogs } from './dialogs.js';
import { listenToEditor } from './editor.js';
import { showFrames } from './frames.js';
import { listenToMenus } from './menus.js';
import { listenToThemeSwitch } from './theme.js';

// No feature of the bridge is on trial here.
window.connectHost.getBooleanFeatureFlag = () => false;
defineModules(window.connectHost);
listenToDialogs(window.connectHost);
showFrames(window.connectHost);
listenToEditor(window.connectHost);
listenToMenus();
listenToThemeSwitch();
