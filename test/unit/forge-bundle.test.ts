import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

const FOLDER = join(import.meta.dirname, '../../dist/forge/ui');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describe('what Forge serves for the app’s frames', () => {
  it('is a page with one script, one style sheet and a file for each further language beside it', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(['index.html', 'speech-de.json', 'ui.css', 'ui.js']);
    const addresses = [...read('index.html').matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.sort()).toEqual(['ui.css', 'ui.js']);
  });

  it('needs nothing that Forge’s policy forbids: no inline script or style, and no code made from text', () => {
    expect(read('index.html')).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
    expect(read('ui.js')).not.toMatch(/\beval\(|new Function\b|\bimport\(|setAttribute\("style"/);
    expect(read('ui.css')).not.toMatch(/@import|url\(["']?https?:/);
  });

  it('is small: fifty frames of a page each run it', () => {
    expect(gzipSync(read('ui.js')).length).toBeLessThan(17 * 1024);
    expect(gzipSync(read('ui.css')).length).toBeLessThan(8 * 1024);
  });

  it('knows no server: the calls go where the manifest says', () => {
    const addresses = [...read('ui.js').matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
    expect([...new Set(addresses)]).toEqual(['https://go.atlassian.com']);
  });
});
