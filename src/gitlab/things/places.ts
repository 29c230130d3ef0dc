/** A group or subgroup, with the first few of what is directly in it. */
export interface GroupThing {
  readonly kind: 'group';
  readonly instance: string;
  readonly fullPath: string;
  readonly name: string;
  /** `Acme / Orbit` */
  readonly fullName: string;
  readonly webUrl: string;
  readonly descriptionHtml: string | undefined;
  readonly visibility: 'public' | 'internal' | 'private' | undefined;
  readonly subgroups: readonly PlaceLink[];
  readonly projects: readonly PlaceLink[];
  /** All of them, as this viewer may count them; undefined from versions that don't tell. */
  readonly subgroupCount: number | undefined;
  readonly projectCount: number | undefined;
  readonly memberCount: number | undefined;
}

/** A group or project by name. */
export interface PlaceLink {
  readonly name: string;
  readonly webUrl: string;
}

/** A person's or bot's profile, as far as it is there for everybody. */
export interface UserThing {
  readonly kind: 'user';
  readonly instance: string;
  readonly username: string;
  readonly name: string;
  readonly webUrl: string;
  /** GitLab's `UserState`: `active`, `blocked`, `deactivated`, … */
  readonly state: string;
  readonly bot: boolean;
  /** Plain texts that the person wrote. */
  readonly jobTitle: string | undefined;
  readonly organization: string | undefined;
  readonly location: string | undefined;
  readonly pronouns: string | undefined;
  readonly bio: string | undefined;
  readonly statusMessage: string | undefined;
  readonly busy: boolean;
  readonly createdAt: string | undefined;
}
