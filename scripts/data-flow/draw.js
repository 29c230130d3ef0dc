// Draws what was read of the code as an SVG: who calls, by which proof, what answers, and what is asked and kept for it.

/** Who comes to a kind of door, and what proves that they are who they say. */
const DOORS = {
  lifecycle: { from: 'atlassian', name: 'Install and uninstall', proof: 'RS256 by Atlassian’s key, hash of the query, once' },
  frame: { from: 'reader', name: 'Frames of a page', proof: 'HS256 by the site’s secret, hash of the query; or Forge’s token' },
  context: { from: 'reader', name: 'A frame’s script', proof: 'context token in the header, or Forge’s token; minutes' },
  administrator: { from: 'reader', name: 'An administrator’s script', proof: 'the same, and Confluence asked each time' },
  rendering: { from: 'atlassian', name: 'Exports', proof: 'HS256, hash of the query; who exports, if named' },
  open: { from: 'window', name: 'No token of Confluence', proof: 'nothing of anybody; linking by ticket, cookie, state; pictures by sealed address' },
};
const CALLERS = {
  atlassian: ['Confluence itself', 'its servers call'],
  reader: ['Somebody reading', 'a frame in Confluence’s page'],
  window: ['Anybody’s browser', 'and the window of linking'],
};
/** The folder of the code that answers for each name in the routes. */
const FOLDERS = { macros: 'macros', pictures: 'macros', diagrams: 'macros', editor: 'editor', home: 'home', spaceEmbeds: 'home', configure: 'admin', link: 'accounts', connect: 'connect', server: 'http' };
const FEATURES = {
  connect: ['Connect and Forge', 'the front door, tenants'],
  macros: ['Macros', 'cards, lists, exports, pictures'],
  editor: ['Editor', 'finding, preview'],
  home: ['GitLab page', 'own work, own data'],
  admin: ['Configure', 'instances, policies, oversight'],
  accounts: ['Accounts', 'linking, tokens, personal data'],
  http: ['Server', 'health, files, descriptor'],
};
const OUTSIDE = {
  gitlab: ['GitLab', 'each reader’s own token, or none, or a shared one', 'public addresses, and private ones that the operator names'],
  confluence: ['Confluence’s API', 'signed as the app: names, groups, pages, rights', 'nobody is impersonated'],
  keys: ['Atlassian', 'public keys; Forge’s gateway, which site it is'],
  database: ['Database', 'SQLite or PostgreSQL; tokens sealed'],
  redis: ['Redis, if there is one', 'sealed copies, counts, announcements'],
  collector: ['Collector of traces', 'if you name one; no person, no content'],
};
/** What goes to these two is not a feature's, but the front door's and the server's own. */
const OF = { keys: 'connect', collector: 'http' };

const COLUMN = { callers: [24, 168], doors: [252, 320], features: [640, 214], outside: [930, 346] };
const [WIDTH, TOP, GAP, LINE] = [1300, 92, 16, 17];

/** @throws for a guard, a feature or a way out that there are no words for */
export function draw({ doors, exits, uses, tables }) {
  const doorBoxes = Object.entries(DOORS).map(([guard, { name, proof, from }]) => {
    const routes = doors.filter((door) => door.guard === guard);
    return { id: guard, from, title: name, note: proof, lines: foldRoutes(routes.flatMap((door) => door.routes)), features: [...new Set(routes.map(({ feature }) => known(FOLDERS, feature)))] };
  });
  for (const { guard } of doors) known(DOORS, guard);
  const featureBoxes = Object.entries(FEATURES).map(([id, [title, note]]) => ({ id, title, note, lines: (tables[id] ?? []).length > 0 ? [`tables: ${tables[id].join(', ')}`] : [] }));
  const others = Object.entries(tables).filter(([folder]) => !FEATURES[folder]).map(([folder, names]) => `${folder}: ${names.join(', ')}`);
  const outsideBoxes = exits.map((id) => {
    const [title, note, more] = known(OUTSIDE, id);
    return { id, title, note, lines: [...(more ? [more] : []), ...(id === 'database' ? others : [])] };
  });
  const callerBoxes = Object.entries(CALLERS).map(([id, [title, note]]) => ({ id, title, note, lines: [] }));

  const placed = { callers: callerBoxes, doors: doorBoxes, features: featureBoxes, outside: outsideBoxes };
  let height = 0;
  for (const [column, boxes] of Object.entries(placed)) {
    const [x, width] = COLUMN[column];
    let y = TOP;
    for (const box of boxes) {
      box.lines = box.lines.flatMap((line) => wrap(line, Math.floor((width - 24) / 6.3)));
      box.notes = wrap(box.note, Math.floor((width - 24) / 6.3));
      Object.assign(box, { x, y, width, height: 34 + LINE * (box.notes.length + box.lines.length) });
      y += box.height + GAP;
    }
    height = Math.max(height, y);
  }
  for (const boxes of Object.values(placed)) spread(boxes, height);

  const at = (boxes, id) => boxes.find((box) => box.id === id);
  const edges = [
    ...doorBoxes.map((door) => edge(at(callerBoxes, door.from), door, door.from)),
    ...doorBoxes.flatMap((door) => door.features.map((id) => edge(door, at(featureBoxes, id), door.from))),
    ...featureBoxes.flatMap(({ id }) => (uses[id] ?? []).filter((exit) => exits.includes(exit)).map((exit) => edge(at(featureBoxes, id), at(outsideBoxes, exit), exit))),
    ...Object.entries(OF).filter(([exit]) => exits.includes(exit)).map(([exit, id]) => edge(at(featureBoxes, id), at(outsideBoxes, exit), exit)),
  ];
  const lanes = [
    ['Browsers and Atlassian', COLUMN.callers[0] - 12, COLUMN.callers[1] + 24],
    ['The app: one process, or several behind a balancer', COLUMN.doors[0] - 16, COLUMN.features[0] + COLUMN.features[1] - COLUMN.doors[0] + 32],
    ['What it asks and keeps', COLUMN.outside[0] - 14, COLUMN.outside[1] + 28],
  ].map(([title, x, width]) => `<rect class="lane" x="${x}" y="40" width="${width}" height="${height - 48}" rx="10"/><text class="lane-title" x="${x + 14}" y="64">${escape(title)}</text>`);
  return `${HEAD.replaceAll('{width}', String(WIDTH)).replaceAll('{height}', String(height + 8))}
<text class="heading" x="12" y="24">Who calls, by which proof, and what is asked and kept for it</text>
${lanes.join('\n')}
<g class="edges">\n${[...new Set(edges)].join('\n')}\n</g>
${Object.values(placed).flat().map(drawBox).join('\n')}
</svg>
`;
}

