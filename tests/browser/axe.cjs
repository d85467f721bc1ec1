// Opens report pages the way people meet them and fails on what they must not meet: accessibility faults, anything
// loaded from outside, a page that scrolls sideways on a phone.
//
//   node axe.cjs [--bilder ORDNER] SEITE.html …
//
// With --bilder it also writes a picture of every run and the printed page as PDF.
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SCHEMES = ["light", "dark"];
const WIDTHS = [1280, 320];
const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// chromium itself must not ask the network for anything either.
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

function readArguments(args) {
  const at = args.indexOf("--bilder");
  const pictures = at >= 0 ? args.splice(at, 2)[1] : undefined;
  if (args.length === 0 || (at >= 0 && !pictures)) {
    console.error("usage: node axe.cjs [--bilder ORDNER] SEITE.html …");
    process.exit(2);
  }
  return { pictures, pages: args.map((page) => path.resolve(page)) };
}

// Pages of the same name lie in several folders.
function nameOf(file) {
  return file.split(path.sep).slice(-3).join("-").replace(/\.html$/, "");
}

async function open(browser, file, scheme, width) {
  // axe is put into the page from outside, which the page's own policy rightly forbids.
  const context = await browser.newContext({
    bypassCSP: true, colorScheme: scheme, locale: "de-DE", viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  const outside = [];
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) outside.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { context, page, outside };
}

async function check(page) {
  const closed = await page.screenshot({ fullPage: true });
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  await page.evaluate(AXE);
  const result = await page.evaluate((tags) => axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return { closed, result, overflow };
}

async function run(browser, file, scheme, width, pictures) {
  const { context, page, outside } = await open(browser, file, scheme, width);
  const { closed, result, overflow } = await check(page);
  const name = nameOf(file);
  if (pictures) fs.writeFileSync(path.join(pictures, `${name}-${width}-${scheme}.png`), closed);
  await context.close();
  const faults = [
    ...result.violations.map((v) => `${v.id} (${v.impact}), ${v.nodes.length} mal: ${v.nodes[0].html.slice(0, 160)}`),
    ...outside.map((url) => `loads ${url}`),
    ...(overflow > 0 ? [`scrolls ${overflow} px sideways`] : []),
  ];
  const open_ = result.incomplete.reduce((sum, rule) => sum + rule.nodes.length, 0);
  console.log(`${faults.length ? "FAIL" : "ok  "} ${name} ${scheme} ${width}: ${result.violations.length} violations, `
    + `${result.passes.length} rules passed, ${open_} places axe cannot judge, ${outside.length} requests outside`);
  faults.forEach((fault) => console.log(`     ${fault}`));
  return faults.length;
}

// As readers open it, with the page's own policy in force: its styles and its script must be let through, and long
// tables can be sorted and filtered with the keyboard.
async function policy(browser, file) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(pathToFileURL(file).href);
  // 8px is what a browser does without any style.
  const styled = await page.evaluate(() => getComputedStyle(document.body).margin !== "8px");
  if (!styled) faults.push("the policy keeps the page's own style out");
  if (await page.locator("table[data-sortierbar] tbody tr").count() > 1) {
    const button = page.locator("table[data-sortierbar] thead button").first();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const order = await page.evaluate(() => {
      const table = document.querySelector("table[data-sortierbar]");
      return [table.querySelector("[aria-sort]")?.getAttribute("aria-sort"), table.tBodies[0].rows[0].cells[0].textContent];
    });
    if (order[0] !== "descending") faults.push(`sorting with the keyboard gave ${order}`);
  }
  if (await page.locator(".suche input").count() > 0) {
    await page.locator(".suche input").first().fill("zzzz");
    if (!/^0 von/.test(await page.locator(".suche [role=status]").first().textContent())) faults.push("the filter does nothing");
  }
  await context.close();
  console.log(`${faults.length ? "FAIL" : "ok  "} ${nameOf(file)} under its own policy`);
  faults.forEach((fault) => console.log(`     ${fault}`));
  return faults.length;
}

async function print(browser, file, pictures) {
  const { context, page } = await open(browser, file, "dark", 1280);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const target = path.join(pictures, `${nameOf(file)}.pdf`);
  await page.pdf({ path: target, preferCSSPageSize: true, printBackground: true });
  await context.close();
}

async function main() {
  const { pictures, pages } = readArguments(process.argv.slice(2));
  if (pictures) fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: QUIET });
  let faults = 0;
  for (const file of pages) {
    for (const scheme of SCHEMES) {
      for (const width of WIDTHS) faults += await run(browser, file, scheme, width, pictures);
    }
    faults += await policy(browser, file);
    if (pictures) await print(browser, file, pictures);
  }
  await browser.close();
  process.exit(faults ? 1 : 0);
}

main().catch((error) => { console.error(error); process.exit(2); });
