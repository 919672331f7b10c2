// Opens pages in a browser and tells what is not accessible about them, by axe-core, as wide as a desk and as narrow as a
// telephone, where a page must not have to be moved sideways (WCAG 2.2, 1.4.10): node axe.js BROWSER PAGE...
// A page is a file, or an address. What it prints is JSON, a list with one object a page: {page, violations, incomplete,
// passes}. Its exit status is 0 if it could look, whatever it found.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, ...pages] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const narrow = 320; // CSS pixels

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
  await tab.setViewportSize({ width: narrow, height: 900 });
  const small = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const sideways = await tab.evaluate(outside);
  await context.close();
  return {
    page,
    violations: [...result.violations, ...small.violations].map(told).concat(sideways),
    incomplete: result.incomplete.map(told),
    passes: result.passes.length,
  };
}

// outside is what stands beyond the edge of the window where the page can be moved sideways. It runs in the page.
function outside() {
  if (document.documentElement.scrollWidth <= window.innerWidth) {
    return [];
  }
  const beyond = [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > window.innerWidth + 1 || box.left < -1;
  });
  const where = beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 200));
  return [{ rule: 'reflow', impact: 'serious', help: 'A narrow page is read without moving it sideways', where }];
}

function told(rule) {
  return { rule: rule.id, impact: rule.impact, help: rule.help, where: rule.nodes.map((node) => node.target.join(' ') + ': ' + node.html.slice(0, 200)) };
}
