"""Articles made for the tests: quotes, wildcards, accents and backslashes in titles, and facts that are not known."""

import shutil

MADE = {
    "quotes": ("It's a \"truce\" 100% sure", {"language": "en", "published": "2017-07-09", "publisher": "O'Neil_Press"}),
    "accents": ("Déclaration sur les Zones à Idlib", {"published": "2018-09-17", "publisher": "ÉCHO"}),
    "backslash": ("A path\\with_under%score", {"language": "en", "published": "2017-07-09"}),
    "bare": ("Statement on Northern Homs", {}),
    "street": ("STRASSE straße Straße", {"language": "en", "publisher": "écho", "url": "https://example.org/a"}),
    "later": ("Talks on Eastern Ghouta", {"language": "en", "published": "2020-12-31", "publisher": "Echo"}),
}
PARAGRAPHS = ["The de-escalation zone in Idlib was discussed.", "Nothing was said of Rastan or of Eastern Ghouta."]


def write_articles(shipped, folder):
    """The shipped articles and the made ones, in a new folder."""
    shutil.copytree(shipped, folder)
    for name, (title, facts) in MADE.items():
        (folder / f"{name}.txt").write_text("\n\n".join([title, *PARAGRAPHS]) + "\n")
        if facts:
            lines = [f'{key} = "{value}"' for key, value in facts.items()]
            (folder / f"{name}.toml").write_text("\n".join(lines) + "\n")
