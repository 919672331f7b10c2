// Opens pages in a browser and tells what is not accessible about them, by axe-core: node axe.js BROWSER PAGE...
// A page is a file, or an address. What it prints is JSON, a list with one object a page: {page, violations, incomplete,
// passes}. Its exit status is 0 if it could look, whatever it found.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, ...pages] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
const browser = await chromium.launch({ executablePath, args });
try {
  const found = [];
  for (const page of pages) {
    found.push(await look(page));
  }
  process.stdout.write(JSON.stringify(found));
} finally {
  await browser.close();
}

async function look(page) {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(/^https?:/.test(page) ? page : pathToFileURL(page).href);
  await tab.evaluate(axe);
  const result = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
  await context.close();
  return {
    page,
    violations: result.violations.map(told),
    incomplete: result.incomplete.map(told),
    passes: result.passes.length,
  };
}

function told(rule) {
  return { rule: rule.id, impact: rule.impact, help: rule.help, where: rule.nodes.map((node) => node.target.join(' ') + ': ' + node.html.slice(0, 200)) };
}
