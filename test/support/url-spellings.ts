/** Spellings of addresses where this server may not go, as browsers and resolvers have been known to read them. */
export function urlSpellings(port: number): readonly string[] {
  const v4 = ['127.0.0.1', '127.254.3.2', '10.0.0.1', '169.254.169.254', '192.168.1.1', '172.16.0.1', '100.64.0.1', '0.0.0.0'];
  const hosts = [...v4.flatMap(ofV4), ...v4.flatMap(ofV6), ...LOOPBACK_V6, ...NAMES];
  const everywhere = hosts.flatMap((host) => [`https://${host}:${port}`, `http://${host}:${port}/gitlab`, `${host}:${port}`]);
  return [...new Set([...everywhere, ...SCHEMES(port), ...CREDENTIALS(port), ...PORTS, ...HIDDEN_CHARACTERS(port), ...ENDINGS])];
}

function ofV4(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number) => `0x${value.toString(16)}`;
  const octal = (value: number) => `0${value.toString(8)}`;
  const wide = (text: string) => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  const circled = (text: string) => text.replaceAll(/[1-9]/g, (digit) => String.fromCodePoint(0x245f + Number(digit)));
  const parts = [a, b, c, d];
  return [
    ...[address, `${address}.`, String(whole), `${whole}.`, hex(whole), hex(whole).toUpperCase(), octal(whole), `000${octal(whole)}`],
    ...[parts.map(hex).join('.'), parts.map(octal).join('.'), parts.map((part) => `00000${octal(part)}`).join('.'), `${hex(a)}.${b}.${octal(c)}.${d}`],
    ...[`${a}.${b}.${c * 256 + d}`, `${a}.${(b * 256 + c) * 256 + d}`, `${hex(a)}.${hex((b * 256 + c) * 256 + d)}`, `${octal(a)}.${(b * 256 + c) * 256 + d}`],
    ...[address.replaceAll('.', '%2e'), address.replaceAll('.', '%2E'), address.replaceAll(/\d/g, (digit) => `%3${digit}`)],
    ...[wide(address), circled(address), address.replaceAll('.', '．'), address.replaceAll('.', '。'), address.replaceAll('.', '｡'), wide(String(whole))],
  ];
}

function ofV6(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const pair = (left: number, right: number) => (left * 256 + right).toString(16);
  const hex = `${pair(a, b)}:${pair(c, d)}`;
  return [
    ...[`[::ffff:${address}]`, `[::ffff:${hex}]`, `[::FFFF:${hex}]`, `[0:0:0:0:0:ffff:${hex}]`, `[0000:0000:0000:0000:0000:ffff:${address}]`],
    ...[`[::${address}]`, `[::${hex}]`, `[::ffff:0:${address}]`, `[64:ff9b::${address}]`, `[64:ff9b::${hex}]`, `[64:ff9b:1::${hex}]`],
    ...[`[2002:${hex}::]`, `[2002:${hex}::1]`, `[2001:0:${hex}::1]`],
  ];
}

const LOOPBACK_V6 = [
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::0001]', '[0::1]', '[::0.0.0.1]', '[::1%25lo]', '[::1%lo]', '[fe80::1%25eth0]'],
  ...['[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]', '[100::1]', '::1', '[::1', '::1]', '[[::1]]', '[127.0.0.1]'],
];

