// Builds the pages: static/src -> static/dist (app.js, app.css, index.html; article.css, article.html, problem.html;
// data.css, data-*.html; api.css, api.html, explorer.js; icon, font).
//
// Each page of src/data/ is put into layout.html, its sections (<!-- title -->) where that says [[slot title]]; [[part
// value]] is the file value.html. So each page of dist/ is one file, whose digest tells when it changes.
//
// The .html files are templates the server fills per request and per language. The pages' own words come from
// src/words/*.json: [[key]] becomes a choice by `lang`, English where there are no words; [[key@code]] a choice by the
// variable `code`, its value where there are none. [[rules@id|said]] is what the linking rule of the variable `id` says,
// from src/rules/*.json; the server's own English, in the variable `said`, where there is nothing. [[problems@id|said]] is
// the same of a kind of problem, from src/problems/*.json. {name} in the words becomes the template's variable of that
// name, which may be in another script than they are: so words with one stand in texts, not in attributes.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(at('dist'), { recursive: true, force: true });
await mkdir(at('dist'), { recursive: true });

await build({
  entryPoints: { app: at('src/main.js'), article: at('src/article.css'), data: at('src/data/data.css'), api: at('src/api.css') },
  outdir: at('dist'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'eof',
  // Leaflet's stylesheet names pictures of controls that this page does not have.
  loader: { '.png': 'empty', '.woff2': 'file' },
  assetNames: '[name]',
  external: ['*.woff'],
  logLevel: 'warning',
});

const PARTS = ['layout.html', 'value.html'];
const allWords = await tables('words');
const allSaid = { rules: await tables('rules'), problems: await tables('problems') };
for (const name of ['index.html', 'article.html', 'problem.html', 'api.html']) {
  await writeFile(at(`dist/${name}`), withWords(name, await readFile(at(`src/${name}`), 'utf8'), allWords, allSaid));
}
for (const name of (await readdir(at('src/data'))).filter((file) => file.endsWith('.html') && !PARTS.includes(file))) {
  await writeFile(at(`dist/data-${name}`), withWords(name, await composed(name), allWords, allSaid));
}
await copyFile(at('src/icon.svg'), at('dist/icon.svg'));
// Whole and minified as it comes: what the page at /api.html tries the server with.
await copyFile(fileURLToPath(import.meta.resolve('openapi-explorer/dist/browser/openapi-explorer.min.js')), at('dist/explorer.js'));

async function tables(folder) {
  const files = (await readdir(at(`src/${folder}`))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map(async (name) => [name.replace('.json', ''), JSON.parse(await readFile(at(`src/${folder}/${name}`), 'utf8'))]));
}

async function composed(name) {
  const [page, layout, value] = await Promise.all([name, ...PARTS].map((file) => readFile(at(`src/data/${file}`), 'utf8')));
  const sections = Object.fromEntries(page.split('<!-- ').slice(1).map((section) => section.split(' -->\n')));
  const filled = layout.replace(/\[\[slot (\w+)\]\]/g, (_, slot) => {
    if (!(slot in sections)) {
      throw new Error(`${name} has no section "${slot}"`);
    }
    return slot === 'title' ? sections[slot].trim() : sections[slot];
  });
  return filled.replaceAll('[[part value]]', () => value.trim());
}

function withWords(name, template, words, tablesSaid) {
  const english = words.find(([lang]) => lang === 'en')[1];
  const said = template.replace(/\[\[(rules|problems)@([\w.]+)\|([\w.]+)\]\]/g, (_, folder, id, other) => {
    const choices = tablesSaid[folder].flatMap(([lang, table]) => Object.entries(table).map(([one, text]) => [`lang == "${lang}" and ${id} == "${one}"`, text]));
    const branches = choices.map(([condition, text], i) => `{% ${i === 0 ? 'if' : 'elif'} ${condition} %}${markup(text)}`);
    return `${branches.join('')}{% else %}<span lang="en" dir="ltr">{{ ${other} }}</span>{% endif %}`;
  });
  return said.replace(/\[\[(\w+)(?:@(\w+))?\]\]/g, (_, key, variable) => {
    for (const [lang, table] of words) {
      if (typeof table[key] !== 'string') {
        throw new Error(`${name} asks for the words "${key}", which ${lang}.json does not have`);
      }
    }
    const choices = words.map(([lang, table], i) => `{% ${i === 0 ? 'if' : 'elif'} ${variable ?? 'lang'} == "${lang}" %}${markup(table[key])}`);
    const other = variable ? `{{ ${variable} }}` : markup(english[key]);
    return `${choices.join('')}{% else %}${other}{% endif %}`;
  });
}

function markup(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\{(\w+)\}/g, '<bdi>{{ $1 }}</bdi>');
}
