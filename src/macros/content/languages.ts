import Prism from 'prismjs';
// Each component adds its grammar to Prism; one that builds on another stands after it.
import 'prismjs/components/prism-markup-templating.js';
import 'prismjs/components/prism-typescript.js';
import 'prismjs/components/prism-jsx.js';
import 'prismjs/components/prism-tsx.js';
import 'prismjs/components/prism-json.js';
import 'prismjs/components/prism-yaml.js';
import 'prismjs/components/prism-toml.js';
import 'prismjs/components/prism-ini.js';
import 'prismjs/components/prism-properties.js';
import 'prismjs/components/prism-markdown.js';
import 'prismjs/components/prism-diff.js';
import 'prismjs/components/prism-bash.js';
import 'prismjs/components/prism-powershell.js';
import 'prismjs/components/prism-docker.js';
import 'prismjs/components/prism-makefile.js';
import 'prismjs/components/prism-cmake.js';
import 'prismjs/components/prism-hcl.js';
import 'prismjs/components/prism-nginx.js';
import 'prismjs/components/prism-sql.js';
import 'prismjs/components/prism-graphql.js';
import 'prismjs/components/prism-protobuf.js';
import 'prismjs/components/prism-scss.js';
import 'prismjs/components/prism-less.js';
import 'prismjs/components/prism-python.js';
import 'prismjs/components/prism-ruby.js';
import 'prismjs/components/prism-php.js';
import 'prismjs/components/prism-go.js';
import 'prismjs/components/prism-rust.js';
import 'prismjs/components/prism-c.js';
import 'prismjs/components/prism-cpp.js';
import 'prismjs/components/prism-objectivec.js';
import 'prismjs/components/prism-csharp.js';
import 'prismjs/components/prism-java.js';
import 'prismjs/components/prism-kotlin.js';
import 'prismjs/components/prism-scala.js';
import 'prismjs/components/prism-groovy.js';
import 'prismjs/components/prism-swift.js';
import 'prismjs/components/prism-dart.js';
import 'prismjs/components/prism-elixir.js';
import 'prismjs/components/prism-erlang.js';
import 'prismjs/components/prism-haskell.js';
import 'prismjs/components/prism-lua.js';
import 'prismjs/components/prism-perl.js';
import 'prismjs/components/prism-r.js';

/** Prism's names and aliases cover many endings (`ts`, `py`, `yml`, `html`); these are the others. */
const BY_ENDING: Readonly<Record<string, string>> = {
  mts: 'typescript',
  cts: 'typescript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsonc: 'json',
  json5: 'json',
  vue: 'markup',
  htm: 'markup',
  xhtml: 'markup',
  sh: 'bash',
  zsh: 'bash',
  ps1: 'powershell',
  patch: 'diff',
  tf: 'hcl',
  tfvars: 'hcl',
  gql: 'graphql',
  proto: 'protobuf',
  pyi: 'python',
  gemspec: 'ruby',
  rake: 'ruby',
  h: 'c',
  hpp: 'cpp',
  cc: 'cpp',
  cxx: 'cpp',
  m: 'objectivec',
  cs: 'csharp',
  kts: 'kotlin',
  gradle: 'groovy',
  ex: 'elixir',
  exs: 'elixir',
  erl: 'erlang',
  hs: 'haskell',
  pl: 'perl',
  pm: 'perl',
  rs: 'rust',
  cfg: 'ini',
  conf: 'nginx',
  editorconfig: 'ini',
};

const BY_NAME: Readonly<Record<string, string>> = {
  dockerfile: 'docker',
  containerfile: 'docker',
  makefile: 'makefile',
  'cmakelists.txt': 'cmake',
  gemfile: 'ruby',
  rakefile: 'ruby',
  jenkinsfile: 'groovy',
};

/** The grammar for a file by its name, else by GitLab's name of its language; undefined: plain text. */
export function grammarFor(path: string, language: string | undefined): Prism.Grammar | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const candidates = [BY_NAME[name], BY_ENDING[ending], name.includes('.') ? ending : undefined, language?.toLowerCase()];
  for (const candidate of candidates) {
    const grammar = candidate === undefined || !Object.hasOwn(Prism.languages, candidate) ? undefined : Prism.languages[candidate];
    if (typeof grammar === 'object') return grammar;
  }
  return undefined;
}

/** Prism's tokens of a text; its HTML is never used. */
export function tokenise(text: string, grammar: Prism.Grammar): readonly (string | Prism.Token)[] {
  return Prism.tokenize(text, grammar);
}
