// Builds the pages: static/src -> static/dist (app.js, app.css, index.html; article.css, article.html; icon, font).
//
// The .html files are templates the server fills per request and per language. The pages' own words come from
// src/words/*.json: [[key]] becomes a choice by `lang`, English where there are no words; [[key@code]] a choice by the
// variable `code`, its value where there are none; [[rule_*@id|other]] a choice among the keys that begin so, by the
// variable `id`, the variable `other` where there is none. {name} in the words becomes the template's variable of that name.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(at('dist'), { recursive: true, force: true });
await mkdir(at('dist'), { recursive: true });

await build({
  entryPoints: { app: at('src/main.js'), article: at('src/article.css') },
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

const allWords = await words();
for (const name of ['index.html', 'article.html']) {
  await writeFile(at(`dist/${name}`), withWords(name, await readFile(at(`src/${name}`), 'utf8'), allWords));
}
await copyFile(at('src/icon.svg'), at('dist/icon.svg'));

async function words() {
  const files = (await readdir(at('src/words'))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map(async (name) => [name.replace('.json', ''), JSON.parse(await readFile(at(`src/words/${name}`), 'utf8'))]));
}

function withWords(name, template, tables) {
  const english = tables.find(([lang]) => lang === 'en')[1];
  const chosen = template.replace(/\[\[(\w+)\*@([\w.]+)\|([\w.]+)\]\]/g, (_, prefix, id, other) => {
    const choices = tables.flatMap(([lang, table]) => Object.keys(table).filter((key) => key.startsWith(prefix))
      .map((key) => [lang, key.slice(prefix.length), table[key]]));
    return `${choices.map(([lang, end, text], i) => `{% ${i === 0 ? 'if' : 'elif'} lang == "${lang}" and ${id} == "${end}" %}${markup(text)}`).join('')
    }{% else %}<span lang="en" dir="ltr">{{ ${other} }}</span>{% endif %}`;
  });
  return chosen.replace(/\[\[(\w+)(?:@(\w+))?\]\]/g, (_, key, variable) => {
    for (const [lang, table] of tables) {
      if (typeof table[key] !== 'string') {
        throw new Error(`${name} asks for the words "${key}", which ${lang}.json does not have`);
      }
    }
    const choices = tables.map(([lang, table], i) => `{% ${i === 0 ? 'if' : 'elif'} ${variable ?? 'lang'} == "${lang}" %}${markup(table[key])}`);
    const other = variable ? `{{ ${variable} }}` : markup(english[key]);
    return `${choices.join('')}{% else %}${other}{% endif %}`;
  });
}

function markup(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\{(\w+)\}/g, '{{ $1 }}');
}