function known(words, name) {
  if (!words[name]) throw new Error(`The drawing of the data flow has no words for ${name}.`);
  return words[name];
}

/** Routes that begin alike in one line. */
function foldRoutes(routes) {
  const folded = new Map();
  for (const route of routes) {
    const path = route.slice(route.indexOf(' ') + 1);
    const prefix = /^\/(?:api\/)?[\w-]+/.exec(path)?.[0] ?? path;
    folded.set(prefix, [...(folded.get(prefix) ?? []), path]);
  }
  return [[...folded].map(([prefix, paths]) => (paths.length === 1 ? paths[0] : `${prefix}/…\u00a0(${paths.length})`)).join(' · ')];
}

function wrap(text, most) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > most && lines.at(-1) !== '') lines.push(word);
    else lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines;
}

/** Over the whole height. */
function spread(boxes, height) {
  const used = boxes.reduce((sum, box) => sum + box.height, 0);
  const gap = (height - TOP - 24 - used) / Math.max(1, boxes.length - 1);
  let y = boxes.length === 1 ? (TOP + height - used) / 2 : TOP;
  for (const box of boxes) {
    box.y = y;
    y += box.height + gap;
  }
}

function edge(from, to, kind) {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2].map(Math.round);
  const bend = Math.round((x2 - x1) * 0.55);
  return `<path class="${kind}" d="M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 5} ${y2}" marker-end="url(#arrow)"/>`;
}

function drawBox({ x, y: top, width, height, title, notes, lines, id }) {
  const y = Math.round(top);
  const text = [...notes.map((line) => ['note', line]), ...lines.map((line) => ['line', line])];
  return `<g><rect class="box ${id}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text class="title" x="${x + 12}" y="${y + 22}">${escape(title)}</text>${text.map(([kind, line], index) => `<text class="${kind}" x="${x + 12}" y="${y + 22 + LINE * (index + 1)}">${escape(line)}</text>`).join('')}</g>`;
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

const HEAD = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Data flow of GitLab for Confluence">
<style>
svg { background: #fff; font: 12px system-ui, "Liberation Sans", sans-serif; }
text { fill: #172b4d; }
.heading { font-size: 16px; font-weight: 600; }
.lane { fill: #f7f8f9; stroke: #dcdfe4; stroke-dasharray: 5 4; }
.lane-title { font-size: 13px; font-weight: 600; fill: #44546f; }
.box { fill: #fff; stroke: #8590a2; }
.title { font-size: 13px; font-weight: 600; }
.note { fill: #44546f; }
.line { fill: #626f86; font-size: 11px; }
.edges path { fill: none; stroke: #8590a2; stroke-width: 1.4; }
.edges .reader { stroke: #1868db; } .edges .atlassian { stroke: #6e5dc6; } .edges .window { stroke: #b65c02; }
.edges .gitlab { stroke: #c9372c; } .edges .confluence, .edges .keys { stroke: #6e5dc6; } .edges .database { stroke: #1f845a; } .edges .redis { stroke: #ae4787; }
marker path { fill: #626f86; }
@media (prefers-color-scheme: dark) {
svg { background: #1d2125; }
text { fill: #dee4ea; }
.lane { fill: #22272b; stroke: #454f59; }
.lane-title, .note { fill: #b6c2cf; }
.line { fill: #9fadbc; }
.box { fill: #1d2125; stroke: #738496; }
.edges .reader { stroke: #669df1; } .edges .atlassian, .edges .confluence, .edges .keys { stroke: #b8acf6; } .edges .window { stroke: #fec195; }
.edges .gitlab { stroke: #fd9891; } .edges .database { stroke: #7ee2b8; } .edges .redis { stroke: #f797d2; }
}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>`;
