/** A test or a group of tests, as its file declares it. */
export interface DeclaredTest {
  readonly file: string;
  readonly title: string;
  readonly words: string;
  readonly labels: readonly string[];
  readonly group: boolean;
  readonly tests: number;
  readonly skipped: boolean;
}
export interface Threat {
  readonly threat: string;
  readonly answer: string;
  readonly parts?: Readonly<Record<string, string>>;
  readonly rows?: readonly string[];
}
export interface Requirement {
  readonly asks: string;
  readonly met: string;
  readonly by?: readonly string[];
  readonly why?: string;
}
export type Requirements = Readonly<Record<string, { readonly name: string; readonly rows: Readonly<Record<string, Requirement>>; readonly 'left out'?: readonly number[] }>>;
export interface Sources {
  readonly root: string;
  readonly threats: Readonly<Record<string, Threat>>;
  readonly asvs: Requirements;
  readonly atlassian: Requirements;
  readonly tests: readonly DeclaredTest[];
}

export function readSources(root: string): Sources;
export function findProblems(sources: Sources): string[];
export function makeDocuments(sources: Sources): Readonly<Record<string, string>>;
export function unproven(sources: Pick<Sources, 'tests'>, report: { readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[] }): string[];
export function readTestFile(file: string, text: string): DeclaredTest[];
