/** Major versions of GitLab that this was made for. */
export const VERSIONS = { least: 16, most: 19 };
