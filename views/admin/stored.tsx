import type { ComponentChildren, VNode } from 'preact';
import { useWords } from '../words/context.js';

export interface StoredProps {
  readonly accounts: number;
  readonly entries: number;
  readonly instances: number;
  /** For how long things are kept, in what their names say. */
  readonly keeping: Readonly<Record<'recentDays' | 'pageDays' | 'embedDays' | 'attemptHours' | 'revocationDays' | 'deadJobDays' | 'copyHours' | 'listenerDays' | 'auditDays' | 'graceHours' | 'unusedLinkDays', number>>;
  readonly database: 'sqlite' | 'postgres';
  readonly hasRedis: boolean;
}

/** What is stored, for how long, where, who can see it, and what becomes of it when the app goes. */
export function Stored({ accounts, entries, instances, keeping, database, hasRedis }: StoredProps): VNode {
  const words = useWords();
  const { recentDays, pageDays, embedDays, attemptHours, revocationDays, deadJobDays, copyHours, listenerDays, auditDays, graceHours, unusedLinkDays } = keeping;
  return (
    <>
      <p>{words.say('stored.intro')}</p>
      <Card id="kept" heading={words.say('stored.what')}>
        <dl class="admin-kept">
          <Kept what={words.say('stored.site')} about={words.say('stored.siteAbout')} till={words.say('stored.tillUninstall')} />
          <Kept what={words.say('stored.accounts', { count: accounts })} about={words.say('stored.accountsAbout')} till={words.say('stored.accountsTill', { days: unusedLinkDays })} />
          <Kept what={words.say('stored.attempts')} about={words.say('stored.attemptsAbout')} till={words.say('stored.attemptsTill', { hours: attemptHours })} />
          <Kept what={words.say('stored.recents')} about={words.say('stored.recentsAbout')} till={words.say('stored.recentsTill', { days: recentDays })} />
          <Kept what={words.say('stored.pages')} about={words.say('stored.pagesAbout')} till={words.say('stored.pagesTill', { days: pageDays })} />
          <Kept what={words.say('stored.embeds')} about={words.say('stored.embedsAbout')} till={words.say('stored.embedsTill', { days: embedDays })} />
          <Kept what={words.say('stored.settings', { count: instances })} about={words.say('stored.settingsAbout')} till={words.say('stored.settingsTill')} />
          <Kept what={words.say('stored.audit', { count: entries })} about={words.say('stored.auditAbout')} till={words.say('stored.auditTill', { days: auditDays })} />
          <Kept what={words.say('stored.reports')} about={words.say('stored.reportsAbout')} till={words.say('stored.tillUninstall')} />
          <Kept what={words.say('stored.copies')} about={words.say('stored.copiesAbout')} till={words.say('stored.copiesTill', { hours: copyHours })} />
          <Kept what={words.say('stored.listeners')} about={words.say('stored.listenersAbout')} till={words.say('stored.listenersTill', { days: listenerDays })} />
        </dl>
      </Card>
      <Card id="where" heading={words.say('stored.where')}>
        <p>{words.say(database === 'sqlite' ? 'stored.inSqlite' : 'stored.inPostgres')}</p>
        <p>{words.say(hasRedis ? 'stored.inRedis' : 'stored.inMemory')}</p>
        <p>{words.say('stored.sealed')}</p>
      </Card>
      <Card id="who" heading={words.say('stored.who')}>
        <ul class="admin-facts">
          <li>{words.say('stored.whoPeople')}</li>
          <li>{words.say('stored.whoAdministrators')}</li>
          <li>{words.say('stored.whoOperator')}</li>
          <li>{words.say('stored.whoAtlassian')}</li>
        </ul>
      </Card>
      <Card id="uninstalling" heading={words.say('stored.uninstalling')}>
        <p>{graceHours === 0 ? words.say('stored.atOnce') : words.say('stored.afterGrace', { hours: graceHours })}</p>
        <p>{words.say('stored.revoking', { days: revocationDays, kept: deadJobDays })}</p>
        <p>{words.say('stored.pagesStay')}</p>
      </Card>
    </>
  );
}

function Card({ id, heading, children }: { id: string; heading: string; children: ComponentChildren }): VNode {
  return (
    <section class="card admin-card" aria-labelledby={`stored-${id}`}>
      <h2 id={`stored-${id}`}>{heading}</h2>
      {children}
    </section>
  );
}

function Kept({ what, about, till }: { what: string; about: string; till: string }): VNode {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{about}</dd>
      <dd class="quiet">{till}</dd>
    </div>
  );
}