const NAMES = [
  ...['localhost', 'LOCALHOST', 'LocalHost', 'localhost.', 'a.localhost', 'a.b.localhost.', 'localhost.localdomain', 'ip6-localhost', 'ip6-loopback', 'loopback'],
  ...['ⓛocalhost', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', 'ｌｏｃａｌｈｏｓｔ', '𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭', 'ℓocalhost', 'localhoſt', 'local\u00adhost', 'local\u200bhost', '%6cocalhost', 'localhost%2e', 'localhost%00.gitlab.example'],
  ...['localhost。', 'a．localhost', 'metadata', 'metadata.google.internal', 'metadata.google.internal.', 'router.local', 'gitlab', 'intranet', 'git.lan', 'git.home', 'git.corp'],
  ...['git.home.arpa', 'git.private', 'git.onion', 'git.test', 'git.invalid', 'xn--', 'xn--a', 'xn--a.example', '*.example.com', 'git_.-.example', '-git.example', 'a..example', '.example.com'],
];

const SCHEMES = (port: number) => [
  ...['http', 'HTTP', 'ftp', 'gopher', 'ws', 'wss', 'ldap', 'dict', 'sftp', 'tftp', 'ssh', 'git', 'telnet', 'redis', 'jar:https', 'view-source:https'].map((scheme) => `${scheme}://gitlab.example:${port}`),
  ...['file:///etc/passwd', 'file://localhost/etc/passwd', 'data:text/plain,x', 'javascript:alert(1)', 'about:blank', 'blob:https://gitlab.example/1', 'mailto:a@gitlab.example'],
  ...['//gitlab.example', '///gitlab.example', '\\\\gitlab.example', 'https:gitlab.example', 'https:/gitlab.example', 'https:///gitlab.example', 'https:\\\\gitlab.example', 'https:/\\gitlab.example'],
  ...['https://', 'https:', 'https', '', ' ', '://gitlab.example', '/gitlab', '?x', '#x', 'https://?x', 'https://#x', 'https://:443', 'https://[]', 'https://.', 'https://..', 'https://%'],
];

const CREDENTIALS = (port: number) => [
  ...['user@', 'user:secret@', ':secret@', ':@', '@', 'user%40x@', 'gitlab.example@', 'gitlab.example:443@', 'gitlab.example%40', 'https%3a%2f%2f@'].flatMap((user) => [
    `https://${user}127.0.0.1:${port}`,
    `https://${user}localhost:${port}/`,
    `https://${user}gitlab.example@127.0.0.1:${port}`,
  ]),
  ...['user@', 'user:secret@', ':@', '@'].map((user) => `https://${user}gitlab.example`),
  ...[`https://gitlab.example\\@127.0.0.1:${port}`, `https://127.0.0.1:${port}\\@gitlab.example`, `https://127.0.0.1:${port}#@gitlab.example`, `https://127.0.0.1:${port}?@gitlab.example`],
];

const PORTS = [0, 1, 21, 22, 23, 25, 53, 80, 110, 389, 444, 2375, 3306, 5432, 6379, 8080, 8443, 9200, 11211, 27017, 65535, 65536, 99999, -1]
  .flatMap((port) => [`https://gitlab.example:${port}`, `https://8.8.8.8:${port}/gitlab`, `gitlab.example:${port}`, `https://[2606:4700::1111]:${port}`]);

const HIDDEN_CHARACTERS = (port: number) => ['\t', '\n', '\r', '\0', ' ', '\u200b', '\u00ad', '\u2060', '\ufeff', '\u2028', '\u202e', '\u3000', '\\'].flatMap((character) => [
  `https://127.0.0${character}.1:${port}`,
  `https://local${character}host:${port}`,
  `ht${character}tps://127.0.0.1:${port}`,
  `https:/${character}/127.0.0.1:${port}`,
  `https://gitlab.example${character}:443`,
  `https://gitlab.example/${character}gitlab`,
]);

const ENDINGS = [
  ...['?x=1', '#x', '/?', '/#', '/gitlab?private_token=x', '/gitlab#top', '/a%2fb', '/a b', '/<script>', "/'", '/"', '/;a', '/a:b', '/git@lab', '/ü', '/%', '/a,b', '/a|b', '/{a}', '/$a'].map((ending) => `https://gitlab.example${ending}`),
  `https://${'a'.repeat(64)}.example`,
  `https://${'abcdefgh.'.repeat(30)}example`,
  `https://gitlab.example/${'a/'.repeat(300)}`,
];
